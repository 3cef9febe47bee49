from dataclasses import replace

from domicile.core.clock import SystemEntropy
from domicile.core.decision import Decision
from domicile.core.findings import Action, DataClass
from domicile.core.request import Request
from domicile.preview import preview
from domicile.privacy.detect.catalog import structured_recognizers
from domicile.privacy.detector import Detector
from tests.unit.story_standins import DECISION, PHONE, SAID, request


async def test_what_would_leave_is_told_and_decided_on() -> None:
    asked: list[frozenset[DataClass]] = []

    def decide(_request: Request, classes: frozenset[DataClass]) -> Decision:
        asked.append(classes)
        return replace(DECISION, actions=dict.fromkeys(DataClass, Action.REMOVED))

    entropy = SystemEntropy()
    detector = Detector(structured_recognizers(), entropy)
    found = await preview(request(text=SAID), detector=detector, decide=decide, entropy=entropy)
    assert asked == [frozenset({DataClass.PHONE})]
    assert PHONE not in found.text
    assert [each.action for each in found.findings] == [Action.REMOVED]
    assert found.decision.permitted

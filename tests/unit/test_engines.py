from pathlib import Path

import pytest

from domicile.core.clock import SystemEntropy
from domicile.core.content import Content, Message
from domicile.core.errors import ModelMissingError, PartnerUnreachableError, PrivacyError
from domicile.core.ids import SiteId
from domicile.core.settings import Settings
from domicile.core.site import Site
from domicile.core.task import Needs, Task
from domicile.engines import Engines
from domicile.placement.sites import device_site
from domicile.privacy.minimize import minimize
from domicile.privacy.surrogates import Session
from domicile.store.models.shelf import ModelShelf

NOBODY = Site(id=SiteId("one"), base_url="http://127.0.0.1:1/v1", model="m")
TASK = Task(
    content=Content(messages=(Message(role="user", content="x"),)), needs=Needs(window_tokens=9)
)


@pytest.fixture
def engines(tmp_path: Path) -> Engines:
    return Engines(Settings(), ModelShelf(tmp_path), lambda: None)


def test_a_partner_gets_nothing_that_was_not_cleared(engines: Engines) -> None:
    with pytest.raises(PrivacyError):
        engines.run(NOBODY, TASK)


def test_a_device_without_a_model_says_so(engines: Engines) -> None:
    device = device_site(model="", model_digest="", features=())
    with pytest.raises(ModelMissingError):
        engines.run(device, TASK)


async def test_a_cleared_task_goes_to_its_partner(engines: Engines) -> None:
    cleared = minimize(TASK, (), {}, Session(SystemEntropy()))
    with pytest.raises(PartnerUnreachableError):
        async for _ in engines.run(NOBODY, cleared):
            pass
    await engines.aclose()

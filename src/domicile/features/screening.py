"""Why a feature is none of the practices that markets prohibit, said practice by practice.

Each feature ships with its screening; the packs name the practices that it must cover. A feature
that does something else than those below (pictures, biometric data, scores) writes its own.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domicile.core.text import Bilingual

_NO_BIOMETRICS = Bilingual(
    en="It takes no biometric data and infers nothing from faces, voices or bodies.",
    zh="不采集生物识别数据，也不从面部、声音或身体特征作任何推断。",
)
_NO_PICTURES = Bilingual(
    en="It makes text, and neither pictures nor video nor sound.",
    zh="只生成文字，不生成图像、视频或声音。",
)

TEXT_ON_REQUEST: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "manipulation": Bilingual(
            en="It answers what a person asks, in the open, and pursues no aim of its own.",
            zh="仅公开回应用户的请求，自身不追求任何目的。",
        ),
        "exploit_vulnerability": Bilingual(
            en="It is told nothing of a person's age, disability or hardship to make use of.",
            zh="不获取可供利用的年龄、残障或困境信息。",
        ),
        "social_scoring": Bilingual(
            en="It keeps no record and no score of how people behave.",
            zh="不记录人们的行为，也不据此评分。",
        ),
        "predictive_policing_profile": Bilingual(
            en="It does not assess who might commit an offence.",
            zh="不评估任何人实施犯罪的可能性。",
        ),
        "face_scraping": Bilingual(en="It collects no pictures of faces.", zh="不收集人脸图像。"),
        "emotion_at_work_or_school": _NO_BIOMETRICS,
        "biometric_categorisation_sensitive": _NO_BIOMETRICS,
        "realtime_rbi": _NO_BIOMETRICS,
        "ncii": _NO_PICTURES,
        "csam": _NO_PICTURES,
    }
)
"""Screening of a feature that makes text when asked. It speaks of the feature as it is built, not
of every use that somebody may put a text to."""

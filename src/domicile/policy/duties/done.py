"""What became of one duty, part by part."""

from dataclasses import dataclass
from typing import Final

from domicile.core.answer import Label, Notice
from domicile.core.canonical import Json
from domicile.core.decision import Duty
from domicile.core.text import COMMA, Bilingual
from domicile.markets.load import EVENT, NOTICE

TRIGGER: Final = "trigger"
"""Key under which a duty's params hold what of the request set it off."""

_OURS: Final = frozenset({EVENT, NOTICE, TRIGGER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What became of one part of a duty."""

    met: bool
    """Whether it was carried out."""

    text: Bilingual
    """What was done, or why not."""

    label: Label | None = None
    """The mark, where it is one."""

    suffix: str = ""
    """What is appended to the reply's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of one duty; without any part, it was not due."""

    marks: tuple[Marked, ...] = ()
    """What was done, part by part."""

    notices: tuple[Notice, ...] = ()
    """What the person is told."""

    shown: tuple[Notice, ...] = ()
    """Those of them that need not be shown to that person again."""


def params_of(duty: Duty) -> dict[str, Json]:
    """Return the parameters of the duty's rule alone."""
    return {name: value for name, value in duty.params.items() if name not in _OURS}


def by_operator(missing: list[str]) -> Marked:
    """Say what only the operator can supply, and where."""
    return Marked(
        met=False,
        text=Bilingual(
            en=f"The operator has to supply, in `operator.statements`: {COMMA.en.join(missing)}.",
            zh=f"须由运营者在 `operator.statements` 中提供：{COMMA.zh.join(missing)}。",
        ),
    )

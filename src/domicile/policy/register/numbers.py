"""Numbers that regulators give: what they look like, and which of them are made up for a demo."""

import re
from typing import Final

from domicile.core.text import Bilingual
from domicile.policy.register.likeness import likeness

DEMO_PREFIX: Final = "DEMO-"
"""Begins every number that is made up."""

MAX_CHARS: Final = 64
"""Longest number that is accepted, in characters."""

_DEMO = re.compile(r"DEMO-[A-Za-z0-9-]+")
_PRINTABLE = re.compile(r"[!-~\u4e00-\u9fff]+")


def number_key(number: str) -> str:
    """Return ``number`` in the form in which numbers are compared; empty for none."""
    return likeness(number)


def number_problem(number: str, pattern: str, *, simulated: bool) -> Bilingual | None:
    """Return what is wrong with ``number``, or None when it will do.

    Args:
        number: The number, as the operator entered it.
        pattern: Regular expression of the market; empty leaves the form open.
        simulated: Whether the site is made up for a demo.
    """
    if not number:
        return Bilingual(en="No number is entered.", zh="尚未填写编号。")
    if number.upper().startswith(DEMO_PREFIX):
        if not simulated:
            return Bilingual(
                en="A number that begins with DEMO- belongs to simulated sites only.",
                zh="以 DEMO- 开头的编号只能用于模拟站点。",
            )
        pattern = _DEMO.pattern
    if len(number) > MAX_CHARS or not re.fullmatch(pattern or _PRINTABLE.pattern, number, re.ASCII):
        return Bilingual(
            en="The number does not have the form that this market gives out.",
            zh="编号不符合该市场的格式。",
        )
    return None

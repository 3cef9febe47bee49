"""E-mail addresses (RFC 5321 without quoted local parts)."""

import re
from collections.abc import Iterator

from domicile.core.findings import DataClass
from domicile.privacy.recognizer import Span

_LETTER = "A-Za-z\u00c0-\u024f"
_HAN = "\u3400-\u9fff"
_LOCAL = re.compile(rf"(?:[{_LETTER}0-9._%+'-]|\\[._+-])+(?P<space>\s{{0,2}})\Z")
_DOMAIN = re.compile(
    rf"(?P<space>\s{{0,2}})(?:(?:[A-Za-z0-9](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])?|[{_HAN}]{{1,20}})\\?\.){{1,8}}"
    r"(?:[A-Za-z]{2,24}(?![A-Za-z0-9-])|中国|公司|网络|公益|政务)"
)
_LONGEST_LOCAL = 64
_NEVER_FIRST = ".-'%+"


class EmailRecognizer:
    """Finds e-mail addresses, also in the middle of Chinese text."""

    name = "email"
    data_class = DataClass.EMAIL
    is_slow = False

    def spans(self, text: str) -> Iterator[Span]:
        """Find addresses around each ``@``."""
        at = text.find("@")
        while at >= 0:
            begin = max(0, at - _LONGEST_LOCAL)
            local = _LOCAL.search(text[begin:at])
            domain = _DOMAIN.match(text, at + 1)
            if local and domain and _is_one(local["space"], domain["space"]):
                lead = len(local[0]) - len(local[0].lstrip(_NEVER_FIRST))
                if lead < len(local[0].rstrip()):
                    yield Span(start=begin + local.start() + lead, end=domain.end(), score=0.95)
            at = text.find("@", at + 1)


def _is_one(before: str, after: str) -> bool:
    """Whether the space around an ``@`` is a broken line, or meant to hide an address."""
    return bool(before) == bool(after) or "\n" in before + after

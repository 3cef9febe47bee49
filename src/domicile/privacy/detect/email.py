"""E-mail addresses (RFC 5321 without quoted local parts)."""

import re
from collections.abc import Iterator

from domicile.core.findings import DataClass
from domicile.privacy.recognizer import Span

_LOCAL = re.compile(r"[A-Za-z0-9._%+'-]+\Z")
_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])"
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
            if local and domain:
                lead = len(local[0]) - len(local[0].lstrip(_NEVER_FIRST))
                if lead < len(local[0]):
                    yield Span(start=begin + local.start() + lead, end=domain.end(), score=0.95)
            at = text.find("@", at + 1)

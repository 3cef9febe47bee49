"""Names of things, told apart by the type checker."""

from typing import NewType

MarketId = NewType("MarketId", str)
"""A market that a pack speaks for: ``CN``, ``EU``, ``US``, ``US-CA``."""

RuleId = NewType("RuleId", str)
"""A rule of a pack (``CN-PART-001``) or of the house (``approval.missing``)."""

SiteId = NewType("SiteId", str)
"""A place that can answer: ``device`` or a site of the settings."""

FeatureId = NewType("FeatureId", str)
"""What a person can ask for: ``assistant``, ``translate``, ``writing`` …"""

ReceiptId = NewType("ReceiptId", str)
"""128 random bits in hexadecimal: names a receipt and tells nothing."""

SubjectId = NewType("SubjectId", str)
"""The person that a request is for, by the operator's own name for them."""

ModelId = NewType("ModelId", str)
"""A model pack: ``qwen2.5-coder-1.5b-instruct``."""

DEVICE = SiteId("device")
"""The machine that Domicile runs on; a site like any other."""

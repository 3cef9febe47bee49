"""Canonical JSON: one receipt's worth of fields, against the standard library's sorted JSON."""

import json
from collections.abc import Sequence

from bench.measurement import Figure, durations_ms, percentile
from domicile.core.canonical import Json, canonical_bytes

ROUNDS = 500
FIELDS: Json = {
    f"field_{number:02}": {"rule": "CN-PART-001", "count": number} for number in range(24)
}


def measure() -> Sequence[Figure]:
    """Encode the same fields with both."""
    ours = durations_ms(lambda: canonical_bytes(FIELDS), rounds=ROUNDS)
    theirs = durations_ms(lambda: json.dumps(FIELDS, sort_keys=True).encode(), rounds=ROUNDS)
    return [
        Figure(
            name=f"p{share:.0%}".replace("%", ""),
            value=percentile(ours, share),
            unit="ms",
            baseline=percentile(theirs, share),
            peer="json.dumps",
        )
        for share in (0.5, 0.95)
    ]

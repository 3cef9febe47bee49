"""Every rule of the packs that come with Domicile, with what carries it out."""

from typing import Final

from tests.vectors.rules import cn, cn_people, eu, us, us_ca
from tests.vectors.rules.proof import Proof

PROOFS: Final[tuple[Proof, ...]] = (
    *cn.PROOFS,
    *cn_people.PROOFS,
    *eu.PROOFS,
    *us.PROOFS,
    *us_ca.PROOFS,
)
"""In the order of the packs."""

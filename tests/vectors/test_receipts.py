import json
from pathlib import Path

import pytest

from domicile.core.errors import VerificationError
from domicile.receipts.verify import read_policy, verify
from tests.vectors.make_receipts import FOLDER, Case, make_vectors

CASES = [Case(**case) for case in json.loads((FOLDER / "cases.json").read_bytes())]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file} {case.trust or ''}")
def test_a_vector(case: Case) -> None:
    data = (FOLDER / case.file).read_bytes()
    policy = None
    if case.trust:
        policy = read_policy(json.loads((FOLDER / case.trust).read_bytes()))
    if case.code is None:
        assert verify(data, policy).trust == ("policy" if case.trust else "embedded")
    else:
        with pytest.raises(VerificationError) as caught:
            verify(data, policy)
        assert caught.value.code == case.code


def test_the_vectors_are_what_the_generator_makes(tmp_path: Path) -> None:
    files, cases = make_vectors(tmp_path)
    assert cases == CASES
    stored = {file.name: file.read_bytes() for file in FOLDER.glob("*.json")}
    assert stored == files

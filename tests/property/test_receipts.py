"""Receipts: whatever is changed is found, whatever is hidden stays provable."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domicile.core.answer import Answer, Refusal
from domicile.core.canonical import canonical_bytes
from domicile.core.errors import VerificationError
from domicile.core.receipt import FIELDS
from domicile.receipts.verify import verify
from tests.unit.receipts.samples import (
    Office,
    answer,
    device_answer,
    open_office,
    refusal,
    request,
)
from tests.vectors.make_receipts import FOLDER

GOOD = (FOLDER / "receipt_good.json").read_bytes()
HIDDEN = (FOLDER / "receipt_hidden_fields.json").read_bytes()
bundles = st.sampled_from([GOOD, HIDDEN])
scalars = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=8)


@given(bundle=bundles, data=st.data())
def test_a_changed_byte_is_found(bundle: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(bundle) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != bundle[place]))
    refuse(bundle[:place] + bytes([byte]) + bundle[place + 1 :])


@given(bundle=bundles, data=st.data())
def test_bytes_put_in_or_left_out_are_found(bundle: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(bundle)))
    more = data.draw(
        st.binary(min_size=1, max_size=4) | st.sampled_from([b" ", b"\n", b"{", b"[]"])
    )
    refuse(bundle[:place] + more + bundle[place:])
    fewer = data.draw(st.integers(1, 40))
    if place < len(bundle):
        refuse(bundle[:place] + bundle[place + fewer :])


@given(bundle=bundles, value=scalars, data=st.data())
def test_a_changed_value_is_found(bundle: bytes, value: object, data: st.DataObject) -> None:
    changed: Any = json.loads(bundle)
    owner, key = data.draw(st.sampled_from(leaves(changed)))
    if owner[key] != value or type(owner[key]) is not type(value):
        owner[key] = value
        refuse(canonical_bytes(changed))


@given(data=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_foreign_bytes_are_refused(data: bytes) -> None:
    refuse(data)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    opened = open_office(tmp_path_factory.mktemp("receipts"))
    yield opened
    opened.database.close()


@given(hide=st.sets(st.sampled_from(FIELDS)), data=st.data())
def test_any_fields_can_be_hidden(office: Office, hide: set[str], data: st.DataObject) -> None:
    outcomes: list[Answer | Refusal] = [answer(), device_answer(), refusal()]
    outcome = data.draw(st.sampled_from(outcomes))
    receipt_id = office.sealer.seal(request(), outcome)
    result = verify(office.book.export(receipt_id, hide=hide))
    everything = verify(office.book.export(receipt_id)).opened
    assert set(result.hidden) == hide
    assert result.opened == {name: everything[name] for name in FIELDS if name not in hide}


def refuse(data: bytes) -> None:
    with pytest.raises(VerificationError):
        verify(data)


def leaves(value: Any) -> list[tuple[Any, Any]]:
    """Return ``(owner, key)`` of every value that holds no others."""
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    found: list[tuple[Any, Any]] = []
    for key, inner in steps:
        if isinstance(inner, dict | list) and inner:
            found += leaves(inner)
        else:
            found.append((value, key))
    return found

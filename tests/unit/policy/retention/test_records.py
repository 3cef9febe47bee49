from dataclasses import fields

import pytest

from domicile.core.errors import InvalidRequestError
from domicile.core.settings import RetentionSettings
from domicile.policy.retention.records import CLAIMED, DOCUMENTS, RECORDS, record_named


def test_every_setting_bounds_a_record_and_every_record_a_setting() -> None:
    used = {record.setting for record in RECORDS} - {""}
    assert used == {field.name for field in fields(RetentionSettings)}


def test_a_record_is_found_by_its_name() -> None:
    assert record_named("receipts").words == ("receipt_hash", "dsp_records")
    assert record_named("documents") is DOCUMENTS


def test_names_are_told_apart() -> None:
    assert len({record.name for record in RECORDS}) == len(RECORDS)
    assert "pipia" not in CLAIMED


@pytest.mark.parametrize("name", ["recepts", "", "王"])
def test_another_name_is_refused_with_those_that_there_are(name: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        record_named(name)
    assert "receipts" in caught.value.remedy
    assert caught.value.param == "record"

import hashlib
from datetime import date
from pathlib import Path

import pytest

from domicile.core.errors import StorageError
from domicile.core.ids import DEVICE, SiteId
from domicile.core.site import Certificate, Site, Terms
from domicile.placement.evidence import files, shown


def site(folder: Path) -> Site:
    return Site(
        id=SiteId("one"),
        evidence="checked",
        terms=Terms(evidence=str(folder / "contract.pdf")),
        documents={"dpa": str(folder / "dpa.pdf"), "page": "https://example.org/page"},
        certificates={
            "iso": Certificate(
                scope="x", expires=date(2027, 1, 1), evidence=str(folder / "iso.pdf")
            )
        },
    )


def test_every_file_is_named_and_addresses_are_none(tmp_path: Path) -> None:
    assert {each.name for each in files(site(tmp_path))} == {"terms", "dpa", "certificate iso"}
    assert files(Site(id=SiteId("bare"))) == ()


def test_checked_takes_files_that_are_all_there(tmp_path: Path) -> None:
    checked = site(tmp_path)
    assert shown(checked).evidence == "declared"
    for each in files(checked):
        each.path.write_bytes(b"shown")
    assert shown(checked) is checked
    (tmp_path / "dpa.pdf").unlink()
    assert shown(checked).evidence == "declared"


def test_checked_without_any_file_is_only_declared() -> None:
    assert shown(Site(id=SiteId("bare"), evidence="checked")).evidence == "declared"


@pytest.mark.parametrize("evidence", ["declared", "simulated"])
def test_what_claims_less_stays_what_it_is(evidence: str) -> None:
    claims_less = Site(
        id=SiteId("one"), evidence="simulated" if evidence == "simulated" else "declared"
    )
    assert shown(claims_less) is claims_less
    device = Site(id=DEVICE, dialect="device", evidence="checked")
    assert shown(device) is device


def test_a_file_has_its_digest(tmp_path: Path) -> None:
    first, *_ = files(site(tmp_path))
    with pytest.raises(StorageError, match="`terms` cannot be read"):
        first.digest()
    first.path.write_bytes(b"shown")
    assert first.digest() == hashlib.sha256(b"shown").hexdigest()

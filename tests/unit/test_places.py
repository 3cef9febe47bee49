import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from domicile.core.errors import InvalidRequestError, InvalidValueError, UnknownKeyError
from domicile.core.ids import DEVICE, SiteId
from domicile.core.settings import OperatorSettings
from domicile.core.settings_file import Surroundings, load_settings
from domicile.features.catalog import all_features
from domicile.places import FRESH_NS, Places
from domicile.store.models.shelf import ModelShelf

ONE = SiteId("one")
SITE = """
[[sites]]
id = "one"
base_url = "http://127.0.0.1:1/v1"
model = "m"
features = ["assistant"]
"""


def accept(_: OperatorSettings) -> None:
    pass


@dataclass
class House:
    folder: Path
    text: str = SITE
    check: Callable[[OperatorSettings], None] = accept
    now_ns: int = field(default=0)

    def __post_init__(self) -> None:
        self.file = self.folder / "domicile.toml"
        self.write(self.text)
        around = Surroundings(environment={}, home=self.folder, folder=self.folder)
        self.places = Places(
            loaded=load_settings(around),
            shelf=ModelShelf(self.folder / "models"),
            features=all_features(),
            check=self.check,
            now_ns=lambda: self.now_ns,
        )

    def write(self, text: str) -> None:
        self.file.write_text(text)
        self.now_ns = self.file.stat().st_mtime_ns + 2 * FRESH_NS

    def model(self) -> str:
        return self.places.book.get(ONE).model


def test_nothing_changes_as_long_as_the_file_does_not(tmp_path: Path) -> None:
    house = House(tmp_path)
    assert house.places.settings is house.places.settings
    assert house.places.book is house.places.book
    assert house.places.book.sites[0].id == DEVICE
    assert house.places.device_model is None
    assert house.places.fault is None


def test_a_site_is_what_the_file_says_now(tmp_path: Path) -> None:
    house = House(tmp_path)
    assert house.model() == "m"
    house.write(SITE.replace('"m"', '"other"'))
    assert house.model() == "other"
    assert house.places.settings.sites[0].model == "other"


def test_operator_device_and_approvers_are_read_anew_and_nothing_else(
    tmp_path: Path,
) -> None:
    house = House(tmp_path)
    before = house.places.settings
    said = '[operator]\nname = "Other"\n[device]\norigin = "tuned"\nthreads = 3\n'
    said += "[register]\ntwo_person = true\n"
    house.write(f"batch_interval_s = 9.0\n{said}{SITE}")
    after = house.places.settings
    assert after.operator.name == "Other"
    assert house.places.book.get(DEVICE).origin == "tuned"
    assert after.device.threads == before.device.threads
    assert after.register.two_person
    assert after.batch_interval_s == before.batch_interval_s


def test_a_file_that_means_the_same_leaves_everything_as_it_was(tmp_path: Path) -> None:
    house = House(tmp_path)
    book, settings = house.places.book, house.places.settings
    house.write(f"# a remark\n{SITE}")
    assert house.places.book is book
    assert house.places.settings is settings


def test_what_is_broken_never_serves_and_is_told(tmp_path: Path) -> None:
    house = House(tmp_path)
    book = house.places.book
    house.write(SITE + "unknown_key = 1\n")
    assert house.places.book is book
    assert isinstance(house.places.fault, UnknownKeyError)
    house.write(SITE.replace("assistant", "asistant"))
    assert house.places.book is book
    assert isinstance(house.places.fault, InvalidValueError)
    house.file.unlink()
    assert house.places.book is book
    assert house.places.fault is not None
    house.write(SITE)
    assert house.places.fault is None


def test_approvers_whose_keys_are_none_change_nothing(tmp_path: Path) -> None:
    house = House(tmp_path)
    before = house.places.settings
    house.write(f'[register]\nsigned = true\n[register.approvers]\nLi = "no key"\n{SITE}')
    assert house.places.settings is before
    assert isinstance(house.places.fault, InvalidValueError)


def test_an_operator_whom_no_pack_knows_does_not_serve(tmp_path: Path) -> None:
    def refuse(operator: OperatorSettings) -> None:
        if operator.name == "Other":
            raise InvalidRequestError("nobody knows it")

    house = House(tmp_path, check=refuse)
    settings = house.places.settings
    house.write(f'[operator]\nname = "Other"\n{SITE}')
    assert house.places.settings is settings
    assert isinstance(house.places.fault, InvalidRequestError)


def test_a_change_within_one_tick_of_the_clock_is_seen_when_the_tick_is_over(
    tmp_path: Path,
) -> None:
    house = House(tmp_path)
    status = house.file.stat()
    house.now_ns = status.st_mtime_ns
    assert house.model() == "m"
    house.file.write_text(SITE.replace('"m"', '"n"'))
    os.utime(house.file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert house.model() in {"m", "n"}  # the disk's clock may hide the change
    house.now_ns = house.file.stat().st_ctime_ns + 2 * FRESH_NS
    assert house.model() == "n"
    book = house.places.book
    assert house.places.book is book


def test_what_is_written_between_reading_and_the_first_look_is_seen_too(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.write(SITE.replace('"m"', '"n"'))
    assert house.model() == "m"  # read before; the first look cannot tell
    assert house.model() == "n"


def test_an_older_file_that_is_moved_to_its_place_is_read(tmp_path: Path) -> None:
    """Right after it was read, another one takes its place, with an older time of its contents."""
    house = House(tmp_path)
    assert house.model() == "m"
    draft = tmp_path / "draft.toml"
    draft.write_text(SITE.replace('"m"', '"n"'))
    os.utime(draft, ns=(0, 0))
    draft.replace(house.file)
    house.now_ns = house.file.stat().st_ctime_ns
    assert house.model() == "n"
    book = house.places.book
    house.now_ns += 2 * FRESH_NS
    assert house.places.book is book  # read once more, and the same


def test_evidence_that_disappears_counts_as_none_at_once(tmp_path: Path) -> None:
    shows = 'evidence = "checked"\n[sites.documents]\ndpa = "dpa.pdf"\n'
    document = tmp_path / "dpa.pdf"
    document.write_bytes(b"shown")
    house = House(tmp_path, text=SITE + shows)
    assert house.places.book.get(ONE).evidence == "checked"
    document.unlink()
    assert house.places.book.get(ONE).evidence == "declared"


def test_without_a_file_nothing_is_read_anew(tmp_path: Path) -> None:
    around = Surroundings(environment={}, home=tmp_path, folder=tmp_path)
    places = Places(
        loaded=load_settings(around),
        shelf=ModelShelf(tmp_path),
        features=all_features(),
        check=accept,
    )
    assert places.book is places.book
    assert [site.id for site in places.book.sites] == [DEVICE]

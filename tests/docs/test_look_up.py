"""The written pages hold everything, and what the code says now."""

import inspect
import re

import pytest

from domicile.core import errors
from domicile.core.errors import DomicileError
from domicile.core.settings_file import scalar_keys
from domicile.policy import errors as desk_errors
from tools.pages import DOCS, PAGES, RETIRED, all_errors

LOOK_UP = DOCS / "look-up"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_says_what_the_code_says(name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), "run `make pages`"


def test_every_error_has_its_heading_description_and_remedy() -> None:
    page = (LOOK_UP / "errors.md").read_text(encoding="utf-8")
    for error in all_errors():
        entry = page.partition(f"### {error.code}\n")[2].partition("\n##")[0]
        assert f"`{error.__name__}`: " in entry, error
        assert f"**How to resolve:** {error.remedy}" in entry, error
        assert (inspect.getdoc(error) or "").splitlines()[0] in entry, error


def test_codes_are_unique_well_formed_and_never_reused() -> None:
    codes = [error.code for error in all_errors()]
    assert len(set(codes)) == len(codes)
    assert not set(codes) & set(RETIRED)
    assert all(re.fullmatch(r"D\d{3}", code) for code in codes)


def test_every_error_names_its_own_code_within_its_parent() -> None:
    for error in all_errors():
        assert "code" in vars(error), f"{error.__name__} inherits its code"
        parent = error.__base__
        if parent not in {DomicileError, Exception, errors.SettingsError} and parent is not None:
            assert error.code[:2] == getattr(parent, "code", "")[:2], error


def test_every_error_ends_in_error_and_stands_in_the_tree_or_with_the_desks() -> None:
    for error in all_errors():
        assert error.__name__.endswith("Error")
        assert error.__module__ in {errors.__name__, desk_errors.__name__}


def test_the_tree_in_the_docstring_is_complete() -> None:
    tree = errors.__doc__ or ""
    for error in DomicileError.__subclasses__():
        assert error.__name__ in tree, error


def test_every_setting_has_its_heading() -> None:
    page = (LOOK_UP / "settings.md").read_text(encoding="utf-8")
    missing = [key for key in scalar_keys() if f"### {key}\n" not in page]
    assert missing == []


def test_every_member_of_a_site_has_its_heading() -> None:
    page = (LOOK_UP / "settings.md").read_text(encoding="utf-8")
    for key in ("id", "base_url", "terms.trains_on_input", "documents", "certificates.NAME.scope"):
        assert f"### sites.{key}\n" in page

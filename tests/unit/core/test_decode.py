from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domicile.core.decode import DecodeError, UnknownMemberError, decode, nearest
from domicile.core.findings import DataClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    size: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    name: str
    inner: Inner = field(default_factory=Inner)
    many: tuple[Inner, ...] = ()
    named: Mapping[str, Inner] = field(default_factory=dict)
    maybe: Inner | None = None
    taste: Literal["sweet", "sour"] | None = None
    classes: Mapping[str, tuple[DataClass, ...]] = field(default_factory=dict)
    limits: Mapping[DataClass, int] = field(default_factory=dict)


def test_builds_nested_types() -> None:
    data = {
        "name": "a",
        "inner": {"size": 2},
        "many": [{"size": 3}],
        "named": {"x": {"size": 4}},
        "maybe": {"size": 5},
    }
    assert decode(data, Outer) == Outer(
        name="a",
        inner=Inner(size=2),
        many=(Inner(size=3),),
        named={"x": Inner(size=4)},
        maybe=Inner(size=5),
    )


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"name": "a", "nmae": "b"}, "nmae"),
        ({"name": "a", "inner": {"sise": 1}}, "inner.sise"),
        ({"name": "a", "many": [{}, {"sise": 1}]}, "many[1].sise"),
        ({"name": "a", "named": {"x": {"sise": 1}}}, "named.x.sise"),
        ({"name": "a", "maybe": {"sise": 1}}, "maybe.sise"),
    ],
)
def test_unknown_keys_are_refused_wherever_they_stand(data: object, path: str) -> None:
    with pytest.raises(UnknownMemberError) as caught:
        decode(data, Outer)
    assert caught.value.path == path
    assert caught.value.nearest in {"name", "size"}
    assert "did you mean" in str(caught.value)


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({}, ""),
        ({"name": 1}, "name"),
        ({"name": "a", "inner": {"size": "2"}}, "inner.size"),
        ({"name": "a", "many": {}}, "many"),
        ({"name": "a", "named": []}, "named"),
        ([], ""),
    ],
)
def test_wrong_values_are_refused_with_their_place(data: object, path: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(data, Outer)
    assert caught.value.path == path


def test_nothing_for_an_optional_member() -> None:
    assert decode({"name": "a", "maybe": None}, Outer).maybe is None


@pytest.mark.parametrize(
    ("data", "path", "said", "nearest"),
    [
        ({"taste": "sweat"}, "taste", "expected one of `sweet`, `sour`", "sweet"),
        ({"taste": "4711"}, "taste", "expected one of `sweet`, `sour`", None),
        ({"taste": "it's\na 'word'"}, "taste", "expected one of `sweet`, `sour`", None),
        ({"classes": {"pi": ["name", "emial"]}}, "classes[...][1]", "`phone`, `email`", "email"),
        ({"limits": {"emial": 1}}, "limits", "`phone`, `email`", "email"),
    ],
)
def test_a_word_that_is_none_of_the_possible_ones(
    data: dict[str, object], path: str, said: str, nearest: str | None
) -> None:
    with pytest.raises(DecodeError) as caught:
        decode({"name": "a"} | data, Outer)
    assert caught.value.path == path
    assert said in caught.value.problem
    assert caught.value.nearest == nearest
    assert "4711" not in str(caught.value), "what was written may be secret"


@given(st.text())
def test_whatever_the_word_it_is_not_repeated(word: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode({"name": "a", "taste": f"<{word}>"}, Outer)
    assert caught.value.problem == "expected one of `sweet`, `sour`"


def test_the_nearest_word_is_found_however_long_the_other_is() -> None:
    assert nearest("minors", {"minor", "adult"}) == "minor"
    assert nearest("minor" + "s" * 1_000_000, {"minor", "adult"}) == "minor"
    assert nearest("minor", ()) is None
    assert nearest("zzz", {"minor"}, likeness=0.6) is None

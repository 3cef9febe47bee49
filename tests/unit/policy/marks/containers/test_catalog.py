from pathlib import Path

import pytest

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.catalog import CONTAINERS, container_of, marked
from domicile.policy.marks.containers.container import (
    MARK,
    MAX_FILE_BYTES,
    Container,
    Found,
    Marks,
)
from domicile.policy.marks.containers.html_page import HTML
from domicile.policy.marks.containers.text import TEXT
from tests.unit.policy.marks.samples import FILES, SOUND

DOCS = Path(__file__).parents[5] / "docs" / "understand" / "labels.md"


@pytest.mark.parametrize("container", CONTAINERS, ids=lambda each: each.name)
def test_every_kind_has_a_test_and_a_line_in_the_docs(container: Container) -> None:
    module = container.read.__module__.rpartition(".")[2]
    assert (Path(__file__).parent / f"test_{module}.py").exists()
    assert f"\n| {container.name} |" in DOCS.read_text(encoding="utf-8")


@pytest.mark.parametrize("container", CONTAINERS, ids=lambda each: each.name)
def test_a_kind_is_known_by_name_and_media_type(container: Container) -> None:
    data = FILES[container.name]
    for suffix in container.suffixes:
        assert container_of(data, name=f"Some file{suffix.upper()}") is container
    for media in container.media:
        assert container_of(data, media=f"{media.upper()}; charset=utf-8") is container


@pytest.mark.parametrize("kind", ["png", "jpeg", "wav", "mp3", "docx"])
def test_how_a_file_begins_counts_more_than_its_name(kind: str) -> None:
    assert container_of(FILES[kind], name="a.txt").name == kind


def test_sound_without_a_tag() -> None:
    assert container_of(SOUND, name="a.bin").name == "mp3"
    assert container_of(b"\xef\xbb\xbftext", name="a.txt") is TEXT


@pytest.mark.parametrize(
    "data", ["茶".encode("utf-16"), b"\xff", b"\xff\xe8", b"\xff\x1a", b"ID3 is how a tag begins."]
)
def test_a_text_that_begins_nearly_as_sound_does(data: bytes) -> None:
    assert container_of(data, name="a.txt") is TEXT


@pytest.mark.parametrize(("container", "data"), [(TEXT, b" \n"), (HTML, b"<p></p>")])
def test_nothing_is_not_labelled(container: Container, data: bytes) -> None:
    with pytest.raises(LabelError, match="empty"):
        marked(container, data, Marks(properties={MARK: "m"}, visible="（AI）"))


def test_a_kind_that_carries_no_marks() -> None:
    for name, media in (
        ("a.pdf", ""),
        ("", "application/pdf"),
        ("a.txt", "application/pdf"),
        ("", ""),
    ):
        with pytest.raises(LabelError, match=r"known are .txt, .md"):
            container_of(b"%PDF", name=name, media=media)


def test_a_file_that_is_too_large() -> None:
    with pytest.raises(LabelError, match="larger"):
        container_of(bytes(MAX_FILE_BYTES + 1), name="a.txt")


def test_a_file_that_takes_no_marks() -> None:
    lost = Container(
        name="lost",
        suffixes=(),
        media=(),
        modality="text",
        shows=False,
        read=lambda data: Found(content=data, properties={}),
        write=lambda data, _marks: data,
    )
    with pytest.raises(LabelError, match="takes no marks"):
        marked(lost, b"x", Marks(properties={MARK: "m"}))
    assert marked(lost, b"x", Marks()) == b"x"


def test_a_file_that_would_not_be_the_same() -> None:
    other = Container(
        name="other",
        suffixes=(),
        media=(),
        modality="image",
        shows=False,
        read=lambda data: Found(content=data, properties={}),
        write=lambda data, _marks: data + b"!",
    )
    with pytest.raises(LabelError, match="not be the same"):
        marked(other, b"x", Marks())


@pytest.mark.parametrize("page", ["<p>text</p><!-- open", "<p>text</p><script>"])
def test_a_page_that_swallows_what_is_appended(page: str) -> None:
    with pytest.raises(LabelError):
        marked(HTML, page.encode(), Marks(properties={MARK: "m"}, visible="AI"))

import pytest

from domicile.policy.marks.containers.markup import tokens


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.name) for token in tokens(text)]


def test_a_page() -> None:
    text = "<!doctype html><HTML><body>a<br/>b</body><!-- <p> --><?x?></html>"
    assert kinds(text) == [
        ("other", ""), ("open", "html"), ("open", "body"), ("text", ""), ("open", "br"),
        ("text", ""), ("close", "body"), ("other", ""), ("other", ""), ("close", "html"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("<meta name=AIGC content='a \"b\" &amp; c'>", {"name": "AIGC", "content": 'a "b" & c'}),
        ('<a B = "1"c=2 d b=3>', {"b": "1", "c": "2", "d": ""}),
        ("<a / b/>", {"b": ""}),
        ('<a =x "y>', {"x": "", "y": ""}),
        ("<a x='>", {"x": ""}),
    ],
)
def test_attributes(tag: str, said: dict[str, str]) -> None:
    (token,) = tokens(tag)
    assert token.said == said
    assert token.end == len(tag)


def test_scripts_hold_no_tags() -> None:
    text = "<script>if (a<b) '</p>'</SCRIPT ><title>x</title>"
    found = list(tokens(text))
    assert [(each.kind, each.name) for each in found] == [
        ("open", "script"), ("raw", "script"), ("close", "script"),
        ("open", "title"), ("raw", "title"), ("close", "title"),
    ]  # fmt: skip
    assert text[found[1].begin : found[1].end] == "if (a<b) '</p>'"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!-- a <p>", ["other"]),
        ("<!x", ["other"]),
        ("<p a", ["open"]),
        ("<script>x", ["open", "raw"]),
        ("< a", ["text", "text"]),
        ("<3", ["text", "text"]),
        ("<p a<", ["open"]),
        ("", []),
    ],
)
def test_what_is_never_closed_reaches_to_the_end(text: str, expected: list[str]) -> None:
    assert [token.kind for token in tokens(text)] == expected

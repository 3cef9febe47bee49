import pytest

from domicile.privacy.detect.email import EmailRecognizer
from domicile.privacy.normalize import View


def found(text: str) -> list[str]:
    view = View(text)
    spans = EmailRecognizer().spans(view.text)
    return [text[slice(*view.origin(span.start, span.end))] for span in spans]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("我的邮箱是zhang.san@163.com请联系", "zhang.san@163.com"),
        ("write to bob+news@mail.example.co.uk.", "bob+news@mail.example.co.uk"),
        ("<o'brien_1@example.com>", "o'brien_1@example.com"),
        ("邮箱：ｚｈａｎｇ＠１６３．ｃｏｍ。", "ｚｈａｎｇ＠１６３．ｃｏｍ"),
        ("mailto:a@b.io?subject=x", "a@b.io"),
        ("contact=zhang@example.com status", "zhang@example.com"),
        ("...a@example.com...", "a@example.com"),
        ("'a@example.com'", "a@example.com"),
        ("x@y@example.com", "y@example.com"),
        ("13812345678@qq.com", "13812345678@qq.com"),
        ("https://a.cn/?e=wang.xm%40qq.com&b=1", "wang.xm%40qq.com"),
        ("wang.xm&#64;qq.com", "wang.xm&#64;qq.com"),
        ("wang.xm @ qq.com", "wang.xm @ qq.com"),
        ("wang.xm@\nqq.com", "wang.xm@\nqq.com"),
        (r"wang\.xm@qq\.com", r"wang\.xm@qq\.com"),
        ("邮箱：wang@腾讯.中国。", "wang@腾讯.中国"),
        ("müller@x.de", "müller@x.de"),
        ("a@qq.com或www.x.com", "a@qq.com"),
    ],
)
def test_addresses(text: str, address: str) -> None:
    assert found(text) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no at",
        "@example.com",
        "a@",
        "a@b",
        "a@b.c",
        "a @example.com",
        "微博@张三.com",
        "...@a.com",
        "a@-b.com",
    ],
)
def test_no_addresses(text: str) -> None:
    assert found(text) == []


def test_several_addresses() -> None:
    assert found("a@example.com,b@example.com；c@example.com") == [
        "a@example.com", "b@example.com", "c@example.com",
    ]  # fmt: skip

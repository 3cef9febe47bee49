"""``domicile case draft``: the report of an incident, with everything that it must say."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from domicile.core.errors import InvalidRequestError
from domicile.core.text import Bilingual, Language
from domicile.policy.cases.case import Case
from domicile.store.cases import CaseId
from domicile.surfaces.cases import rule_json
from domicile.surfaces.cli.grammar import command
from domicile.surfaces.cli.session import Session, with_session

HEAD: Final = Bilingual(en="Report of case {id} ({event})", zh="案件 {id} 的报告（{event}）")
TO: Final = Bilingual(en="To: {to}", zh="报送对象：{to}")
BY: Final = Bilingual(en="Due: {by} ({text})", zh="截止：{by}（{text}）")
WRITE: Final = Bilingual(en="(to be written)", zh="（待填写）")


@command("draft", examples=("domicile case draft 0123456789abcdef -o report.md",))
@click.argument("case_id", metavar="ID")
@click.option("-o", "--out", metavar="FILE", type=click.Path(path_type=Path), help="Write it here.")
@with_session
def draft(session: Session, *, case_id: str, out: Path | None) -> None:
    """Draft the report of an incident: whom each rule has told, by when, and what it must say."""
    case, language = session.domicile.desks.cases.show(CaseId(case_id)), session.language()
    if case.kind != "incident":
        raise InvalidRequestError(
            "only incidents are reported", remedy="List them with `domicile case list`."
        )
    text = "\n".join(_lines(case, language)) + "\n"
    if out is not None:
        _write(out, text)
    rules = [rule_json(rule, language) for rule in case.rules]
    document = {"case": case.id, "event": case.event, "rules": rules, "text": text}
    session.answer(document, [str(out)] if out else text.splitlines())


def _lines(case: Case, language: Language) -> Iterator[str]:
    yield "# " + HEAD.spoken(language).format(id=case.id, event=case.event)
    for rule in case.rules:
        yield from (
            "",
            f"## {rule.rule}",
            "",
            f"{rule.text.spoken(language)} ({rule.citation})",
            "",
        )
        yield "- " + TO.spoken(language).format(to=", ".join(rule.to))
        for each in rule.deadlines:
            said = BY.spoken(language).format(by=each.by, text=each.text.spoken(language))
            yield "- " + said
        for field in rule.fields:
            yield from ("", f"### {field}", "", WRITE.spoken(language))


def _write(out: Path, text: str) -> None:
    try:
        with out.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except OSError as error:
        raise InvalidRequestError(
            f"the draft cannot be written ({error.strerror})",
            remedy="Name a file that does not exist yet, in a folder that does.",
        ) from error

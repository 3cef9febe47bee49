"""``domicile market check``: does each rule say what its own cases expect?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import click

from domicile.core.errors import PackError
from domicile.core.text import Bilingual, Language
from domicile.markets.check import Mismatch, check_pack
from domicile.markets.files import read_file
from domicile.markets.load import parse_pack
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Pack
from domicile.markets.source import Source, read_source
from domicile.policy.trial import trial
from domicile.surfaces.cli.ending import Status, report
from domicile.surfaces.cli.grammar import command
from domicile.surfaces.cli.printing import JsonObject, print_lines
from domicile.surfaces.cli.session import Session, with_session

COUNTS: Final = Bilingual(
    en="{rules} rules, {cases} cases, {wrong} wrong",
    zh="{rules} 条规则，{cases} 个用例，{wrong} 处不符",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A pack, and what of it does not fit."""

    pack: Pack
    """The pack."""

    wrong: tuple[Mismatch, ...]
    """Rules that do not say what is expected of them."""

    source: Source | None
    """Its file, where one was named; it knows the lines."""

    def line(self, mismatch: Mismatch) -> int | None:
        """Return the line of the case, or of the rule, that does not fit; from 1."""
        if self.source is None:
            return None
        place = [rule.id for rule in self.pack.rules].index(mismatch.rule)
        case = "" if mismatch.case is None else f".cases[{mismatch.case - 1}]"
        return self.source.line(f"rules[{place}]{case}")

    @property
    def case_count(self) -> int:
        """All its cases."""
        return sum(len(rule.cases) for rule in self.pack.rules)


def with_cases(pack: Pack) -> Pack:
    """Return ``pack`` without rules of the operator's overlay that have no cases to run."""
    return replace(pack, rules=tuple(each for each in pack.rules if each.cases or not each.overlay))


@command("check", examples=("domicile market check", "domicile market check pack.yaml --json"))
@click.argument(
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="[FILE]",
    required=False,
)
@with_session
def check(session: Session, *, file: Path | None) -> int:
    """Check a pack file and run its cases.

    Without FILE every pack that is installed is checked, and the cases of the operator's own rules.
    What does not fit is told with its line.
    """
    atlas = session.domicile.atlas
    found = (
        [_of_file(file, atlas)]
        if file
        else [_checked(with_cases(atlas.get(name)), atlas) for name in atlas.markets]
    )
    document: JsonObject = {"packs": [_json(checked) for checked in found]}
    count = sum(len(checked.wrong) for checked in found)
    lines = tuple(_lines(found, session.language()))
    if not count:
        session.answer(document, lines)
        return Status.DONE
    if not session.flags.is_json:
        print_lines(lines)
    error = PackError(f"{count} cases do not come out as their pack expects")
    return report(error, session.flags, document=document)


def _of_file(file: Path, atlas: Atlas) -> Checked:
    data = read_file(file)
    return _checked(parse_pack(data, file.name), atlas, read_source(data, file.name))


def _checked(pack: Pack, atlas: Atlas, source: Source | None = None) -> Checked:
    return Checked(pack=pack, wrong=check_pack(pack, trial(atlas)), source=source)


def _json(checked: Checked) -> JsonObject:
    return {
        "market": checked.pack.id,
        "rules": len(checked.pack.rules),
        "cases": checked.case_count,
        "mismatches": [
            {
                "rule": one.rule,
                "case": one.case,
                "problem": one.problem,
                "line": checked.line(one),
            }
            for one in checked.wrong
        ],
    }


def _lines(found: Sequence[Checked], language: Language) -> Iterator[str]:
    for checked in found:
        counts = COUNTS.spoken(language).format(
            rules=len(checked.pack.rules), cases=checked.case_count, wrong=len(checked.wrong)
        )
        yield f"{checked.pack.id}: {counts}"
        for one in checked.wrong:
            line = checked.line(one)
            where = "" if checked.source is None else f"{checked.source.name}:{line}: "
            case = "" if one.case is None else f" #{one.case}"
            yield f"  {where}{one.rule}{case}: {one.problem}"

"""``domicile retention``: what is kept and why, what deletes it, and what stops that."""

from collections.abc import Iterator, Sequence
from typing import Final

import click

from domicile.core.ids import MarketId, SubjectId
from domicile.core.text import COMMA, Bilingual, Language
from domicile.policy.retention.report import Kept, Line, Progress, Report, conflicts
from domicile.policy.retention.schedule import Keeping, Schedule
from domicile.policy.retention.standing import RuleStanding, standings
from domicile.policy.retention.timer import Orders
from domicile.store.holds import Hold, Scope
from domicile.surfaces.cli.ending import Status
from domicile.surfaces.cli.grammar import command, command_group
from domicile.surfaces.cli.printing import table
from domicile.surfaces.cli.session import Session, with_session
from domicile.surfaces.retained import (
    entry_json,
    hold_json,
    kept_json,
    report_json,
    rule_json,
)

HISTORY: Final = 20
"""Entries of the history that ``list`` shows."""

NEVER: Final = Bilingual(en="not deleted here", zh="不在此删除")
DAYS: Final = Bilingual(en="{days} days ({why})", zh="{days} 日（{why}）")
SETTING: Final = Bilingual(en="setting", zh="设置")
NOTHING: Final = Bilingual(en="nothing", zh="无")
SINCE: Final = Bilingual(en="{size} since {oldest}", zh="{size} 条，最早 {oldest}")
HELD: Final = Bilingual(en="held by {ids}", zh="受法律保全 {ids}")
RULE: Final = {
    "met": Bilingual(en="met", zh="已履行"),
    "unmet": Bilingual(en="not met", zh="未履行"),
}
DONE: Final = Bilingual(
    en="deleted {deleted}, held back {held}", zh="已删除 {deleted} 条，因法律保全保留 {held} 条"
)
WOULD: Final = Bilingual(
    en="would delete {deleted}, held back {held}",
    zh="将删除 {deleted} 条，因法律保全保留 {held} 条",
)
LINE: Final = Bilingual(
    en="{record}{market}: {deleted} from before {before}, held back {held}{holds}",
    zh="{record}{market}：早于 {before} 的 {deleted} 条，保留 {held} 条{holds}",
)
CLOCK_BACK: Final = Bilingual(
    en="Nothing was deleted: the clock stands before the last run ({last}). If it is right, use"
    " --confirm-clock.",
    zh="未删除任何内容：系统时钟早于上次运行（{last}）。如时钟无误，请使用 --confirm-clock。",
)
TRACES: Final = Bilingual(
    en="Bytes of what was deleted may still lie in the store: something reads an older state. Run"
    " it again.",
    zh="已删除内容的字节可能仍存于存储中：有程序正在读取较早的状态。请再次运行。",
)
HOLD: Final = Bilingual(
    en="{id} {state}: {scope}; {by} on {at}: {reason}",
    zh="{id} {state}：{scope}；{by}，{at}：{reason}",
)
STANDS: Final = Bilingual(en="stands", zh="有效")
LIFTED: Final = Bilingual(en="lifted by {by} on {at}", zh="已由 {by} 于 {at} 解除")
ALL: Final = Bilingual(en="everything", zh="全部")


@command_group(
    "retention",
    examples=("domicile retention list", "domicile retention run --dry-run --json"),
)
def retention() -> None:
    """Show how long everything is kept, delete what is past its time, keep legal holds.

    A running gateway deletes by itself, at its start and every hour.
    """


@command("list", group=retention, examples=("domicile retention list --json",))
@with_session
def list_(session: Session) -> None:
    """List what is kept: how much, since when, for how long, and by which rule."""
    domicile, language = session.domicile, session.language()
    kept = domicile.desks.retention.overview()
    schedule = Schedule(domicile.atlas, domicile.settings, domicile.clock.now())
    rules = standings(schedule, domicile.settings.operator)
    history = domicile.desks.retention.history(HISTORY)
    document = {
        "records": [kept_json(each, language) for each in kept],
        "rules": [rule_json(each, language) for each in rules],
        "history": [entry_json(each) for each in history],
    }
    session.answer(document, _overview(kept, rules, language))


@command(
    "run",
    group=retention,
    examples=("domicile retention run --dry-run", "domicile retention run --json"),
)
@click.option("--dry-run", is_flag=True, help="Only count what would be deleted.")
@click.option(
    "--confirm-clock",
    is_flag=True,
    help="The clock is right, although it stands before the last run or long after it.",
)
@with_session
def run(session: Session, *, dry_run: bool, confirm_clock: bool) -> int:
    """Delete what is past its time, and nothing that a legal hold covers.

    Ends with the store written anew, so that no byte of what was deleted is left in its files; what
    writes meanwhile waits. Ctrl-C stops it, and the next run goes on. When the clock stands before
    the last run nothing is deleted, and the exit status is 1.
    """
    language = session.language()
    orders = Orders(
        dry_run=dry_run,
        confirm_clock=confirm_clock,
        told=lambda done: session.tell(_progress(done)),
    )
    report = session.domicile.desks.retention.run(orders)
    session.answer(report_json(report, language), _report_lines(report, language))
    return Status.FAILED if report.outcome == "clock_back" else Status.DONE


@command_group(
    "hold",
    group=retention,
    examples=(
        'domicile retention hold add --by Li --reason "court order 12/2026" --market CN',
        "domicile retention hold list",
    ),
)
def hold() -> None:
    """Keep legal holds: what one covers is not deleted until it is lifted.

    A hold beats every rule that has something gone; that is shown wherever it happens.
    """


@command(
    "add",
    group=hold,
    examples=('domicile retention hold add --by Li --reason "court order 12/2026" --subject wang',),
)
@click.option("--by", metavar="NAME", required=True, help="Who places it.")
@click.option("--reason", metavar="T", required=True, help="For which order or matter.")
@click.option("--record", metavar="R", default="", help="Only this record; all when left out.")
@click.option("--market", metavar="M", default="", help="Only this market; all when left out.")
@click.option("--subject", metavar="S", help="Only this person; everybody when left out.")
@with_session
def add(
    session: Session, *, by: str, reason: str, record: str, market: str, subject: str | None
) -> None:
    """Place a legal hold. It binds every process at once.

    Where nobody knows whose a row is, such as receipts, a hold on a person keeps all rows.
    """
    scope = Scope(
        record=record, market=MarketId(market), subject=SubjectId(subject) if subject else None
    )
    _show(session, session.domicile.desks.holds.place(scope, by=by, reason=reason))


@command("list", group=hold, examples=("domicile retention hold list --json",))
@with_session
def list_holds(session: Session) -> None:
    """List all legal holds, those that were lifted too."""
    found, language = session.domicile.desks.holds.all(), session.language()
    session.answer(
        {"holds": [hold_json(each) for each in found]},
        [_hold_line(each, language) for each in found],
    )


@command(
    "lift",
    group=hold,
    examples=('domicile retention hold lift 0a1b2c3d4e5f --by Li --reason "the case is closed"',),
)
@click.argument("hold_id", metavar="ID")
@click.option("--by", metavar="NAME", required=True, help="Who lifts it.")
@click.option("--reason", metavar="T", default="", help="Why.")
@with_session
def lift(session: Session, *, hold_id: str, by: str, reason: str) -> None:
    """Lift a legal hold; what is past its time then goes with the next run."""
    _show(session, session.domicile.desks.holds.lift(hold_id, by=by, reason=reason))


def _show(session: Session, found: Hold) -> None:
    session.answer(hold_json(found), [_hold_line(found, session.language())])


def _hold_line(found: Hold, language: Language) -> str:
    lifted = found.lifted
    state = (
        STANDS.spoken(language)
        if lifted is None
        else LIFTED.spoken(language).format(by=lifted.by, at=lifted.at)
    )
    scope = COMMA.spoken(language).join(
        word for word in (found.scope.record, found.scope.market, found.scope.subject) if word
    )
    return HOLD.spoken(language).format(
        id=found.id,
        state=state,
        scope=scope or ALL.spoken(language),
        by=found.placed.by,
        at=found.placed.at,
        reason=found.placed.reason,
    )


def _overview(
    kept: Sequence[Kept], rules: Sequence[RuleStanding], language: Language
) -> Iterator[str]:
    yield from table([_kept_row(each, language) for each in kept])
    for each in kept:
        yield from (text.spoken(language) for text in conflicts(each.keeping, each.holds))
    for rule in rules:
        status = RULE[rule.status].spoken(language)
        yield f"{rule.rule} ({status}, {rule.citation}): {rule.text.spoken(language)}"


def _kept_row(each: Kept, language: Language) -> tuple[str, ...]:
    keeping, extent = each.keeping, each.extent
    held = COMMA.spoken(language).join(hold.id for hold in each.holds)
    return (
        keeping.record.name,
        keeping.market or "-",
        _keep_words(keeping, language),
        NOTHING.spoken(language)
        if extent is None
        else SINCE.spoken(language).format(size=extent.size, oldest=extent.oldest),
        HELD.spoken(language).format(ids=held) if held else "",
        keeping.record.title.spoken(language),
    )


def _keep_words(keeping: Keeping, language: Language) -> str:
    if keeping.keep_days is None:
        return NEVER.spoken(language)
    decisive = keeping.decisive
    why = SETTING.spoken(language) if decisive is None else decisive.rule
    return DAYS.spoken(language).format(days=keeping.keep_days, why=why)


def _progress(done: Progress) -> Bilingual:
    words = f"{done.record} {done.market or '-'}: {done.deleted}/{done.due}"
    return Bilingual(en=words, zh=words)


def _report_lines(report: Report, language: Language) -> Iterator[str]:
    if report.outcome == "clock_back":
        yield CLOCK_BACK.spoken(language).format(last=report.last_at.date())
        return
    for line in report.lines:
        yield _line_words(line, language)
        yield from (text.spoken(language) for text in conflicts(line.keeping, line.holds))
    text = WOULD if report.outcome == "dry_run" else DONE
    yield text.spoken(language).format(deleted=report.deleted, held=report.held_back)
    if not report.is_wiped:
        yield TRACES.spoken(language)


def _line_words(line: Line, language: Language) -> str:
    keeping = line.keeping
    ids = COMMA.spoken(language).join(hold.id for hold in line.holds)
    return LINE.spoken(language).format(
        record=keeping.record.name,
        market=f" {keeping.market}" if keeping.market else "",
        deleted=line.deleted,
        before=line.before,
        held=line.held_back,
        holds=f" ({ids})" if ids else "",
    )

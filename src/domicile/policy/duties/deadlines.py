"""When something is due: from the moment at which it began, and a rule's parameters."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from domicile.core.text import Bilingual
from domicile.markets.agenda import due_days
from domicile.markets.kinds.assess import AssessParams
from domicile.markets.kinds.catalog import Params
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.label import LabelParams
from domicile.markets.kinds.report import ReportParams
from domicile.markets.kinds.retain import RetainParams
from domicile.markets.schema import Rule

SATURDAY: Final = 5
"""The first day of the week that is no working day, as ``date.weekday`` counts."""

MONTHS_A_YEAR: Final = 12
"""Months of a year."""

_LEAP_YEAR: Final = 2000
_AT_ONCE: Final = Bilingual(en="at once", zh="立即")
_STANDS: Final = Bilingual(en="from this day on", zh="自该日起")
_WORKDAYS: Final = Bilingual(
    en="within {count} working days, Monday to Friday; public holidays, which lengthen it,"
    " and weekends that are worked, which shorten it, are not known",
    zh="{count} 个工作日内（按周一至周五计算；未计入法定节假日和调休上班日，请以实际放假安排为准）",
)
_OPT_OUT: Final = Bilingual(en="an opt-out ", zh="退出请求：")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """When something is due, and why then."""

    by: date
    """The last day; a ``datetime`` where hours count."""

    text: Bilingual
    """Why then, such as ``within 72 hours``."""

    extended: bool = False
    """Whether it holds only once the time was extended, and the asker was told."""

    @property
    def moment(self) -> datetime:
        """Its end, to sort by; a day ends with its last second."""
        if isinstance(self.by, datetime):
            return self.by.replace(tzinfo=UTC)
        return datetime.combine(self.by, time.max, UTC)


def deadlines(rule: Rule, began: datetime) -> tuple[Deadline, ...]:
    """Return when what ``rule`` asks is due, if what sets it off happened at ``began``.

    Args:
        rule: The rule.
        began: The moment of the event, aware of its zone; of a gate, the launch.

    Raises:
        OverflowError: ``began`` lies so late that the calendar ends first.
    """
    standing = (Deadline(by=day, text=_STANDS) for day in due_days(rule))
    return (*_of_params(rule.params, began), *standing)


def workdays_later(day: date, count: int) -> date:
    """Return the day that lies ``count`` working days after ``day``; holidays are not known."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day


def months_later(day: date, count: int) -> date:
    """Return the same day ``count`` months later, or the last of that month."""
    years, month = divmod(day.month - 1 + count, MONTHS_A_YEAR)
    first = date(day.year + years, month + 1, 1)
    end = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, end.day))


def _of_params(params: Params, began: datetime) -> Iterator[Deadline]:
    match params:
        case ReportParams():
            yield from _report(params, began)
        case ChoiceParams():
            yield from _answer(params, began)
        case AssessParams():
            yield from _document(params, began.date())
        case RetainParams():
            yield from _records(params, began.date())
        case LabelParams():
            yield from _marks(params, began)
        case GateParams(deadline_workdays=int(count)):
            yield _in_workdays(count, began)
        case _:
            return


def _report(params: ReportParams, began: datetime) -> Iterator[Deadline]:
    if params.within_hours is not None:
        yield _in_hours(params.within_hours, began)
    if params.within_days is not None:
        yield _in_days(params.within_days, began)
    if params.yearly_on:
        text = Bilingual(en=f"every year on {params.yearly_on}", zh=f"每年 {params.yearly_on}")
        yield Deadline(by=_next(params.yearly_on, began.date()), text=text)


def _answer(params: ChoiceParams, began: datetime) -> Iterator[Deadline]:
    if params.days is not None:
        yield _in_days(params.days, began)
        if params.more_days is not None:
            whole = params.days + params.more_days
            text = Bilingual(
                en=f"within {whole} calendar days, once extended by {params.more_days}",
                zh=f"延长 {params.more_days} 日后，共 {whole} 日内",
            )
            yield Deadline(by=_after(began, whole), text=text, extended=True)
    if params.opt_out_workdays is not None:
        plain = _in_workdays(params.opt_out_workdays, began)
        text = Bilingual(en=_OPT_OUT.en + plain.text.en, zh=_OPT_OUT.zh + plain.text.zh)
        yield Deadline(by=plain.by, text=text)


def _document(params: AssessParams, began: date) -> Iterator[Deadline]:
    if params.every_months is not None:
        count = params.every_months
        text = Bilingual(
            en=f"made anew every {count} months, if it was made on this day",
            zh=f"每 {count} 个月重新进行一次（自该日完成起算）",
        )
        yield Deadline(by=months_later(began, count), text=text)
    if params.keep_years is not None:
        count = params.keep_years
        text = Bilingual(en=f"kept for {count} years at least", zh=f"至少保存 {count} 年")
        yield Deadline(by=months_later(began, MONTHS_A_YEAR * count), text=text)


def _records(params: RetainParams, began: date) -> Iterator[Deadline]:
    for record, days in params.at_least_days.items():
        text = Bilingual(
            en=f"`{record}` is kept for {days} days at least", zh=f"`{record}` 至少保存 {days} 日"
        )
        yield Deadline(by=began + timedelta(days=days), text=text)
    for record, days in params.at_most_days.items():
        text = Bilingual(
            en=f"`{record}` is gone after {days} days", zh=f"`{record}` 最多保存 {days} 日"
        )
        yield Deadline(by=began + timedelta(days=days), text=text)


def _marks(params: LabelParams, began: datetime) -> Iterator[Deadline]:
    if params.log_months is not None:
        count = params.log_months
        text = Bilingual(
            en=f"the record is kept for {count} months at least", zh=f"记录至少保存 {count} 个月"
        )
        yield Deadline(by=months_later(began.date(), count), text=text)
    if params.revoke_hours is not None:
        yield _in_hours(params.revoke_hours, began)


def _in_hours(count: int, began: datetime) -> Deadline:
    text = Bilingual(en=f"within {count} hours", zh=f"{count} 小时内") if count else _AT_ONCE
    return Deadline(by=began + timedelta(hours=count), text=text)


def _in_days(count: int, began: datetime) -> Deadline:
    text = Bilingual(en=f"within {count} calendar days", zh=f"{count} 日内")
    return Deadline(by=_after(began, count), text=text)


def _in_workdays(count: int, began: datetime) -> Deadline:
    text = _WORKDAYS.filled(count=count)
    return Deadline(by=workdays_later(began.date(), count), text=text)


def _after(began: datetime, days: int) -> date:
    return began.date() + timedelta(days=days)


def _next(day: str, at: date) -> date:
    """Return the next ``day`` (MM-DD), today included; 29 February is the 28th in other years."""
    month, number = (int(part) for part in day.split("-"))
    begin = date(_LEAP_YEAR, month, number)
    days = (
        months_later(begin, MONTHS_A_YEAR * (year - _LEAP_YEAR)) for year in (at.year, at.year + 1)
    )
    return next(each for each in days if each >= at)

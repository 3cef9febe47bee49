"""Takes out of a task what the decision keeps back, and makes it a ``Cleared``."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter

from domicile.core.errors import PrivacyError
from domicile.core.findings import Action, DataClass, Finding
from domicile.core.task import Task
from domicile.core.text import Language
from domicile.privacy.cleared import SEAL, Cleared
from domicile.privacy.generalize import REMOVED, generalized
from domicile.privacy.guard import Guard
from domicile.privacy.identity import LONG_NUMBER, NUMBER_GAP, number_of
from domicile.privacy.leaves import Leaf, is_id, leaves, rewrite, rewrite_stop
from domicile.privacy.matcher import (
    Edge,
    Edit,
    Entry,
    Matcher,
    constant,
    edit_of,
    edited,
    symbols_of,
)
from domicile.privacy.normalize import View, match_form
from domicile.privacy.surrogate_names import has_chinese
from domicile.privacy.surrogates import Session

_LONGEST_COUNTRY_CODE = 4  # symbols, such as +852 or 0086


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _Value:
    """A finding, what it says and what becomes of it. Never printed."""

    finding: Finding
    """Where it stands."""

    text: str
    """What it says, escapes read."""

    action: Action
    """What becomes of it."""

    language: Language
    """The language of the text around it."""


def minimize(
    task: Task,
    findings: Sequence[Finding],
    actions: Mapping[DataClass, Action],
    session: Session,
) -> Cleared:
    """Treat every finding as ``actions`` says, wherever its value occurs in the task.

    A value that was found once is treated everywhere, also where nobody found it. JSON stays JSON,
    and a schema stays a schema. A class that ``actions`` does not name is removed.

    Args:
        task: What shall leave.
        findings: What the detector found in the content and the stop texts of ``task``.
        actions: What becomes of each class.
        session: Gives the surrogates, and remembers them for ``Restorer``.

    Raises:
        PrivacyError: The findings are not those of this task, or no surrogate is left.
    """
    texts = leaves(task.content, task.sampling.stop)
    values = _values(texts, findings, actions)
    session.learn(
        ((value.finding.data_class, value.text) for value in values if _is_replaced(value)),
        "\n".join(View(leaf.text).text for leaf in texts),
    )
    matcher = Matcher((*_fixed_entries(values), *session.outgoing()))
    by_path: dict[str, list[_Value]] = {}
    for value in values:
        by_path.setdefault(value.finding.path, []).append(value)
    ids: dict[str, str] = {}

    def treat(path: str, text: str) -> str:
        treated = _treat(text, matcher, by_path.get(path, ()))
        if treated != text and is_id(path):
            return ids.setdefault(text, f"call-{len(ids) + 1}")
        return treated

    return Cleared(
        content=rewrite(task.content, treat),
        needs=task.needs,
        sampling=replace(task.sampling, stop=rewrite_stop(task.sampling.stop, treat)),
        counts=dict(
            Counter((finding.data_class, _action(finding, actions)) for finding in findings)
        ),
        guard=Guard(matcher, (value.text for value in values)),
        seal=SEAL,
    )


def _action(finding: Finding, actions: Mapping[DataClass, Action]) -> Action:
    return actions.get(finding.data_class, Action.REMOVED)


def _is_replaced(value: _Value) -> bool:
    return value.action is Action.REPLACED and _is_searchable(value)


def _is_searchable(value: _Value) -> bool:
    # A single character is everywhere; it is removed where it was found, and not looked for.
    return len(symbols_of(value.text)) > 1


def _values(
    texts: Iterable[Leaf], findings: Iterable[Finding], actions: Mapping[DataClass, Action]
) -> tuple[_Value, ...]:
    """Return every finding that is not kept, the strictest action first."""
    by_path = {leaf.path: leaf.text for leaf in texts}
    languages: dict[str, Language] = {
        path: "zh" if has_chinese(text) else "en" for path, text in by_path.items()
    }
    values: list[_Value] = []
    for finding in findings:
        text = by_path.get(finding.path, "")
        if not 0 <= finding.start < finding.end <= len(text):
            raise PrivacyError("a finding lies outside the task that it should belong to")
        action = _action(finding, actions)
        if action is not Action.KEPT:
            values.append(
                _Value(
                    finding=finding,
                    text=_said(text[finding.start : finding.end]),
                    action=action,
                    language=languages[finding.path],
                )
            )
    return tuple(sorted(values, key=lambda value: -value.action.strictness))


def _said(spelling: str) -> str:
    """Return ``spelling`` with its escapes read, and its widths as they are."""
    view = View(spelling)
    return spelling if view.is_direct else view.text


def _fixed_entries(values: Iterable[_Value]) -> Iterator[Entry]:
    """Yield what replaces values that are not put back."""
    for value in values:
        if value.action is Action.REPLACED or not _is_searchable(value):
            continue
        number = number_of(value.finding.data_class, value.text)
        beside: Edge = "digit" if number else "word"
        yield Entry(
            symbols=number or match_form(value.text),
            render=partial(constant, _instead(value)),
            gap=NUMBER_GAP if number else 0,
            edge="any" if len(number) >= LONG_NUMBER else beside,
        )


def _instead(value: _Value) -> str:
    if value.action is Action.GENERALIZED:
        return generalized(value.finding.data_class, value.text, value.language)
    return REMOVED.spoken(value.language)


def _treat(text: str, matcher: Matcher, values: Iterable[_Value]) -> str:
    """Replace every value in ``text``, and remove what was found but cannot be looked for."""
    view = View(text)
    edits = [edit_of(view, hit) for hit in matcher.find(view).hits]
    for value in values:
        start, end = value.finding.start, value.finding.end
        first = bisect_right(edits, start, key=attrgetter("end"))
        last = bisect_left(edits, end, key=attrgetter("start"))
        near = edits[first:last]
        if not _is_treated(value, text, near):
            edits[first:last] = [
                Edit(
                    start=min([start, *(edit.start for edit in near)]),
                    end=max([end, *(edit.end for edit in near)]),
                    text=REMOVED.spoken(value.language),
                )
            ]
    return edited(text, edits)


def _is_treated(value: _Value, text: str, edits: Iterable[Edit]) -> bool:
    """Whether ``edits`` leave nothing of the finding, but for the country code of a number."""
    rest = []
    position = value.finding.start
    for edit in edits:
        rest.append(text[position : max(position, edit.start)])
        position = edit.end
    rest.append(text[position : max(position, value.finding.end)])
    left = len(symbols_of(View("".join(rest)).text))
    is_number = number_of(value.finding.data_class, value.text)
    return left <= (_LONGEST_COUNTRY_CODE if is_number else 0)

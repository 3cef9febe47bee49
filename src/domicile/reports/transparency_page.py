"""The transparency report for programs, for people, and the part of it that everybody may see."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from domicile.core.text import Bilingual, Language
from domicile.markets.schema import Pack
from domicile.reports.document import Document, Report, Section
from domicile.reports.transparency import CaseCounts, Transparency

JsonObject = dict[str, Any]

DEMO: Final = Bilingual(
    en="DEMO: some of what is counted here was simulated.", zh="DEMO：部分统计内容为模拟数据。"
)
SELF_REPORTED: Final = Bilingual(
    en="{count} of the answers and refusals are of level D: the device's own word, which nobody"
    " else has checked.",
    zh="其中 {count} 次为 D 级：仅由设备自行报告，未经他人核实。",
)
SPAN: Final = Bilingual(
    en="{operator}, market {market}, from {first} to {last} (UTC).",
    zh="{operator}，市场 {market}，{first} 至 {last}（UTC）。",
)
SCOPE: Final = Bilingual(
    en="Counted from the operator's own receipts, register and cases. It holds no content and no"
    " names. What a model was trained not to say cannot be counted.",
    zh="根据运营者自身的回执、登记册和案件记录统计，不含任何内容或姓名。模型经训练而不说的内容无法统计。",
)
BYTES: Final = Bilingual(
    en="At most {count} bytes left for partners.", zh="向合作方发送的数据至多 {count} 字节。"
)
REVIEWED: Final = Bilingual(
    en="Pack {market} of {as_of}: reviewed by {counsel}; the review holds until {expires}.",
    zh="规则包 {market}（{as_of}）：由 {counsel} 审阅，有效期至 {expires}。",
)
UNREVIEWED: Final = Bilingual(
    en="Pack {market} of {as_of}: no counsel has reviewed it; it is looked at again by {expires}.",
    zh="规则包 {market}（{as_of}）：尚未经法律顾问审阅，须于 {expires} 前复核。",
)
HOLDS: Final = Bilingual(
    en="Legal holds, all markets: {placed} placed, {lifted} lifted, {standing} stand at the end.",
    zh="法律保全（所有市场）：设置 {placed} 项，解除 {lifted} 项，期末仍有 {standing} 项。",
)
UNLABELLED: Final = Bilingual(
    en="Copies handed out without a visible label: {count}.",
    zh="提供的不含显式标识的副本：{count} 份。",
)
TITLE: Final = Bilingual(en="Transparency report", zh="透明度报告")

_COUNT: Final = Bilingual(en="count", zh="次数")
_RULE: Final = Bilingual(en="rule", zh="规则")
_KIND: Final = Bilingual(en="kind", zh="类型")
_CLASS: Final = Bilingual(en="data class", zh="数据类别")


def transparency_json(found: Transparency, language: Language) -> JsonObject:
    """Return the whole report."""
    counts = found.counts
    return {
        **public_json(found, language),
        "operator": found.operator,
        "made_at": found.made_at.isoformat(timespec="seconds"),
        "receipts": counts.receipts,
        "self_reported": counts.self_reported,
        "outcomes": [
            {**outcome._asdict(), "count": count} for outcome, count in counts.outcomes.items()
        ],
        "refusals": dict(counts.refusals),
        "labels": [
            {"rule": rule, "kind": kind, "count": count}
            for (rule, kind), count in counts.labels.items()
        ],
        "notices": [
            {"rule": rule, "id": name, "count": count}
            for (rule, name), count in counts.notices.items()
        ],
        "data_left": {name: dict(each) for name, each in counts.data_left.items()},
        "data_kept": dict(counts.data_kept),
        "bytes_at_most": counts.bytes_at_most,
        "releases": dict(found.releases),
        "holds": found.holds._asdict(),
        "unlabelled": found.unlabelled,
    }


def public_json(found: Transparency, language: Language) -> JsonObject:
    """Return what everybody may see: authorities, complaints, hands on answers and duties."""
    return {
        "market": found.market,
        "from": found.span.first.isoformat(),
        "to": found.span.last.isoformat(),
        "demo": found.is_demo,
        "authorities": [
            {**asked._asdict(), "count": count} for asked, count in found.authorities.items()
        ],
        "cases": {kind: _cases_json(each) for kind, each in found.cases.items()},
        "interventions": [
            {**hand._asdict(), "count": count} for hand, count in found.counts.interventions.items()
        ],
        "duties": {rule: dict(each) for rule, each in found.counts.duties.items()},
        "packs": [_pack_json(pack, language) for pack in found.packs],
    }


def transparency_document(found: Transparency) -> Document:
    """Return the report as people read it."""
    return Document(
        title=TITLE,
        author=found.operator,
        made_at=found.made_at,
        sections=tuple(_sections(found)),
    )


def transparency_report(found: Transparency) -> Report:
    """Return the report for people and programs."""
    return Report(
        document=transparency_document(found), data=lambda spoken: transparency_json(found, spoken)
    )


def _cases_json(counts: CaseCounts) -> JsonObject:
    return {
        "opened": counts.opened,
        "answered": counts.answered,
        "overdue": counts.overdue,
        "median_days": counts.median_days,
        "outcomes": {name or "open": count for name, count in counts.outcomes.items()},
    }


def _pack_json(pack: Pack, language: Language) -> JsonObject:
    review = pack.review
    return {
        "market": pack.id,
        "as_of": pack.as_of.isoformat(),
        "digest": pack.digest,
        "review": review.state,
        "counsel": review.counsel,
        "expires": review.expires.isoformat(),
        "text": _reviewed(pack).spoken(language),
    }


def _reviewed(pack: Pack) -> Bilingual:
    text = UNREVIEWED if pack.review.counsel is None else REVIEWED
    facts = {
        "market": pack.id,
        "as_of": pack.as_of.isoformat(),
        "counsel": pack.review.counsel,
        "expires": pack.review.expires.isoformat(),
    }
    return text.filled(**facts)


def _sections(found: Transparency) -> Iterator[Section]:
    span, counts = found.span, found.counts
    facts = {"operator": found.operator, "market": found.market}
    yield Section(
        title=Bilingual(en="What this is", zh="说明"),
        lines=(
            *((DEMO,) if found.is_demo else ()),
            SPAN.filled(**facts, first=span.first, last=span.last),
            SCOPE,
            *map(_reviewed, found.packs),
        ),
    )
    yield Section(
        title=Bilingual(en="Answers and refusals", zh="回答与拒绝"),
        lines=(SELF_REPORTED.filled(count=counts.self_reported),),
        head=(
            Bilingual(en="status", zh="结果"),
            Bilingual(en="level", zh="级别"),
            Bilingual(en="site", zh="站点"),
            Bilingual(en="feature", zh="功能"),
            _COUNT,
        ),
        rows=tuple((*outcome, str(count)) for outcome, count in counts.outcomes.items()),
    )
    yield _plain(Bilingual(en="Rules that refused", zh="作出拒绝的规则"), _RULE, counts.refusals)
    yield Section(
        title=Bilingual(en="Duties", zh="义务履行"),
        head=(_RULE, Bilingual(en="met", zh="已履行"), Bilingual(en="unmet", zh="未履行")),
        rows=tuple(
            (rule, str(each.get("met", 0)), str(each.get("unmet", 0)))
            for rule, each in counts.duties.items()
        ),
    )
    yield from _marks(found)
    yield from _data(found)
    yield from _register(found)
    yield from _cases(found)


def _marks(found: Transparency) -> Iterator[Section]:
    counts = found.counts
    yield Section(
        title=Bilingual(en="Labels and notices", zh="标识与告知"),
        lines=(UNLABELLED.filled(count=found.unlabelled),),
        head=(_RULE, _KIND, _COUNT),
        rows=tuple(
            (rule, kind, str(count))
            for (rule, kind), count in (*counts.labels.items(), *counts.notices.items())
        ),
    )
    yield Section(
        title=Bilingual(en="Hands on answers", zh="对回答的干预"),
        head=(Bilingual(en="source", zh="来源"), _KIND, _COUNT),
        rows=tuple((*hand, str(count)) for hand, count in counts.interventions.items()),
    )


def _data(found: Transparency) -> Iterator[Section]:
    counts = found.counts
    yield Section(
        title=Bilingual(en="Personal data that left, and how", zh="已发送的个人信息及处理方式"),
        lines=(BYTES.filled(count=counts.bytes_at_most),),
        head=(_CLASS, Bilingual(en="done to it", zh="处理方式"), _COUNT),
        rows=tuple(
            (name, action, str(count))
            for name, each in counts.data_left.items()
            for action, count in each.items()
        ),
    )
    title = Bilingual(en="Personal data that stayed in its own words", zh="原文未离开的个人信息")
    yield _plain(title, _CLASS, counts.data_kept)


def _register(found: Transparency) -> Iterator[Section]:
    title = Bilingual(en="Releases", zh="发布登记")
    yield _plain(title, Bilingual(en="became", zh="变更"), found.releases)


def _cases(found: Transparency) -> Iterator[Section]:
    yield Section(
        title=Bilingual(en="Requests of authorities", zh="主管机关的要求"),
        lines=(HOLDS.filled(**found.holds._asdict()),),
        head=(
            Bilingual(en="year", zh="年份"),
            Bilingual(en="event", zh="事件"),
            Bilingual(en="kind of law", zh="法律类别"),
            Bilingual(en="outcome", zh="结果"),
            _COUNT,
        ),
        rows=tuple(
            (str(each.year), each.event, each.area or "-", each.outcome or "open", str(count))
            for each, count in found.authorities.items()
        ),
    )
    yield Section(
        title=Bilingual(en="Cases", zh="案件"),
        head=(
            _KIND,
            Bilingual(en="opened", zh="受理"),
            Bilingual(en="answered", zh="已答复"),
            Bilingual(en="overdue", zh="逾期"),
            Bilingual(en="median days", zh="答复天数中位数"),
        ),
        rows=tuple(_case_row(kind, each) for kind, each in found.cases.items()),
    )


def _case_row(kind: str, counts: CaseCounts) -> tuple[str, ...]:
    days = "-" if counts.median_days is None else f"{counts.median_days:g}"
    return (kind, str(counts.opened), str(counts.answered), str(counts.overdue), days)


def _plain(title: Bilingual, what: Bilingual, counts: Mapping[Any, int]) -> Section:
    rows = tuple((str(name), str(count)) for name, count in counts.items())
    return Section(title=title, head=(what, _COUNT), rows=rows)

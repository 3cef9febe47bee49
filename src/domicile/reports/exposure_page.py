"""What a partner could be compelled to hand over, as people and as programs read it."""

from collections.abc import Iterator, Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import Final

from domicile.core.site import Evidence, Site
from domicile.core.text import COMMA, Bilingual, Language
from domicile.markets.schema import Rule
from domicile.policy.outlook.leaving import held
from domicile.reports.document import Document, JsonObject, Report, Section
from domicile.reports.exposure import Exposure, Opened

EVIDENCE: Final[Mapping[Evidence, Bilingual]] = MappingProxyType(
    {
        "declared": Bilingual(
            en="The facts of this site are what the operator declared; nobody else has checked"
            " them.",
            zh="该站点的信息由运营者自行声明，未经他人核实。",
        ),
        "checked": Bilingual(
            en="The facts of this site are backed by documents that the operator keeps.",
            zh="该站点的信息有运营者存档的文件佐证。",
        ),
        "simulated": Bilingual(
            en="DEMO: this site is simulated, and everything about it is made up.",
            zh="演示：该站点为模拟站点，其一切信息均属虚构。",
        ),
    }
)
"""How the facts of a site are known, in words."""

LIMITS: Final = (
    Bilingual(
        en="This report is made of the operator's own settings, register and receipts. It is no"
        " statement about secret orders: whether one was served cannot be seen from here, and"
        " silence proves nothing.",
        zh="本报告依据运营者自身的设置、登记册和回执生成，不构成关于秘密指令的声明："
        "是否曾有此类指令，从此处无从得知；未提及也不证明没有。",
    ),
    Bilingual(
        en="Only receipts that are still kept are counted, and only requests that went through"
        " this installation.",
        zh="仅统计仍在保存的回执，且仅包括经本系统处理的请求。",
    ),
    Bilingual(
        en="What personal data was not recognized as such left as it was, and stands in no count.",
        zh="未被识别出的个人信息会原样离开本机，且不计入任何统计。",
    ),
)
"""What this report cannot say."""

COULD: Final = (
    Bilingual(
        en="The cleared text of each request and the text of each answer, for as long as the"
        " partner holds them.",
        zh="在合作方保存期间，每个请求经处理后的文本，以及每个回答的文本。",
    ),
    Bilingual(
        en="When each request came, its size, from which address of the operator, and with which"
        " API key.",
        zh="每个请求的时间、大小、来自运营者的哪个地址，以及所用的 API 密钥。",
    ),
)
"""What a partner could hand over whatever its terms are."""

NEVER: Final = (
    Bilingual(
        en="What was replaced or removed, in its own words; and the table that turns replaced names"
        " back, which exists in this machine's memory only, for one request.",
        zh="被替换或移除的原文；以及还原被替换姓名的对照表，该表仅在处理单个请求时存在于本机内存。",
    ),
    Bilingual(
        en="The answer with the names put back: that happens here.",
        zh="还原姓名后的回答：还原在本机进行。",
    ),
    Bilingual(
        en="The operator's name for the person, receipts, and keys that sign or encrypt.",
        zh="运营者对该人的代称、回执，以及用于签名或加密的密钥。",
    ),
)
"""What a partner never gets, and so cannot hand over."""

_UNKNOWN: Final = Bilingual(
    en="Unknown, so that any country's authorities must be reckoned with: {names}.",
    zh="以下信息未知，因此须考虑任何国家的主管机关：{names}。",
)
_WHERE: Final = ("owner_country", "region", "inference_scope")
"""Facts that say whose authorities can compel the partner."""

_NOTHING_SENT: Final = Bilingual(
    en="Nothing left for this site in these days.", zh="在此期间没有任何内容发往该站点。"
)
_SENT: Final = Bilingual(
    en="{total} requests left for it, at most {size} bytes, from {first} to {last}.",
    zh="共有 {total} 个请求发往该站点，至多 {size} 字节，自 {first} 至 {last}。",
)
_NEVER_OPEN: Final = Bilingual(
    en="It was never released for anything.", zh="从未获准提供任何功能。"
)
_TITLE: Final = Bilingual(
    en="What {site} could be compelled to hand over", zh="{site} 可能被强制交出的内容"
)
_ACTIONS: Final = ("kept", "generalized", "replaced", "removed")


def document(found: Exposure) -> Document:
    """Return the report for people."""
    site = found.site.id
    return Document(
        title=_TITLE.filled(site=site),
        made_at=found.at,
        sections=tuple(_sections(found)),
    )


def exposure_report(found: Exposure) -> Report:
    """Return the report for people and programs."""
    return Report(document=document(found), data=lambda spoken: exposure_json(found, spoken))


def exposure_json(found: Exposure, language: Language) -> JsonObject:
    """Return the report for programs."""
    site, counted = found.site, found.sent
    return {
        "site": site.id,
        "demo": site.evidence == "simulated",
        "at": found.at.isoformat(timespec="seconds"),
        "span": {"from": found.span.first.isoformat(), "to": found.span.last.isoformat()},
        "evidence": site.evidence,
        "facts": {name: value or None for name, value in _facts(site).items()},
        "terms": {
            "trains_on_input": site.terms.trains_on_input,
            "retains_prompts": site.terms.retains_prompts,
            "retention_days": site.terms.retention_days,
            "evidence": _file(site.terms.evidence) or None,
            "text": held(site.terms).spoken(language),
        },
        "documents": {name: _file(place) for name, place in site.documents.items()},
        "releases": [_opened_json(each) for each in found.opened],
        "sent": {
            "requests": counted.total,
            "by_market": dict(counted.times),
            "bytes_at_most": counted.bytes_at_most,
            "first_hour": counted.first_hour or None,
            "last_hour": counted.last_hour or None,
            "data": {name: dict(treated) for name, treated in counted.data.items()},
        },
        "could": [each.spoken(language) for each in COULD],
        "never": [each.spoken(language) for each in NEVER],
        "rules": [_rule_json(rule, language) for rule in found.rules],
        "limits": [each.spoken(language) for each in (EVIDENCE[site.evidence], *LIMITS)],
    }


def _sections(found: Exposure) -> Iterator[Section]:
    site = found.site
    yield Section(
        title=Bilingual(en="What this is", zh="说明"), lines=(EVIDENCE[site.evidence], *LIMITS)
    )
    yield Section(
        title=Bilingual(en="Who can be compelled, and where", zh="可被强制者及其所在地"),
        lines=tuple(_unknown(site)),
        head=(Bilingual(en="Fact", zh="事项"), Bilingual(en="Value", zh="内容")),
        rows=tuple((name, value or "–") for name, value in _facts(site).items()),
    )
    yield Section(
        title=Bilingual(en="What it may hold", zh="其可能持有的内容"),
        lines=(*COULD, held(site.terms), *_papers(site)),
    )
    yield _left(found)
    yield Section(title=Bilingual(en="What it never gets", zh="其从未获得的内容"), lines=NEVER)
    yield Section(
        title=Bilingual(en="When it was released for what", zh="获准提供的功能与时间"),
        lines=() if found.opened else (_NEVER_OPEN,),
        head=tuple(
            Bilingual(en=en, zh=zh)
            for en, zh in (
                ("Market", "市场"),
                ("Feature", "功能"),
                ("Since", "自"),
                ("Until", "至"),
            )
        ),
        rows=tuple(_opened_row(each) for each in found.opened),
    )
    yield Section(
        title=Bilingual(
            en="Rules that speak of requests by authorities", zh="涉及主管机关调取要求的规则"
        ),
        lines=tuple(_rule_line(rule) for rule in found.rules),
    )


def _left(found: Exposure) -> Section:
    counted = found.sent
    line = _SENT.filled(
        total=counted.total,
        size=counted.bytes_at_most,
        first=counted.first_hour,
        last=counted.last_hour,
    )
    return Section(
        title=Bilingual(
            en=f"What left for it from {found.span.first} to {found.span.last}",
            zh=f"{found.span.first} 至 {found.span.last} 发往该站点的内容",
        ),
        lines=(line if counted.total else _NOTHING_SENT,),
        head=(
            Bilingual(en="Class", zh="类别"),
            Bilingual(en="As it was", zh="保留"),
            Bilingual(en="Generalized", zh="泛化"),
            Bilingual(en="Replaced by something made up", zh="替换"),
            Bilingual(en="Removed before it left", zh="移除"),
        ),
        rows=tuple(
            (name, *(str(treated.get(action, 0)) for action in _ACTIONS))
            for name, treated in counted.data.items()
        ),
    )


def _facts(site: Site) -> dict[str, str]:
    version = f" ({site.model_version})" if site.model_version else ""
    return {
        "owner": site.owner,
        "owner_country": site.owner_country,
        "region": site.region or "",
        "inference_scope": site.inference_scope or "",
        "model": site.model + version,
        "filing_no": site.filing_no,
    }


def _unknown(site: Site) -> Iterator[Bilingual]:
    names = [name for name in _WHERE if not _facts(site)[name]]
    if names:
        yield Bilingual(
            en=_UNKNOWN.en.format(names=COMMA.en.join(names)),
            zh=_UNKNOWN.zh.format(names=COMMA.zh.join(names)),
        )


def _papers(site: Site) -> Iterator[Bilingual]:
    for name, place in site.documents.items():
        file = _file(place)
        yield Bilingual(en=f"On file: `{name}` ({file}).", zh=f"已存档：`{name}`（{file}）。")


def _file(place: str) -> str:
    """Return a document's address, or the bare name of its file: paths are nobody's business."""
    return place if "://" in place else PurePath(place).name


def _opened_row(one: Opened) -> tuple[str, ...]:
    until = one.until.date().isoformat() if one.until else "–"
    return one.market, one.feature, one.since.date().isoformat(), until


def _opened_json(one: Opened) -> JsonObject:
    return {
        "market": one.market,
        "feature": one.feature,
        "since": one.since.isoformat(timespec="seconds"),
        "until": one.until.isoformat(timespec="seconds") if one.until else None,
    }


def _rule_line(rule: Rule) -> Bilingual:
    return Bilingual(
        en=f"{rule.id}: {rule.requirement.en} ({rule.cite.at})",
        zh=f"{rule.id}：{rule.requirement.zh}（{rule.cite.at}）",
    )


def _rule_json(rule: Rule, language: Language) -> JsonObject:
    return {
        "rule": rule.id,
        "market": rule.market,
        "kind": rule.kind,
        "text": rule.requirement.spoken(language),
        "citation": rule.cite.at,
        "basis": rule.basis,
        "known": rule.known,
    }

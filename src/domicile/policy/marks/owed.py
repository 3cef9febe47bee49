"""What the label rules of a market ask of a file, and what became of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, Literal

from domicile.core.decision import DutyStatus
from domicile.core.ids import FeatureId, MarketId, RuleId
from domicile.core.request import Whereabouts
from domicile.core.settings import OperatorSettings
from domicile.core.text import COMMA, Bilingual, joined
from domicile.markets.kinds.label import LabelParams
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Rule
from domicile.policy.binding import bound
from domicile.policy.inquiry import Inquiry
from domicile.policy.marks.aigc import CHINAS
from domicile.policy.marks.containers.container import AIGC, FIELDS, MARK
from domicile.policy.question import put

IMPORT: Final = "import"
"""Event of the rules that bind who carries a file that others made."""

OURS: Final = frozenset({"digital_source_type", "signature", "timestamp", *FIELDS})
"""Fields that a mark of ours tells, or that are written beside it."""

_FEATURE: Final = FeatureId("writing")

_VISIBLE = Bilingual(en="The label stands at the end of the file.", zh="标识位于文件末尾。")
_ELSEWHERE = Bilingual(
    en="The label stands at the end of the file, which is not where the rule wants it.",
    zh="标识位于文件末尾，但规则要求的位置不在此处。",
)
_UNDRAWN = Bilingual(
    en="Domicile does not put visible labels into such files yet.",
    zh="Domicile 尚不能在此类文件中加入显式标识。",
)
_NO_WORDS = Bilingual(en="The pack gives no words for it.", zh="规则包未给出标识文字。")
_METADATA = Bilingual(
    en="The mark stands in the file's metadata, signed and with its time.",
    zh="标记已写入文件元数据，并带有签名和时间。",
)
_AIGC = Bilingual(en="The field `AIGC` stands in the file.", zh="文件中已写入 `AIGC` 字段。")
_NO_AIGC = Bilingual(
    en="Another propagator's entry stands in the field `AIGC` and was kept.",
    zh="`AIGC` 字段中已有其他传播者的信息，予以保留。",
)
_WATERMARK = Bilingual(en="Domicile has no watermark yet.", zh="Domicile 尚无水印。")
_DETECTOR = Bilingual(
    en="`/v1/detect` and `domicile label read` detect the mark.",
    zh="`/v1/detect` 和 `domicile label read` 可检测该标记。",
)
_KEPT = Bilingual(en="Marks that were there were kept.", zh="原有标记均予以保留。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was put into a file."""

    properties: Mapping[str, str]
    """Its properties."""

    visible: str
    """The label for people that stands in it; empty for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One rule, and what became of it."""

    rule: RuleId
    """The rule."""

    status: DutyStatus
    """Whether everything that it asks was done."""

    text: Bilingual
    """What it asks, and what was done or not."""

    citation: str
    """Where it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A file, as far as label rules ask about it."""

    market: MarketId
    """The market whose rules bind."""

    modality: Literal["text", "image", "audio"]
    """What it holds."""

    length: int
    """Characters of a text, or bytes of everything else: at least as many as it has tokens."""

    is_carried: bool
    """Whether others made it, and it is only carried on."""


def label_rules(
    atlas: Atlas, operator: OperatorSettings, filed: Filed, at: date
) -> tuple[Rule, ...]:
    """Return the label rules that bind a file on the day ``at``.

    Raises:
        UnknownMarketError: No pack speaks for the market.
        InvalidRequestError: No rule had begun on that day, or a pack's review is long over.
    """
    market = filed.market
    where = Whereabouts(operator=market, user=market, device=market, source="flag")
    inquiry = Inquiry(
        feature=_FEATURE,
        modality=filed.modality,
        whereabouts=where,
        audience=operator.audience,
        at=at,
        operator=operator,
        sites=(),
        releases=MappingProxyType({}),
    )
    question = put(inquiry, bound(inquiry, atlas))
    events = frozenset({IMPORT} if filed.is_carried else ())
    facts = {
        **question.facts,
        "modality": frozenset({filed.modality, "file"}),
        "event": events,
    }
    return tuple(
        rule
        for rule in question.binding.owed
        if rule.kind == "label"
        and (IMPORT in rule.applies_to.event) == filed.is_carried
        and question.holds(rule, facts)
        and not _is_short(filed, _params(rule))
    )


def _is_short(filed: Filed, params: LabelParams) -> bool:
    return filed.modality == "text" and 0 < filed.length <= params.min_tokens


def words(rules: Sequence[Rule], *, is_chinese: bool) -> str:
    """Return the words of the visible label that ``rules`` ask for; empty for none."""
    texts = (_params(rule).text for rule in rules if "visible" in _params(rule).layers)
    text = next(filter(None, texts), None)
    return text.spoken("zh" if is_chinese else "en") if text else ""


def asks_for(rules: Sequence[Rule], fields: frozenset[str]) -> bool:
    """Return whether one of ``rules`` asks for one of ``fields``."""
    return any(not fields.isdisjoint(_params(rule).fields) for rule in rules)


def outcome(rule: Rule, written: Written) -> Owed:
    """Return what became of ``rule`` in a file into which this was ``written``."""
    params = _params(rule)
    results = [_LAYERS[layer](params, written) for layer in params.layers]
    if not params.strip:
        results.append((True, _KEPT))
    is_met = all(met for met, _ in results)
    return Owed(
        rule=rule.id,
        status=DutyStatus.MET if is_met else DutyStatus.UNMET,
        text=joined((rule.requirement, *(text for _, text in results))),
        citation=rule.cite.at,
    )


_Result = tuple[bool, Bilingual]


def _params(rule: Rule) -> LabelParams:
    if not isinstance(rule.params, LabelParams):
        raise TypeError("a label rule has a label's parameters")
    return rule.params


def _visible(params: LabelParams, written: Written) -> _Result:
    if params.text is None:
        return False, _NO_WORDS
    if not written.visible:
        return False, _UNDRAWN
    says = all(any(word in written.visible for word in group) for group in params.must_contain)
    fits = says and (not params.positions or "end" in params.positions)
    return fits, _VISIBLE if fits else _ELSEWHERE


def _metadata(params: LabelParams, written: Written) -> _Result:
    if not CHINAS.isdisjoint(params.fields):
        is_there = AIGC in written.properties
        return is_there, _AIGC if is_there else _NO_AIGC
    missing = [name for name in params.fields if name not in OURS]
    if missing or MARK not in written.properties:
        names = missing or [MARK]
        return False, Bilingual(
            en=f"The file does not tell: {COMMA.en.join(names)}.",
            zh=f"文件未载明：{COMMA.zh.join(names)}。",
        )
    return True, _METADATA


def _watermark(_params: LabelParams, _written: Written) -> _Result:
    return False, _WATERMARK


def _detector(_params: LabelParams, _written: Written) -> _Result:
    return True, _DETECTOR


_LAYERS: Final = MappingProxyType(
    {
        "visible": _visible,
        "metadata": _metadata,
        "watermark": _watermark,
        "detector": _detector,
    }
)

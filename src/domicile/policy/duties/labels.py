"""Labels: the marks that a label rule asks for, and what could not be marked."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from domicile.core.answer import Label
from domicile.core.canonical import canonical_bytes
from domicile.core.errors import InvalidValueError
from domicile.core.ids import RuleId
from domicile.core.text import Bilingual
from domicile.markets.kinds.label import LabelParams
from domicile.policy.duties.done import Marked, by_operator
from domicile.policy.duties.made import Made
from domicile.policy.marks.aigc import CHINAS, PRODUCER_CODE, Aigc, implicit
from domicile.policy.marks.containers.container import AIGC
from domicile.policy.marks.mark import Mark

MARK: Final = "mark"
"""Key of a machine-readable label under which the signed mark stands."""

_END = Bilingual(en="The label stands at the end of the text.", zh="标识位于文本末尾。")
_ELSEWHERE = Bilingual(
    en="The label stands at the end of the text, which is not where the rule wants it.",
    zh="标识位于文本末尾，但规则要求的位置不在此处。",
)
_BESIDE = Bilingual(
    en="The reply is structured data, in which no label can stand; the label comes beside it, and"
    " whoever shows the reply must show it.",
    zh="回复为结构化数据，无法在其中加入标识；标识随附于回复之外，须由展示方一并显示。",
)
_NO_WORDS = Bilingual(en="The pack gives no words for it.", zh="规则包未给出标识文字。")
_LEFT_OFF = Bilingual(
    en="The label is left off: the person asked for it and answers for it, as {rule} permits.",
    zh="应本人要求并由其承担责任，依据 {rule} 未加显式标识。",
)
_METADATA = Bilingual(
    en="A signed and time-stamped mark comes beside the text; whoever passes the text on without it"
    " leaves it behind.",
    zh="文本之外随附经签名且带时间戳的标记；仅转发文本的，标记不随之传播。",
)
_NO_MARK = Bilingual(en="No mark was signed.", zh="未能签署标记。")
_DETECTOR = Bilingual(
    en="Anybody can check it, at `/v1/detect` and by `domicile label read`.",
    zh="任何人均可通过 `/v1/detect` 或 `domicile label read` 核验。",
)
_PARTNER_MADE = Bilingual(
    en="A partner wrote the text; Domicile cannot put a watermark into words that are not its own.",
    zh="文本由合作方生成；Domicile 无法在他方生成的文字中嵌入水印。",
)
_NO_WATERMARK = Bilingual(
    en="Domicile has no watermark for text yet.", zh="Domicile 尚无文本水印。"
)
_MODALITY = Bilingual(
    en="Domicile cannot mark this kind of content yet.", zh="Domicile 尚不能标识此类内容。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """That a person asked for a copy without the visible label, and a rule permits it."""

    rule: RuleId
    """Which rule."""

    log_months: int
    """For how long it has the request kept on record, in months."""


def mark(
    rule: RuleId, params: LabelParams, made: Made, relief: Relief | None = None
) -> tuple[Marked, ...]:
    """Return what became of every layer that ``rule`` asks for; empty when nothing is due.

    Args:
        rule: The rule.
        params: What it asks.
        made: What was made.
        relief: What permits to leave its visible label off, or None.
    """
    if made.modality == "text" and (not made.has_text or made.tokens <= params.min_tokens):
        return ()
    if made.modality != "text":
        return (Marked(met=False, text=_MODALITY),)
    if relief is not None and "visible" in params.layers:
        text = _LEFT_OFF.filled(rule=relief.rule)
        others = tuple(layer for layer in params.layers if layer != "visible")
        return (Marked(met=True, text=text), *_layers(others, rule, params, made))
    return _layers(params.layers, rule, params, made)


def _layers(
    layers: tuple[str, ...], rule: RuleId, params: LabelParams, made: Made
) -> tuple[Marked, ...]:
    return tuple(_LAYERS[layer](rule, params, made) for layer in layers)


def _visible(rule: RuleId, params: LabelParams, made: Made) -> Marked:
    if params.text is None:
        return Marked(met=False, text=_NO_WORDS)
    value = params.text.spoken(made.language)
    label = Label(
        rule=rule, kind="visible", position="beside" if made.structured else "end", value=value
    )
    if made.structured:
        return Marked(met=False, text=_BESIDE, label=label)
    fits = not params.positions or "end" in params.positions
    return Marked(met=fits, text=_END if fits else _ELSEWHERE, label=label, suffix=f"\n\n{value}")


def _metadata(rule: RuleId, params: LabelParams, made: Made) -> Marked:
    """Put the pack's words for machines and the signed mark together, in canonical JSON."""
    if made.beside.mark is None:
        return Marked(met=False, text=_NO_MARK)
    said = json.loads(params.metadata) if params.metadata else {}
    if not CHINAS.isdisjoint(params.fields):
        implied = china_label(made, made.beside.mark)
        if implied is None:
            return by_operator([PRODUCER_CODE])
        said[AIGC] = json.loads(implied.encoded)
    value = canonical_bytes({**said, MARK: made.beside.mark.encoded}).decode()
    label = Label(rule=rule, kind="metadata", position="beside", value=value)
    return Marked(met=True, text=_METADATA, label=label)


def china_label(made: Made, signed: Mark) -> Aigc | None:
    """Return China's implicit label of what was made; None where the operator cannot be named."""
    beside = made.beside
    try:
        return implicit(signed.id, signed.encoded, beside.operator, beside.statements)
    except InvalidValueError:
        return None


def _watermark(_rule: RuleId, _params: LabelParams, made: Made) -> Marked:
    return Marked(met=False, text=_NO_WATERMARK if made.site.is_device else _PARTNER_MADE)


def _detector(_rule: RuleId, _params: LabelParams, made: Made) -> Marked:
    if made.beside.mark is None:
        return Marked(met=False, text=_NO_MARK)
    return Marked(met=True, text=_DETECTOR)


_LAYERS: Final[Mapping[str, Callable[[RuleId, LabelParams, Made], Marked]]] = MappingProxyType(
    {
        "visible": _visible,
        "metadata": _metadata,
        "watermark": _watermark,
        "detector": _detector,
    }
)

"""Labels: the marks that a label rule asks for, and what could not be marked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from domicile.core.answer import Label
from domicile.core.ids import RuleId
from domicile.core.text import Bilingual
from domicile.markets.kinds.label import LabelParams
from domicile.policy.duties.made import Made

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
_METADATA = Bilingual(
    en="A machine-readable mark comes beside the text.", zh="文本之外随附机器可读标记。"
)
_NO_DETECTOR = Bilingual(
    en="There is no public detector yet, so the mark cannot be checked by others.",
    zh="尚无公开检测工具，他人无法核验该标记。",
)
_NO_WATERMARK = Bilingual(
    en="Domicile has no watermark for text yet.", zh="Domicile 尚无文本水印。"
)
_MODALITY = Bilingual(
    en="Domicile cannot mark this kind of content yet.", zh="Domicile 尚不能标识此类内容。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What became of one layer of a label."""

    met: bool
    """Whether the layer is there."""

    text: Bilingual
    """What was done, or why not."""

    label: Label | None = None
    """The mark."""

    suffix: str = ""
    """What is appended to the reply's text."""


def mark(rule: RuleId, params: LabelParams, made: Made) -> tuple[Marked, ...]:
    """Return what became of every layer that ``rule`` asks for; empty when nothing is due."""
    if made.modality == "text" and (not made.has_text or made.tokens <= params.min_tokens):
        return ()
    if made.modality != "text":
        return (Marked(met=False, text=_MODALITY),)
    return tuple(_LAYERS[layer](rule, params, made) for layer in params.layers)


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


def _metadata(rule: RuleId, params: LabelParams, _made: Made) -> Marked:
    label = Label(rule=rule, kind="metadata", position="beside", value=params.metadata)
    return Marked(met=True, text=_METADATA, label=label)


def _watermark(_rule: RuleId, _params: LabelParams, _made: Made) -> Marked:
    return Marked(met=False, text=_NO_WATERMARK)


def _detector(_rule: RuleId, _params: LabelParams, _made: Made) -> Marked:
    return Marked(met=False, text=_NO_DETECTOR)


_LAYERS: Final[Mapping[str, Callable[[RuleId, LabelParams, Made], Marked]]] = MappingProxyType(
    {
        "visible": _visible,
        "metadata": _metadata,
        "watermark": _watermark,
        "detector": _detector,
    }
)

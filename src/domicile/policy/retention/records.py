"""The records of this house: what each holds, which words of the packs bind it, and who deletes."""

from dataclasses import dataclass
from typing import Final, Literal

from domicile.core.decode import nearest
from domicile.core.errors import InvalidRequestError
from domicile.core.text import Bilingual

People = Literal["named", "unnamed", "none"]
"""Whether rows can be told apart by person; or hold somebody, nobody knows whom; or nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """Why a record is kept for some days whatever the settings say."""

    days: int
    """How many, from 1."""

    text: Bilingual
    """Why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Something that is kept."""

    name: str
    """Its name in ``--record``."""

    title: Bilingual
    """What it is, for people."""

    words: tuple[str, ...]
    """What packs call it in their retain rules."""

    setting: str
    """The setting under ``[retention]`` that bounds it; empty where the timer deletes nothing."""

    people: People
    """Whom it holds: says how far a hold on a person reaches."""

    has_markets: bool = True
    """Whether each row belongs to a market; else it is kept as long as any market asks for."""

    floor: Floor | None = None
    """What it takes to keep to other rules; None for nothing."""


RECORDS: Final = (
    Record(
        name="network_log",
        title=Bilingual(
            en="calls by minute, market, route, status and key",
            zh="按分钟、市场、路由、状态和密钥记录的调用",
        ),
        words=("network_log",),
        setting="network_log_days",
        people="none",
    ),
    Record(
        name="usage",
        title=Bilingual(
            en="when sessions began, and which notices were shown",
            zh="会话开始时间及已显示的告知",
        ),
        words=("usage",),
        setting="sessions_days",
        people="named",
        has_markets=False,
    ),
    Record(
        name="receipts",
        title=Bilingual(en="receipts and their digests", zh="回执及其摘要"),
        words=("receipt_hash", "dsp_records"),
        setting="receipts_days",
        people="unnamed",
    ),
    Record(
        name="exports",
        title=Bilingual(en="whose data was exported where", zh="何人数据出境至何处的计数"),
        words=("dsp_records",),
        setting="exports_days",
        people="named",
        floor=Floor(
            days=367,
            text=Bilingual(
                en="Rules of export count people up to a year back.",
                zh="数据出境规则按最长一年的期间统计人数。",
            ),
        ),
    ),
    Record(
        name="fingerprints",
        title=Bilingual(en="fingerprints of what was labelled", zh="已标识内容的指纹"),
        words=(),
        setting="labels_days",
        people="unnamed",
        has_markets=False,
    ),
    Record(
        name="labels",
        title=Bilingual(en="who got a copy without a label", zh="无标识副本的提供记录"),
        words=("labels",),
        setting="labels_days",
        people="named",
        has_markets=False,
    ),
    Record(
        name="cases",
        title=Bilingual(
            en="closed requests, complaints and incidents", zh="已办结的请求、投诉和事件"
        ),
        words=("cases",),
        setting="cases_days",
        people="named",
    ),
    Record(
        name="prompt",
        title=Bilingual(en="what people say; none of it is kept", zh="用户输入的内容；一概不留存"),
        words=("prompt",),
        setting="",
        people="none",
        has_markets=False,
    ),
)
"""Every record that Domicile itself keeps, or could."""

DOCUMENTS: Final = Record(
    name="documents",
    title=Bilingual(
        en="documents that the operator keeps; Domicile deletes none of them",
        zh="由运营者保存的文件；Domicile 不予删除",
    ),
    words=(),
    setting="",
    people="none",
    has_markets=False,
)
"""What packs name and Domicile does not have."""

CLAIMED: Final = frozenset(word for record in RECORDS for word in record.words)
"""Words of packs for which there is a record here."""


def record_named(name: str) -> Record:
    """Return a record by its name.

    Raises:
        InvalidRequestError: There is none.
    """
    known = {record.name: record for record in (*RECORDS, DOCUMENTS)}
    if name in known:
        return known[name]
    near = nearest(name, known)
    hint = f"; the nearest one is `{near}`" if near else ""
    raise InvalidRequestError(
        f"there is no such record{hint}",
        remedy=f"Choose one of: {', '.join(known)}.",
        param="record",
    )

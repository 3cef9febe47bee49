"""What the pages of cases and of records say."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domicile.core.text import Bilingual
from domicile.policy.cases.states import Verb
from domicile.store.cases import CaseKind

CASES: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "cases": Bilingual(en="Cases", zh="案件"),
        "cases_lead": Bilingual(
            en=(
                "Requests of authorities, complaints, people's rights and incidents, each with the"
                " time by which the packs want an answer."
            ),
            zh="主管机关的要求、投诉、个人权利请求和事件，并列明规则包要求的答复期限。",
        ),
        "no_cases": Bilingual(en="There are no cases.", zh="目前没有案件。"),
        "case_id": Bilingual(en="Case", zh="案件"),
        "kind": Bilingual(en="Kind", zh="类型"),
        "case_market": Bilingual(en="Market", zh="市场"),
        "opened": Bilingual(en="Since (UTC)", zh="起始（UTC）"),
        "due": Bilingual(en="Due (UTC)", zh="期限（UTC）"),
        "no_due": Bilingual(en="no fixed time", zh="无固定期限"),
        "overdue": Bilingual(en="overdue", zh="已逾期"),
        "case_state": Bilingual(en="State", zh="状态"),
        "outcome": Bilingual(en="Outcome", zh="结果"),
    }
)
"""The list of cases."""

CASE: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "about": Bilingual(en="What it is about", zh="内容"),
        "asker": Bilingual(en="Who asks", zh="提出者"),
        "law": Bilingual(en="Under which law", zh="所依法律"),
        "contact": Bilingual(en="Contact", zh="联系方式"),
        "receipt": Bilingual(en="Receipt", zh="回执"),
        "about_site": Bilingual(en="Site", zh="站点"),
        "about_subject": Bilingual(en="Person", zh="当事人"),
        "hold": Bilingual(en="Legal hold", zh="法律保全"),
        "rules": Bilingual(en="Rules that apply", zh="适用规则"),
        "the_person": Bilingual(en="whoever complained", zh="投诉人"),
        "what_happened": Bilingual(en="What happened", zh="处理经过"),
        "answer": Bilingual(en="Answer", zh="答复"),
        "answer_text": Bilingual(en="Answer, as the person will read it", zh="答复（本人将看到）"),
        "who_answers": Bilingual(en="Your name", zh="您的姓名"),
        "by_command": Bilingual(
            en="Everything else is done at the command line: `domicile case --help`. Allowed now:",
            zh="其余操作请使用命令行：`domicile case --help`。目前可执行：",
        ),
        "to_cases": Bilingual(en="All cases", zh="全部案件"),
    }
)
"""One case."""

KEEPING: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "keeping": Bilingual(en="Records", zh="留存"),
        "keeping_lead": Bilingual(
            en=(
                "What is kept, how much of it, for how long and why. What is past its time is"
                " deleted every hour, unless a legal hold keeps it."
            ),
            zh="保存了哪些记录、多少、多久以及依据。到期记录每小时删除一次，受法律保全的除外。",
        ),
        "record": Bilingual(en="Record", zh="记录"),
        "record_market": Bilingual(en="Market", zh="市场"),
        "every_market": Bilingual(en="all", zh="全部"),
        "kept_for": Bilingual(en="Kept for", zh="保存期限"),
        "days": Bilingual(en="{n} days", zh="{n} 日"),
        "never_deleted": Bilingual(en="not deleted here", zh="不在此删除"),
        "because": Bilingual(en="Because of", zh="依据"),
        "setting": Bilingual(en="the settings", zh="设置"),
        "amount": Bilingual(en="Now", zh="现有"),
        "rows": Bilingual(en="{n} since {day}", zh="{n} 条，最早 {day}"),
        "nothing_kept": Bilingual(en="nothing", zh="无"),
        "held_by": Bilingual(en="Held by", zh="法律保全"),
        "holds": Bilingual(en="Legal holds", zh="法律保全"),
        "no_holds": Bilingual(en="No legal hold stands.", zh="目前没有法律保全。"),
        "hold_note": Bilingual(
            en="`domicile retention hold add` places one, `hold lift` lifts it.",
            zh="用 `domicile retention hold add` 设立，用 `hold lift` 解除。",
        ),
        "scope": Bilingual(en="Covers", zh="范围"),
        "placed_by": Bilingual(en="Placed by", zh="设立人"),
        "for_what": Bilingual(en="For", zh="事由"),
        "everything": Bilingual(en="everything", zh="全部"),
        "keeping_rules": Bilingual(en="Rules about keeping", zh="留存规则"),
        "met": Bilingual(en="met", zh="已履行"),
        "unmet": Bilingual(en="unmet", zh="未履行"),
    }
)
"""Records, and what holds them."""

KINDS: Final[Mapping[CaseKind, Bilingual]] = MappingProxyType(
    {
        "authority": Bilingual(en="authority", zh="主管机关"),
        "complaint": Bilingual(en="complaint", zh="投诉"),
        "rights": Bilingual(en="rights", zh="个人权利"),
        "incident": Bilingual(en="incident", zh="事件"),
    }
)
"""The kinds of cases."""

DEEDS: Final[Mapping[Verb, Bilingual]] = MappingProxyType(
    {
        "escalate": Bilingual(en="escalated", zh="上报"),
        "propose": Bilingual(en="answer proposed", zh="拟答复"),
        "confirm": Bilingual(en="confirmed", zh="确认"),
        "refuse": Bilingual(en="refused", zh="拒绝"),
        "extend": Bilingual(en="extended", zh="延期"),
        "answer": Bilingual(en="answered", zh="答复"),
        "appeal": Bilingual(en="appealed", zh="申请复核"),
        "report": Bilingual(en="reported", zh="报告"),
        "close": Bilingual(en="closed", zh="结案"),
    }
)
"""What was done to a case."""

"""What the operator's pages say, in both languages."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domicile.core.text import Bilingual
from domicile.store.releases import ReleaseState, Verb

ENTRANCE: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "forbidden": Bilingual(en="For operators only", zh="仅限运营者"),
        "forbidden_lead": Bilingual(
            en=(
                "These pages change what may run. They take a key with the role `operator`,"
                " made with `domicile config key add --role operator`."
            ),
            zh=(
                "这些页面可变更哪些服务能够运行，须持角色为 `operator` 的密钥进入；"
                "密钥用 `domicile config key add --role operator` 创建。"
            ),
        ),
        "wrong_key": Bilingual(
            en="This key is unknown, was withdrawn, or is not an operator's.",
            zh="该密钥不存在、已撤销，或不是运营者密钥。",
        ),
        "key": Bilingual(en="Operator key", zh="运营者密钥"),
        "key_note": Bilingual(
            en=(
                "The browser keeps a signed pass for eight hours, not the key. It ends when"
                " the gateway stops or the key is withdrawn."
            ),
            zh="浏览器只保存八小时有效的签名会话，不保存密钥。网关停止或密钥撤销后，会话即失效。",
        ),
        "enter": Bilingual(en="Enter", zh="进入"),
        "leave": Bilingual(en="Sign out", zh="退出"),
        "error": Bilingual(en="That did not work", zh="操作未成功"),
        "stale": Bilingual(
            en=(
                "The page was older than this gateway, or came from elsewhere. Nothing was"
                " changed; open it again."
            ),
            zh="页面已过期，或来自其他来源。未作任何变更，请重新打开。",
        ),
        "back": Bilingual(en="Back to the board", zh="返回看板"),
        "sections": Bilingual(en="Operator's pages", zh="运营者页面"),
    }
)
"""Coming in, and what goes wrong."""

BOARD: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "board": Bilingual(en="Releases", zh="发布登记"),
        "board_lead": Bilingual(
            en=(
                "One feature, in one market, served by one site. A change takes effect at once in"
                " every running gateway, and is never taken out of the history."
            ),
            zh=(
                "每项发布即一项功能、一个市场、一个站点。变更即刻在所有运行中的网关生效，"
                "且永久保留在历史记录中。"
            ),
        ),
        "none": Bilingual(en="None", zh="无"),
        "model": Bilingual(en="Model", zh="模型"),
        "number": Bilingual(en="Number", zh="编号"),
        "since": Bilingual(en="Since", zh="起始"),
        "by": Bilingual(en="By", zh="经办人"),
        "reason": Bilingual(en="Reason", zh="理由"),
        "open": Bilingual(en="serves now", zh="正在服务"),
        "closed": Bilingual(en="does not serve", zh="未提供服务"),
        "missing": Bilingual(en="What is missing", zh="尚缺条件"),
        "remedy_label": Bilingual(en="What would help", zh="解决办法"),
        "gone": Bilingual(en="The settings no longer name this site.", zh="设置中已无此站点。"),
        "demo": Bilingual(en="DEMO", zh="DEMO 演示"),
        "propose": Bilingual(en="Submit a release", zh="提交发布"),
        "market": Bilingual(en="Market", zh="市场"),
        "feature": Bilingual(en="Feature", zh="功能"),
        "site": Bilingual(en="Site", zh="站点"),
        "next": Bilingual(en="Continue", zh="下一步"),
        "done": Bilingual(
            en="Recorded: {entry} is now {state}.", zh="已记录：{entry} 现为“{state}”。"
        ),
    }
)
"""The board."""

ACT: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "from_to": Bilingual(en="{before} → {after}", zh="{before} → {after}"),
        "absent": Bilingual(en="not submitted", zh="未提交"),
        "your_name": Bilingual(en="Your name", zh="您的姓名"),
        "your_name_note": Bilingual(en="It stands in the history for good.", zh="将永久记入历史。"),
        "why": Bilingual(en="Reason", zh="理由"),
        "why_optional": Bilingual(en="Reason (optional)", zh="理由（可不填）"),
        "number_field": Bilingual(
            en="Number that the regulator gave (where the market asks for one)",
            zh="监管部门核发的编号（市场要求时填写）",
        ),
        "min_client": Bilingual(
            en="Oldest client that may use it, as in 2.1.0 (empty: any)",
            zh="可使用的最低客户端版本，如 2.1.0（留空表示不限）",
        ),
        "two_person": Bilingual(
            en="It takes two people: another one has to approve after you.",
            zh="须由两人批准：在您之后还需另一人批准。",
        ),
        "signed": Bilingual(
            en=(
                "The settings ask for signatures. Sign on your own machine with"
                " `domicile release approve --key FILE`; keys never go to a gateway."
            ),
            zh=(
                "设置要求签名。请在您自己的机器上用 `domicile release approve --key FILE` 签署；"
                "密钥绝不发送给网关。"
            ),
        ),
        "cancel": Bilingual(en="Cancel", zh="取消"),
        "not_allowed": Bilingual(
            en="The release is {state}; this step is not allowed from there. Allowed: {steps}.",
            zh="该发布目前为“{state}”，不能执行此操作。可执行：{steps}。",
        ),
        "no_steps": Bilingual(en="none", zh="无"),
    }
)
"""Confirming a step."""

HISTORY: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "history": Bilingual(en="History", zh="历史"),
        "history_lead": Bilingual(
            en="Everything that happened to releases, latest first. Nothing is ever removed.",
            zh="发布的全部历史，最近的在前。任何记录都不会删除。",
        ),
        "when": Bilingual(en="When (UTC)", zh="时间（UTC）"),
        "entry": Bilingual(en="Entry", zh="登记项"),
        "state": Bilingual(en="State", zh="状态"),
        "who": Bilingual(en="Who", zh="经办人"),
        "evidence": Bilingual(en="Evidence (SHA-256)", zh="证据（SHA-256）"),
        "more_events": Bilingual(en="Older", zh="更早"),
    }
)
"""The history."""

STATES: Final[Mapping[ReleaseState, Bilingual]] = MappingProxyType(
    {
        ReleaseState.PROPOSED: Bilingual(en="proposed", zh="已提出"),
        ReleaseState.ASSESSED: Bilingual(en="assessed", zh="已评估"),
        ReleaseState.FILED: Bilingual(en="filed", zh="已申报"),
        ReleaseState.APPROVED: Bilingual(en="approved", zh="已批准"),
        ReleaseState.RELEASED: Bilingual(en="released", zh="已发布"),
        ReleaseState.RESTRICTED: Bilingual(en="restricted", zh="受限"),
        ReleaseState.SUSPENDED: Bilingual(en="suspended", zh="已暂停"),
        ReleaseState.WITHDRAWN: Bilingual(en="withdrawn", zh="已撤回"),
    }
)
"""The states of a release."""

VERBS: Final[Mapping[Verb, Bilingual]] = MappingProxyType(
    {
        "submit": Bilingual(en="Submit", zh="提交"),
        "approve": Bilingual(en="Approve", zh="批准"),
        "restrict": Bilingual(en="Restrict", zh="限制"),
        "suspend": Bilingual(en="Suspend", zh="暂停"),
        "withdraw": Bilingual(en="Withdraw", zh="撤回"),
        "require": Bilingual(en="Require a client", zh="限定客户端版本"),
    }
)
"""What can be done to a release."""

CONSEQUENCES: Final[Mapping[Verb, Bilingual]] = MappingProxyType(
    {
        "submit": Bilingual(
            en=(
                "What it rests on is recorded: model, filing number, certificates. When any of it"
                " changes, the release closes."
            ),
            zh="将记录其依据：模型、备案号和证书。任何一项发生变更，发布即告关闭。",
        ),
        "approve": Bilingual(
            en="It opens the release, as far as the rules of the market permit.",
            zh="在市场规则允许的范围内开放该发布。",
        ),
        "restrict": Bilingual(
            en="It no longer serves the public; internal and personal use goes on.",
            zh="不再面向公众；内部和个人使用不受影响。",
        ),
        "suspend": Bilingual(
            en="It stops serving with the very next request, in every running gateway.",
            zh="自下一个请求起，所有运行中的网关即停止提供服务。",
        ),
        "withdraw": Bilingual(
            en="It stops serving at once; opening it again takes a new submission.",
            zh="立即停止服务；如需恢复，须重新提交。",
        ),
        "require": Bilingual(
            en="Older clients, and those that tell no version, have the feature switched off.",
            zh="低于该版本或未告知版本的客户端将停用此功能。",
        ),
    }
)
"""What each step brings about, said before it is confirmed."""

"""What the pages say that look ahead: plan, exit drill, and what a partner could hand over."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domicile.core.text import Bilingual
from domicile.policy.outlook.drill import Data, Fact
from domicile.policy.outlook.leaving import What

PLAN: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "plan": Bilingual(en="Plan", zh="发布计划"),
        "plan_lead": Bilingual(
            en=(
                "How far a feature is from its release, decided as things stand and as if the"
                " register had released it."
            ),
            zh="某项功能距离发布还差什么：既按现状判定，也按假设登记已放行的情形判定。",
        ),
        "feature": Bilingual(en="Feature", zh="功能"),
        "show": Bilingual(en="Show", zh="查看"),
        "open": Bilingual(en="open", zh="已开放"),
        "far": Bilingual(en="things to do: {n}", zh="待办 {n} 项"),
        "nobody": Bilingual(en="no site serves the feature", zh="没有站点提供此功能"),
        "steps": Bilingual(en="Steps left in the register", zh="登记册中尚需的步骤"),
        "missing": Bilingual(en="Missing", zh="尚缺条件"),
        "duties": Bilingual(en="Duties that you must make possible", zh="须由您创造条件履行的义务"),
        "upcoming": Bilingual(en="Closes within 90 days", zh="90 天内将关闭"),
        "route": Bilingual(en="Route", zh="办理路径"),
        "other_route": Bilingual(en="The other route would be shorter", zh="另一路径更短"),
        "asks": Bilingual(en="asks for", zh="要求"),
        "with_data": Bilingual(en="only with personal data", zh="仅在含个人信息时"),
        "nothing_left": Bilingual(en="Nothing is missing.", zh="条件均已具备。"),
    }
)
"""The plan."""

DRILL: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "drill": Bilingual(en="Exit drill", zh="退出演练"),
        "drill_lead": Bilingual(
            en="What would die, and what would take over, if a site were gone. Nothing is changed.",
            zh="假设某站点不可用：哪些服务会中断、由谁接替。演练不作任何变更。",
        ),
        "without": Bilingual(en="Without", zh="假设缺少"),
        "rehearse": Bilingual(en="Rehearse", zh="开始演练"),
        "no_partner": Bilingual(en="No partner is set up.", zh="尚未配置合作方。"),
        "market": Bilingual(en="Market", zh="市场"),
        "of_feature": Bilingual(en="Feature", zh="功能"),
        "data": Bilingual(en="Requests with", zh="请求所含数据"),
        "now": Bilingual(en="Now", zh="现在"),
        "then": Bilingual(en="Then", zh="届时"),
        "becomes": Bilingual(en="What becomes of it", zh="影响"),
        "nobody_answers": Bilingual(en="nobody", zh="无"),
        "dies": Bilingual(en="dies", zh="中断"),
        "stays": Bilingual(en="as before", zh="不变"),
        "moves": Bilingual(en="taken over", zh="由他处接替"),
        "shut": Bilingual(en="closed already", zh="原本未开放"),
        "weaker": Bilingual(en="weaker", zh="减弱"),
        "unaffected": Bilingual(
            en="It serves no feature in these markets.", zh="该站点在这些市场未提供任何功能。"
        ),
        "exit": Bilingual(en="To do when it leaves", zh="其退出时须办理"),
    }
)
"""The exit drill."""

EXPOSURE: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "exposure": Bilingual(en="Partners", zh="合作方"),
        "exposure_lead": Bilingual(
            en=(
                "What a partner could be compelled to hand over, from settings, register, receipts"
                " and packs. It holds no content."
            ),
            zh="合作方可能被强制交出什么：依据设置、登记册、回执和规则包得出，不含任何内容。",
        ),
        "partner": Bilingual(en="Partner", zh="合作方"),
        "first": Bilingual(en="From", zh="自"),
        "last": Bilingual(en="To", zh="至"),
        "show_exposure": Bilingual(en="Show", zh="查看"),
        "without_partner": Bilingual(en="No partner is set up.", zh="尚未配置合作方。"),
    }
)
"""What a partner could hand over."""

REQUESTS: Final[Mapping[Data, Bilingual]] = MappingProxyType(
    {
        "none": Bilingual(en="no personal data", zh="不含个人信息"),
        "ordinary": Bilingual(en="a name and a phone number", zh="姓名和电话号码"),
        "sensitive": Bilingual(en="sensitive data", zh="敏感个人信息"),
    }
)
"""What requests hold."""

FACTS: Final[Mapping[Fact, Bilingual]] = MappingProxyType(
    {
        "level": Bilingual(en="level", zh="级别"),
        "evidence": Bilingual(en="evidence", zh="依据"),
        "region": Bilingual(en="region", zh="地区"),
        "model": Bilingual(en="model", zh="模型"),
    }
)
"""What may differ between two sites."""

ITEMS: Final[Mapping[What, Bilingual]] = MappingProxyType(
    {
        "release": Bilingual(en="Release", zh="发布"),
        "key": Bilingual(en="Key", zh="密钥"),
        "data": Bilingual(en="Data", zh="数据"),
        "document": Bilingual(en="Document", zh="文件"),
        "certificate": Bilingual(en="Certificate", zh="证书"),
    }
)
"""What there is to do when a partner leaves."""

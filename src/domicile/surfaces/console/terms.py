"""The field's words for people: steps, places, levels, data classes and what became of them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domicile.core.answer import Level
from domicile.core.decision import Basis, DutyStatus, Known, Outcome
from domicile.core.findings import Action, DataClass
from domicile.core.request import MarketSource
from domicile.core.site import Evidence
from domicile.core.steps import LEAVES, STAYS
from domicile.core.text import Bilingual

Terms = Mapping[str, Bilingual]
"""Words of ours, and what each is called."""

TIMELINE: Final[Terms] = MappingProxyType(
    {
        "decide": Bilingual(en="Ask the rules", zh="依规则判定"),
        "plan": Bilingual(en="Prepare the task", zh="准备任务"),
        "choose": Bilingual(en="Choose where it runs", zh="选择运行位置"),
        "clear": Bilingual(en="Clear what may leave", zh="对外发内容脱敏"),
        "run": Bilingual(en="Run the model", zh="运行模型"),
        "restore": Bilingual(en="Put real values back", zh="还原被替换内容"),
        "apply": Bilingual(en="Label and notify", zh="添加标识并告知"),
        "seal": Bilingual(en="Sign the receipt", zh="签发回执"),
    }
)
"""The eight steps of a request, in order: the console's timeline."""

_LEVELS: Final[Mapping[Level, Bilingual]] = MappingProxyType(
    {
        "D": Bilingual(en="Only this machine could read the text", zh="仅本机可读取文本"),
        "O": Bilingual(en="The operator could read the text", zh="运营者可读取文本"),
        "P0": Bilingual(
            en="The partner could read the cleared text", zh="合作方可读取脱敏后的文本"
        ),
        "P1": Bilingual(
            en="A gateway in the market could read the cleared text",
            zh="当地合作方网关可读取脱敏后的文本",
        ),
        "P2": Bilingual(
            en="An attested machine could read the cleared text",
            zh="经远程证明的机器可读取脱敏后的文本",
        ),
        "P3": Bilingual(
            en="Only attested hardware could read the cleared text",
            zh="仅经证明的可信硬件可读取脱敏后的文本",
        ),
    }
)

_CLASSES: Final[Mapping[DataClass, Bilingual]] = MappingProxyType(
    {
        DataClass.NAME: Bilingual(en="name", zh="姓名"),
        DataClass.PHONE: Bilingual(en="phone number", zh="电话号码"),
        DataClass.EMAIL: Bilingual(en="e-mail address", zh="电子邮箱"),
        DataClass.ADDRESS: Bilingual(en="address or place", zh="地址或地点"),
        DataClass.GOV_ID: Bilingual(en="government ID", zh="证件号码"),
        DataClass.ACCOUNT_CREDENTIAL: Bilingual(en="password or key", zh="密码或密钥"),
        DataClass.DEVICE_ID: Bilingual(en="device identifier", zh="设备标识符"),
        DataClass.IP: Bilingual(en="IP address", zh="IP 地址"),
        DataClass.FINANCIAL: Bilingual(en="card or account", zh="银行卡或账户"),
        DataClass.PRECISE_GEO: Bilingual(en="precise location", zh="精确位置"),
        DataClass.BIOMETRIC: Bilingual(en="biometric data", zh="生物识别信息"),
        DataClass.HEALTH: Bilingual(en="health data", zh="健康信息"),
        DataClass.GENOMIC: Bilingual(en="genetic data", zh="基因信息"),
        DataClass.BELIEF_IDENTITY: Bilingual(en="belief or identity", zh="信仰或身份"),
        DataClass.PRIVATE_MESSAGE: Bilingual(en="private message", zh="私人通信"),
        DataClass.MINOR: Bilingual(en="data of a minor", zh="未成年人信息"),
        DataClass.VEHICLE: Bilingual(en="vehicle", zh="车辆信息"),
        DataClass.URL_PERSONAL: Bilingual(en="personal link", zh="个人链接"),
        DataClass.DATE_OF_BIRTH: Bilingual(en="date of birth or age", zh="出生日期或年龄"),
        DataClass.ORGANIZATION: Bilingual(en="organization", zh="单位名称"),
        DataClass.BEHAVIOUR_PURCHASE: Bilingual(en="purchase behaviour", zh="消费行为"),
        DataClass.BEHAVIOUR_USAGE: Bilingual(en="usage behaviour", zh="使用行为"),
    }
)

_ACTIONS: Final[Mapping[Action, Bilingual]] = MappingProxyType(
    {
        Action.KEPT: Bilingual(en="kept as it is", zh="原样保留"),
        Action.REPLACED: Bilingual(en="replaced", zh="已替换"),
        Action.GENERALIZED: Bilingual(en="generalized", zh="已泛化"),
        Action.REMOVED: Bilingual(en="removed", zh="已移除"),
    }
)

_OUTCOMES: Final[Mapping[Outcome, Bilingual]] = MappingProxyType(
    {
        Outcome.PERMIT: Bilingual(en="permits", zh="准予"),
        Outcome.LIMIT: Bilingual(en="limits", zh="限制"),
        Outcome.REFUSE: Bilingual(en="refuses", zh="拒绝"),
    }
)

_STATUSES: Final[Mapping[DutyStatus, Bilingual]] = MappingProxyType(
    {
        DutyStatus.MET: Bilingual(en="met", zh="已履行"),
        DutyStatus.UNMET: Bilingual(en="unmet", zh="未履行"),
    }
)

_BASES: Final[Mapping[Basis, Bilingual]] = MappingProxyType(
    {
        "law": Bilingual(en="law", zh="法律"),
        "guidance": Bilingual(en="guidance", zh="指南"),
        "voluntary": Bilingual(en="voluntary", zh="自愿"),
        "house": Bilingual(en="house rule", zh="内部规则"),
    }
)

_KNOWN: Final[Mapping[Known, Bilingual]] = MappingProxyType(
    {
        "primary": Bilingual(en="text read", zh="已阅原文"),
        "secondary": Bilingual(en="from secondary sources", zh="据二手资料"),
        "memory": Bilingual(en="from memory", zh="凭记忆"),
    }
)

_KINDS: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "gate": Bilingual(en="release", zh="准入"),
        "partner": Bilingual(en="partner", zh="合作方"),
        "locate": Bilingual(en="location", zh="存储与推理地点"),
        "export": Bilingual(en="export", zh="数据出境"),
        "label": Bilingual(en="label", zh="标识"),
        "disclose": Bilingual(en="disclosure", zh="告知"),
        "choice": Bilingual(en="personal choice", zh="个人选择"),
        "retain": Bilingual(en="retention", zh="留存"),
        "safety": Bilingual(en="safety", zh="安全"),
        "protect": Bilingual(en="protection of people", zh="特定人群保护"),
        "assess": Bilingual(en="assessment", zh="评估"),
        "report": Bilingual(en="report", zh="报告"),
        "approval": Bilingual(en="register of approvals", zh="审批登记册"),
        "operator": Bilingual(en="operator's choice", zh="运营者设定"),
        "person": Bilingual(en="the person's choice", zh="本人选择"),
    }
)

_EVIDENCE: Final[Mapping[Evidence, Bilingual]] = MappingProxyType(
    {
        "declared": Bilingual(en="as the operator declares", zh="由运营者声明"),
        "checked": Bilingual(en="checked against a file", zh="已凭文件核验"),
        "simulated": Bilingual(en="simulated for the demo", zh="演示模拟"),
    }
)

_REGIONS: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "device": Bilingual(en="this machine", zh="本机"),
        "unknown": Bilingual(en="unknown place", zh="地点未知"),
        "cn-mainland": Bilingual(en="mainland China", zh="中国大陆"),
        "hk": Bilingual(en="Hong Kong", zh="香港地区"),
        "mo": Bilingual(en="Macao", zh="澳门地区"),
        "tw": Bilingual(en="Taiwan", zh="台湾地区"),
        "eu": Bilingual(en="European Economic Area", zh="欧洲经济区"),
        "gb": Bilingual(en="United Kingdom", zh="英国"),
        "us": Bilingual(en="United States", zh="美国"),
        "ca": Bilingual(en="Canada", zh="加拿大"),
        "jp": Bilingual(en="Japan", zh="日本"),
        "kr": Bilingual(en="South Korea", zh="韩国"),
        "sg": Bilingual(en="Singapore", zh="新加坡"),
        "in": Bilingual(en="India", zh="印度"),
        "global": Bilingual(en="anywhere", zh="全球任意地点"),
        "international": Bilingual(en="outside mainland China", zh="中国大陆以外"),
    }
)

_SOURCES: Final[Mapping[MarketSource, Bilingual]] = MappingProxyType(
    {
        "flag": Bilingual(en="market named by the command", zh="市场由命令指定"),
        "key": Bilingual(en="market of the key", zh="市场取自密钥"),
        "subject": Bilingual(en="market of the person", zh="市场取自用户"),
        "header": Bilingual(en="market named by this page", zh="市场由本页指定"),
        "default": Bilingual(en="the operator's usual market", zh="运营者的默认市场"),
    }
)

_NOTES: Final[Terms] = MappingProxyType(
    {
        STAYS: Bilingual(
            en="The task passes as it is; nothing leaves this machine.",
            zh="任务原样通过；没有任何内容离开本机。",
        ),
        LEAVES: Bilingual(
            en="Only the cleared task leaves this machine.", zh="只有脱敏后的任务离开本机。"
        ),
    }
)

_LABEL_KINDS: Final[Terms] = MappingProxyType(
    {
        "visible": Bilingual(en="visible label", zh="显式标识"),
        "metadata": Bilingual(en="machine-readable mark", zh="隐式标识"),
    }
)

TERMS: Final[Mapping[str, Terms]] = MappingProxyType(
    {
        "steps": TIMELINE,
        "levels": {str(level): words for level, words in _LEVELS.items()},
        "classes": {str(kind): words for kind, words in _CLASSES.items()},
        "actions": {str(action): words for action, words in _ACTIONS.items()},
        "outcomes": {str(outcome): words for outcome, words in _OUTCOMES.items()},
        "statuses": {str(status): words for status, words in _STATUSES.items()},
        "bases": {str(basis): words for basis, words in _BASES.items()},
        "known": {str(known): words for known, words in _KNOWN.items()},
        "kinds": _KINDS,
        "evidence": {str(evidence): words for evidence, words in _EVIDENCE.items()},
        "regions": _REGIONS,
        "sources": {str(source): words for source, words in _SOURCES.items()},
        "notes": _NOTES,
        "label_kinds": _LABEL_KINDS,
    }
)
"""All terms, by what they are terms of."""

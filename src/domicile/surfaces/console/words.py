"""What the console says, in both languages. Its terms stand in ``terms``."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domicile.core.text import COMMA, Bilingual

EXAMPLES: Final = Bilingual(
    en=(
        "Write a short text message to my teacher asking for a day off tomorrow."
        " Leave my phone number, 415-555-2671, and my e-mail, maria@example.org."
    ),
    zh="我叫王小明，手机13812345678，帮我写一条请假短信给李老师，署名并留下电话",
)
"""Requests to begin with; the people are made up."""

PAGE: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "title": Bilingual(en="One request, three markets", zh="一个请求，三地规则"),
        "lead": Bilingual(
            en=(
                "The same request, answered side by side under the rules of China, the EU and"
                " California: where it ran, what left this machine, which rules decided, and a"
                " signed receipt for each."
            ),
            zh=(
                "同一个请求，分别依中国、欧盟和加州的规则并排作答：在哪里运行、哪些内容离开本机、"
                "由哪些规则决定，每次都附一份签名回执。"
            ),
        ),
        "skip": Bilingual(en="Skip to the request", zh="跳到请求框"),
        "language": Bilingual(en="Language", zh="语言"),
        "request": Bilingual(en="Your request", zh="您的请求"),
        "examples": Bilingual(en="Examples", zh="示例"),
        "limits": Bilingual(
            en="Not everything is recognized yet: no names in Latin letters, no street addresses.",
            zh="目前并非所有个人信息都能识别：尚不识别拉丁字母姓名和街道地址。",
        ),
        "where": Bilingual(en="Where to run", zh="在哪里运行"),
        "device_first": Bilingual(en="Device first", zh="本机优先"),
        "device_first_note": Bilingual(
            en="This machine answers where it may and can; else a permitted partner.",
            zh="本机获准且有能力时由本机作答，否则交由获准的合作方。",
        ),
        "partner": Bilingual(en="The market's partner", zh="当地合作方"),
        "partner_note": Bilingual(
            en="Only this one may answer; where the rules forbid it, the request is refused.",
            zh="只能由该合作方作答；规则不允许时，请求即被拒绝。",
        ),
        "not_released": Bilingual(en="not released here", zh="未在当地发布"),
        "no_partner": Bilingual(
            en="No partner is set up for the assistant.", zh="尚未为智能助手配置合作方。"
        ),
        "key": Bilingual(en="Access key", zh="访问密钥"),
        "key_note": Bilingual(
            en="Needed only once keys have been made. It stays in this tab's memory.",
            zh="仅在创建过密钥后才需要，只留存于本标签页的内存中。",
        ),
        "ask": Bilingual(en="Ask in all three markets", zh="按三地规则提问"),
        "stop": Bilingual(en="Stop", zh="停止"),
        "shortcut": Bilingual(en="Ctrl + Enter", zh="Ctrl + Enter"),
        "empty": Bilingual(en="Write a request first.", zh="请先填写请求。"),
        "jump": Bilingual(en="Go to a market", zh="跳到某地"),
        "results": Bilingual(en="Answers by market", zh="各地结果"),
        "noscript": Bilingual(
            en="This page needs JavaScript to ask and to show answers.",
            zh="本页需启用 JavaScript 才能提问并显示结果。",
        ),
        "not_legal": Bilingual(
            en="Not legal advice. Every rule names its source and how its text is known.",
            zh="不构成法律意见。每条规则均注明出处，并说明是否查阅过原文。",
        ),
        "notices": Bilingual(en="Notices", zh="告知事项"),
        "complaint": Bilingual(en="Complaints", zh="投诉"),
        "detect": Bilingual(en="Is it ours?", zh="核验标识"),
        "operator": Bilingual(en="For operators", zh="运营者页面"),
        "api": Bilingual(en="API description", zh="接口说明"),
    }
)
"""What stands on the page from the start."""

RESULT: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "idle": Bilingual(en="Nothing asked yet.", zh="尚未提问。"),
        "waiting": Bilingual(en="waiting", zh="等待中"),
        "running": Bilingual(en="answering", zh="作答中"),
        "answered": Bilingual(en="answered", zh="已作答"),
        "refused": Bilingual(en="refused", zh="已拒绝"),
        "failed": Bilingual(en="failed", zh="出错"),
        "stopped": Bilingual(en="stopped", zh="已停止"),
        "said_of": Bilingual(en="{name}: {state}", zh="{name}：{state}"),
        "on_device": Bilingual(en="On this device", zh="在本机运行"),
        "at": Bilingual(en="By {site}", zh="由 {site} 作答"),
        "demo": Bilingual(en="DEMO", zh="DEMO 演示"),
        "demo_note": Bilingual(
            en="A simulated partner on this machine.", zh="运行于本机的模拟合作方。"
        ),
        "level": Bilingual(en="Level {level}", zh="{level} 级"),
        "empty_answer": Bilingual(en="The model said nothing.", zh="模型没有输出内容。"),
        "cut": Bilingual(
            en="The answer reached its longest permitted length.", zh="回答已达到长度上限。"
        ),
        "ran": Bilingual(en="Where it ran", zh="运行位置"),
        "left": Bilingual(en="What left this machine", zh="离开本机的内容"),
        "nothing_left": Bilingual(en="Nothing", zh="无"),
        "bytes_left": Bilingual(en="{n} bytes, cleared", zh="{n} 字节，已脱敏"),
        "nothing_found": Bilingual(
            en="No personal data was found in the request.", zh="请求中未发现个人信息。"
        ),
        "stayed": Bilingual(
            en="Found in the request, and kept here", zh="在请求中发现，且留在本机"
        ),
        "why_refused": Bilingual(en="Why it was refused", zh="拒绝的理由"),
        "timeline": Bilingual(en="The eight steps", zh="八个步骤"),
        "skipped": Bilingual(en="not reached", zh="未执行"),
        "ms": Bilingual(en="{n} ms", zh="{n} 毫秒"),
        "found": Bilingual(en="Found: {list}.", zh="发现：{list}。"),
        "list_comma": COMMA,
        "rules_spoke": Bilingual(en="Rules that spoke: {n}", zh="相关规则 {n} 条"),
        "rules_refuse": Bilingual(en="refusing a site: {n}", zh="其中拒绝某站点的 {n} 条"),
        "rules_limit": Bilingual(en="limiting: {n}", zh="限制性的 {n} 条"),
        "rules_more": Bilingual(en="What each rule says", zh="各条规则"),
        "remedy": Bilingual(en="What would make it possible: {text}", zh="所需条件：{text}"),
        "conflicts": Bilingual(en="Markets that contradict each other", zh="规则互相冲突的市场"),
        "notes": Bilingual(en="For information only", zh="仅供参考"),
        "expires": Bilingual(en="to be looked at again by {date}", zh="复查期限 {date}"),
        "expired": Bilingual(en="review expired on {date}", zh="审阅已于 {date} 过期"),
        "speaks_of": Bilingual(en="about {site}", zh="针对 {site}"),
        "upcoming": Bilingual(en="Coming into force", zh="即将生效"),
        "packs": Bilingual(en="Packs", zh="规则包"),
        "as_of": Bilingual(en="facts of {date}", zh="依据截至 {date} 的事实"),
        "counsel": Bilingual(en="reviewed by {name}", zh="由 {name} 审阅"),
        "no_counsel": Bilingual(en="not reviewed by counsel", zh="未经法律顾问审阅"),
        "planned": Bilingual(
            en="The assistant's task, the same in every market.", zh="智能助手的任务，各地一致。"
        ),
        "passed_over": Bilingual(en="Passed over", zh="未选用的站点"),
        "ran_model": Bilingual(en="{model} wrote {n} tokens.", zh="{model} 生成 {n} 个词元。"),
        "ran_model_only": Bilingual(en="{model} answered.", zh="由 {model} 作答。"),
        "restored": Bilingual(
            en="Replaced: {n}. Where the answer names one of them, it is put back here.",
            zh="已替换 {n} 处；回答中凡出现替换值之处，均已在本机还原。",
        ),
        "nothing_restored": Bilingual(en="There was nothing to put back.", zh="无需还原。"),
        "duties_met": Bilingual(en="Duties met: {n}", zh="已履行义务 {n} 项"),
        "duties_unmet": Bilingual(en="unmet: {n}", zh="未履行 {n} 项"),
        "duties_none": Bilingual(en="No duties.", zh="无义务。"),
        "duties": Bilingual(en="Duties", zh="义务"),
        "labels": Bilingual(en="Labels", zh="标识"),
        "notices": Bilingual(en="Notices", zh="告知"),
        "interventions": Bilingual(en="Interventions", zh="干预"),
        "sealed": Bilingual(en="Signed receipt", zh="已签名的回执"),
        "download": Bilingual(en="Download to verify", zh="下载并核验"),
        "verify_with": Bilingual(en="Verify it offline", zh="离线核验"),
        "error": Bilingual(en="It could not be answered", zh="未能作答"),
        "unreachable": Bilingual(
            en="The gateway does not answer. Is it still running?",
            zh="网关没有响应，请确认其仍在运行。",
        ),
        "unreadable": Bilingual(
            en="The gateway's reply could not be read.", zh="无法读取网关的回复。"
        ),
        "stopped_note": Bilingual(
            en="You stopped it; what had already left is in its receipt.",
            zh="您已停止；此前若有内容离开本机，将记入回执。",
        ),
    }
)
"""What the page says about what became of a request; ``{…}`` is filled in by the page."""

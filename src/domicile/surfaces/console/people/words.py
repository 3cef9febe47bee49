"""What the pages for people say; ``{…}`` is filled in by the page."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domicile.core.text import Bilingual

PLACES: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "notices": Bilingual(en="Notices", zh="告知事项"),
        "complaint": Bilingual(en="Complaints", zh="投诉"),
        "detect": Bilingual(en="Is it ours?", zh="核验标识"),
        "pages": Bilingual(en="Pages", zh="页面"),
        "key": Bilingual(en="Access key", zh="访问密钥"),
        "key_note": Bilingual(
            en="Needed only once keys have been made. It stays in this tab's memory.",
            zh="仅在创建过密钥后才需要，只留存于本标签页的内存中。",
        ),
        "noscript": Bilingual(
            en="This page needs JavaScript to send what you wrote.",
            zh="本页需启用 JavaScript 才能提交内容。",
        ),
    }
)
"""The pages, and what stands on several of them."""

NOTICES: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "notices": PLACES["notices"],
        "notices_lead": Bilingual(
            en=(
                "Everything that you are told, in one place. A notice comes again when its version"
                " changes."
            ),
            zh="您会看到的全部告知内容，汇总于此。告知版本变更时会再次显示。",
        ),
        "version": Bilingual(en="version {version}", zh="版本 {version}"),
        "blanks": Bilingual(
            en="Filled in with the answer, or not yet said by the operator: {names}",
            zh="随回答填写，或运营者尚未说明：{names}",
        ),
        "no_notices": Bilingual(en="This market asks for none.", zh="该市场没有此类要求。"),
    }
)
"""All notices."""

COMPLAINT: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "complaint": PLACES["complaint"],
        "complaint_lead": Bilingual(
            en="Say what went wrong. You get a number, a secret to look it up by, and an answer.",
            zh="请说明问题。您将获得编号和查询口令，并在期限内得到答复。",
        ),
        "market": Bilingual(en="Where you are", zh="您所在的地区"),
        "text": Bilingual(en="What is wrong", zh="问题描述"),
        "receipt": Bilingual(
            en="Receipt of the answer (optional)", zh="相关回答的回执编号（可不填）"
        ),
        "contact": Bilingual(en="How to reach you (optional)", zh="您的联系方式（可不填）"),
        "sealed": Bilingual(
            en="It is stored encrypted; only the operator reads it.",
            zh="内容加密保存，仅运营者可阅读。",
        ),
        "file": Bilingual(en="File the complaint", zh="提交投诉"),
        "look_up": Bilingual(en="Look one up", zh="查询投诉"),
        "case": Bilingual(en="Number", zh="编号"),
        "secret": Bilingual(en="Secret", zh="查询口令"),
        "show": Bilingual(en="Show", zh="查询"),
        "appeal": Bilingual(en="Appeal the answer", zh="申请复核"),
        "appeal_text": Bilingual(en="Why the answer will not do", zh="对答复不满意的理由"),
    }
)
"""Complaints."""

COMPLAINT_SAYS: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "taken": Bilingual(en="Your complaint was taken.", zh="已收到您的投诉。"),
        "number": Bilingual(en="Number", zh="编号"),
        "secret": Bilingual(en="Secret", zh="查询口令"),
        "keep": Bilingual(
            en="Keep the secret: it is shown this once, and it alone opens the complaint.",
            zh="请妥善保存口令：仅显示这一次，且只能凭它查询。",
        ),
        "due": Bilingual(en="You get an answer by {date}.", zh="您将在 {date} 前得到答复。"),
        "state": Bilingual(en="State: {state}", zh="状态：{state}"),
        "late": Bilingual(en="The answer is overdue.", zh="答复已逾期。"),
        "answer": Bilingual(en="Answer of {date}", zh="{date} 的答复"),
        "no_answer": Bilingual(en="There is no answer yet.", zh="尚无答复。"),
        "unreachable": Bilingual(
            en="The gateway does not answer. Is it still running?",
            zh="网关没有响应，请确认其仍在运行。",
        ),
        "unreadable": Bilingual(
            en="The gateway's reply could not be read.", zh="无法读取网关的回复。"
        ),
        "list_comma": Bilingual(en=", ", zh="、"),
    }
)
"""What the page says of a complaint."""

DETECT: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "detect": PLACES["detect"],
        "detect_lead": Bilingual(
            en=(
                "Paste a text to see whether it was made and marked here. Nothing that you paste is"
                " kept. That a text is not recognized does not mean that a person wrote it."
            ),
            zh=(
                "粘贴一段文本，查看它是否由此处生成并标记。粘贴的内容不会留存。"
                "未能识别并不表示文本由人撰写。"
            ),
        ),
        "pasted": Bilingual(en="Text", zh="文本"),
        "mark": Bilingual(en="Mark that came with it (optional)", zh="随附的标记（可不填）"),
        "look": Bilingual(en="Look", zh="核验"),
    }
)
"""The detector."""

DETECT_SAYS: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "by_mark": Bilingual(
            en="Made by AI and marked here; the text is unchanged.",
            zh="由 AI 生成并在此标记，内容未经改动。",
        ),
        "by_fingerprint": Bilingual(
            en="Made by AI here: it came without its mark, and was known again by its fingerprint.",
            zh="由此处的 AI 生成：标记已缺失，凭指纹识别。",
        ),
        "not_known": Bilingual(en="Not recognized as made here.", zh="未识别为此处生成的内容。"),
        "malformed": Bilingual(en="The mark cannot be read.", zh="标记无法读取。"),
        "unknown_key": Bilingual(
            en="The mark was signed with a key that nobody here knows.",
            zh="标记由未知密钥签名。",
        ),
        "wrong_signature": Bilingual(en="The mark's signature is wrong.", zh="标记的签名不正确。"),
        "altered": Bilingual(
            en="The mark is genuine, but the text is not the one that it speaks of.",
            zh="标记真实，但文本与其所指内容不符。",
        ),
        "visible": Bilingual(
            en="A visible AI label stands in it; anybody can write one.",
            zh="文中有显式 AI 标识；该标识任何人都可添加。",
        ),
        "foreign": Bilingual(
            en="It carries marks of others, which were not verified: {kinds}",
            zh="带有其他来源的标记，未经核验：{kinds}",
        ),
        "made_by": Bilingual(en="{producer}, {date}", zh="{producer}，{date}"),
        "unreachable": COMPLAINT_SAYS["unreachable"],
        "unreadable": COMPLAINT_SAYS["unreadable"],
        "list_comma": COMPLAINT_SAYS["list_comma"],
    }
)
"""What the page says of a text."""

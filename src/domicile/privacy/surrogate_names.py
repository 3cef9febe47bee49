"""Names that could be anybody's: the parts of Chinese names, and lists to draw others from."""

import re
from dataclasses import dataclass

from domicile.privacy.matcher import symbols_of

_COMPOUND = frozenset(
    {"欧阳", "司马", "上官", "诸葛", "司徒", "东方", "独孤", "南宫", "夏侯", "皇甫", "尉迟", "公孙"}
    | {
        "慕容",
        "令狐",
        "端木",
        "轩辕",
        "宇文",
        "长孙",
        "呼延",
        "申屠",
        "司空",
        "百里",
        "东郭",
        "闻人",
    }
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕"
    "丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武"
    "戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯"
    "纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳阎穆农司卓古"
    "吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师仇栾隋刁沙荣巫"
    "寇桑郎甄丛仲虞敖巩佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满"
    "闻位厉伊仝区郜海阚权屠朴盖练廉禹祖漆巴丰支卿狄计索宣晋云容来扈晁芮普阙浦"
)
_ALL_SURNAMES = "".join(sorted(_SURNAMES))
TITLES = (
    "先生", "女士", "小姐", "老师", "医生", "大夫", "教授", "经理", "主任", "同学", "师傅", "律师",
    "阿姨", "叔叔", "老板", "校长",
)  # fmt: skip
"""Titles that follow a surname."""

_SHORT_TITLES = ("总", "董", "局", "处", "科", "工", "哥", "姐", "叔", "姨", "爷", "奶")
_TITLED = re.compile(rf"(.+?)((?:副|总)?(?:{'|'.join(TITLES)})|(?:{'|'.join(_SHORT_TITLES)}))")
_FAMILIAR = re.compile(r"([小老阿大])(.)")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LONGEST_GIVEN = 2

SURROGATE_SURNAMES = (
    "陈林何郭罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕"
    "丁沈姚卢姜崔钟谭陆范廖贾韦方邹孟熊秦邱薛侯陶黎贺顾龚邵钱严"
)
"""Surnames that stand in for others; each of them has millions of bearers."""

SURROGATE_COMPOUND = ("欧阳", "司徒", "上官", "慕容", "诸葛", "皇甫", "尉迟", "司马")
"""Surnames of two characters that stand in for others."""

SURROGATE_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛超霞刚桂兰健斌波宁辉玲华萍红"
    "鹏飞鑫宇浩凯倩佳琳慧雪晨旭楠颖睿俊峰建国志文海燕婷欣怡梦洁博轩"
)
"""Characters of given names that stand in for others."""

SURROGATE_SOUNDS = "安巴卡丹迪弗格汉伊杰克兰莱马娜诺帕奇瑞萨塔托乌维亚贝罗尔森特米尼拉"
"""Characters that write foreign names."""

SURROGATE_FIRST = (
    "Alex", "Morgan", "Jordan", "Taylor", "Casey", "Riley", "Jamie", "Robin", "Dana", "Quinn",
    "Avery", "Parker", "Rowan", "Skyler", "Emery", "Finley", "Harper", "Reese", "Sage", "Tatum",
)  # fmt: skip
"""First names that stand in for others, and begin e-mail addresses."""

SURROGATE_LAST = (
    "Bennett", "Carver", "Dalton", "Ellison", "Foster", "Garner", "Hayes", "Ingram", "Keller",
    "Lawson", "Mercer", "Norwood", "Osborne", "Preston", "Ramsey", "Sutton", "Thorpe", "Vance",
    "Walden", "Yates",
)  # fmt: skip
"""Last names that stand in for others."""


RESERVED_DOMAINS = ("com", "org", "net")
"""Top-level domains under which ``example`` is reserved (RFC 2606, section 3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChineseName:
    """A name in Chinese characters, in its parts; any part may be empty."""

    before: str = ""
    """What is said before a surname among friends: 小, 老."""

    surname: str = ""
    """The surname, of one or two characters."""

    given: str = ""
    """The given name, or all of a name that has no known surname."""

    title: str = ""
    """What follows: 先生, 老师."""


def has_chinese(text: str) -> bool:
    """Whether ``text`` holds a Chinese character."""
    return _HAN.search(text) is not None


def is_chinese(name: str) -> bool:
    """Whether ``name`` is written in Chinese characters alone, apart from spaces and dots."""
    symbols = symbols_of(name)
    return bool(symbols) and all(map(_HAN.match, symbols))


def parse_chinese(symbols: str) -> ChineseName:
    """Take a name apart; ``symbols`` is the name without spaces and dots."""
    if match := _FAMILIAR.fullmatch(symbols):
        if match[2] in _SURNAMES:
            return ChineseName(before=match[1], surname=match[2])
        return ChineseName(before=match[1], given=match[2])
    title = ""
    if (match := _TITLED.fullmatch(symbols)) and _is_titled(match[1], match[2]):
        symbols, title = match[1], match[2]
    surname = _surname(symbols, titled=bool(title))
    return ChineseName(surname=surname, given=symbols[len(surname) :], title=title)


def _is_titled(name: str, title: str) -> bool:
    # 李总 is a person with a title; 张文工 and 王小姐 of one more character are too, 林志玲姐 is.
    return len(title) > 1 or name in _SURNAMES or name in _COMPOUND


def _surname(symbols: str, *, titled: bool) -> str:
    for length, known in ((2, _COMPOUND), (1, _SURNAMES)):
        given = len(symbols) - length
        if symbols[:length] in known and (0 if titled else 1) <= given <= _LONGEST_GIVEN:
            return symbols[:length]
    return ""


def surname(length: int, draw: int, *, is_common: bool) -> str:
    """Return a surname of ``length`` characters; among all that are known, or the common ones."""
    if length > 1:
        return SURROGATE_COMPOUND[draw % len(SURROGATE_COMPOUND)]
    source = SURROGATE_SURNAMES if is_common else _ALL_SURNAMES
    return source[draw % len(source)]


def given(length: int, draw: int, *, is_common: bool) -> str:
    """Return a given name of ``length`` characters; long ones sound foreign."""
    if length > _LONGEST_GIVEN:
        source = SURROGATE_SOUNDS
    else:
        source = SURROGATE_GIVEN if is_common else SURROGATE_GIVEN + SURROGATE_SOUNDS
    characters = ""
    for _ in range(length):
        draw, index = divmod(draw, len(source))
        characters += source[index]
    return characters


def latin(words: int, draw: int) -> str:
    """Return a name of ``words`` words in Latin letters."""
    chosen = [SURROGATE_FIRST[draw % len(SURROGATE_FIRST)]]
    for _ in range(words - 1):
        draw //= len(SURROGATE_LAST)
        chosen.append(SURROGATE_LAST[draw % len(SURROGATE_LAST)])
    return " ".join(chosen)


def email(draw: int, variant: int) -> str:
    """Return an e-mail address that reaches nobody (RFC 2606); variants differ in the domain."""
    first = SURROGATE_FIRST[draw % len(SURROGATE_FIRST)].lower()
    number = 10 + (draw >> 32) % 990
    return f"{first}{number}@example.{RESERVED_DOMAINS[variant % len(RESERVED_DOMAINS)]}"

"""The operator's overlay: rules of its own, and stricter copies of the packs' rules.

An overlay only ever adds rules: those of the packs stay, and the strictest of all wins. So it
cannot loosen anything. What would loosen, had it a say, is refused all the same, so that nobody
relies on a rule that does not hold.
"""

import dataclasses
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from domicile.core.decision import Basis, Known, PackRef
from domicile.core.decode import nearest
from domicile.core.errors import PackError
from domicile.core.ids import MarketId
from domicile.core.text import Bilingual
from domicile.markets import schema
from domicile.markets.case import Case
from domicile.markets.demands import check_written, refuse_word_lists
from domicile.markets.load import Builder, check_cases, decoded, notices
from domicile.markets.schema import Pack, Review, Rule, Scope
from domicile.markets.source import Source, printable, read_source
from domicile.markets.tightened import Tightening, tightened
from domicile.markets.written import WrittenPack, WrittenRule

SCHEMA: Final = "domicile.overlay/1"
"""The schema that this version reads."""

OPERATOR: Final = MarketId("operator")
"""What stands in place of a market where an overlay is named."""

OWN: Final = MarketId("OWN")
"""How the names of the operator's own rules begin."""

_NAME: Final = Bilingual(en="The operator's own rules", zh="运营者自定规则")
_WORD = re.compile(r"[\w.-]{1,64}", re.ASCII)
_ENTRY = re.compile(r"tighten\[(\d+)\]\.?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """What an operator adds to the packs."""

    ref: PackRef
    """The edition, as decisions and receipts name it."""

    rules: tuple[Rule, ...]
    """Stricter copies in the order of the file, then the operator's own rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRule(WrittenRule):
    """A rule of the operator's own, as its file writes it."""

    market: MarketId
    """The pack that it joins: it binds where that pack binds."""

    basis: Basis = "house"
    """What stands behind it: always the house."""

    known: Known = "primary"
    """How its text is known: the operator wrote it."""

    cases: tuple[Case, ...] = ()
    """Its fixtures, where there are any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenOverlay:
    """An overlay as its file writes it."""

    schema: str
    """``domicile.overlay/1``."""

    as_of: date
    """Day on which the operator last looked at it."""

    notices: Mapping[str, Bilingual] = field(default_factory=dict)
    """Texts that people are shown, by name, for the operator's own rules."""

    tighten: tuple[Tightening, ...] = ()
    """Rules of packs, made stricter."""

    rules: tuple[OwnRule, ...] = ()
    """Rules of the operator's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayFile(Source):
    """The file of an overlay: a complaint about an entry of ``tighten`` names its rule."""

    def error(self, path: str, problem: str) -> PackError:
        """Build the error for a ``problem`` at ``path``, naming file, line and rule."""
        entry = _ENTRY.match(path)
        if entry is None:
            return Source.error(self, path, problem)
        where = f"{self.name}:{self.line(path)}"
        parts = (where, self._rule_of(int(entry[1])), entry[2], problem)
        return PackError(printable(": ".join(part for part in parts if part)))

    def _rule_of(self, index: int) -> str:
        entries = self.data.get("tighten")
        entry = entries[index] if isinstance(entries, list) else None
        name = str(entry.get("rule", "")) if isinstance(entry, dict) else ""
        return name if _WORD.fullmatch(name) else ""


def parse_overlay(data: bytes, name: str, packs: Mapping[MarketId, Pack]) -> Overlay:
    """Read an overlay from ``data``.

    Args:
        data: What the file holds; it may come from anybody.
        name: The file, as messages and citations name it.
        packs: The pack of each market, whose rules the overlay tightens.

    Raises:
        PackError: ``data`` is no overlay, or would loosen a rule; with file, line and rule.
    """
    read = read_source(data, name)
    source = OverlayFile(name=name, data=read.data, root=read.root)
    refuse_word_lists(source)
    text = decoded(source, "", source.data, WrittenOverlay)
    if text.schema != SCHEMA:
        raise source.error("schema", f"expected `{SCHEMA}`")
    ref = PackRef(
        market=OPERATOR,
        as_of=text.as_of,
        digest=hashlib.sha256(data).hexdigest(),
        counsel=None,
    )
    rules = (*_copies(source, text, packs), *_own(source, text, packs))
    return Overlay(ref=ref, rules=rules)


def _copies(source: Source, text: WrittenOverlay, packs: Mapping[MarketId, Pack]) -> Iterator[Rule]:
    bases = {rule.id: rule for pack in packs.values() for rule in pack.rules}
    done = set()
    for index, entry in enumerate(text.tighten):
        path = f"tighten[{index}]"
        base = bases.get(entry.rule)
        if base is None:
            raise source.error(f"{path}.rule", f"no pack has this rule{_hint(entry.rule, bases)}")
        if base.id in done:
            raise source.error(f"{path}.rule", "two entries tighten this rule; write them as one")
        done.add(base.id)
        yield tightened(source, path, entry, base)


def _own(source: Source, text: WrittenOverlay, packs: Mapping[MarketId, Pack]) -> Iterator[Rule]:
    if text.rules:
        check_written(source, _as_pack(text, packs))
    texts = notices(text.notices)
    taken = {rule.id for pack in packs.values() for rule in pack.rules}
    for index, rule in enumerate(text.rules):
        path = f"rules[{index}]"
        pack = packs.get(rule.market)
        if pack is None:
            problem = f"no pack speaks for this market{_hint(rule.market, packs)}"
            raise source.error(f"{path}.market", problem)
        for wrong, inner, problem in _of_own(rule, pack):
            if wrong:
                raise source.error(f"{path}.{inner}", problem)
        if rule.id in taken:
            raise source.error(f"{path}.id", "a pack has a rule of this name")
        check_cases(source, path, rule, pack.sample_site)
        builder = Builder(source=source, market=pack.id, groups=pack.groups, notices=texts)
        yield dataclasses.replace(builder.rule(rule, path), overlay=source.name)


def _of_own(rule: OwnRule, pack: Pack) -> Iterator[tuple[bool, str, str]]:
    yield rule.basis != "house", "basis", "an operator's own rule has the basis `house`"
    unheard = set(rule.applies_to.counterparty) - set(pack.counterparties)
    yield bool(unheard), "applies_to.counterparty", f"no such group in the pack {pack.id}"


def _as_pack(text: WrittenOverlay, packs: Mapping[MarketId, Pack]) -> WrittenPack:
    """Return the own rules as a pack, so that what every pack is held to holds for them too."""
    groups: dict[str, Any] = {
        group: tuple(countries)
        for pack in packs.values()
        for group, countries in pack.counterparties.items()
    }
    return WrittenPack(
        schema=schema.SCHEMA,
        id=OWN,
        name=_NAME,
        as_of=text.as_of,
        scope=Scope(territory="", trigger=_NAME),
        review=Review(state="draft", counsel=None, expires=text.as_of),
        groups={},
        counterparties=groups,
        notices=text.notices,
        sample_site={},
        rules=text.rules,
    )


def _hint(word: str, known: Iterable[str]) -> str:
    near = nearest(word, known)
    return f"; did you mean `{near}`?" if near else ""

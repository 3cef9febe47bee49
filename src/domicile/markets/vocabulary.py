"""Every word that packs know a fact by: a slip in one would silence a rule."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from domicile.markets.facts import ENGINE_WORDS
from domicile.markets.kinds.catalog import Params
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.export import ExportParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.schema import Pack


def vocabulary(packs: Iterable[Pack]) -> Mapping[str, frozenset[str]]:
    """Return every word that a rule of ``packs`` asks for or knows, by the name of its fact."""
    found = dict(ENGINE_WORDS)
    for pack in packs:
        for rule in pack.rules:
            for fact, words in (*rule.conditions, *rule.exceptions, *_of_params(rule.params)):
                found[fact] = found.get(fact, frozenset()).union(words)
    return MappingProxyType(found)


def _of_params(params: Params) -> Iterator[tuple[str, tuple[str, ...]]]:
    match params:
        case ExportParams(always_for=handlers, exempt=transactions):
            yield "handler", handlers
            yield "transaction", transactions
        case ChoiceParams(human_only=words, exempt=transactions):
            yield "transaction", transactions
            yield "action", words
            yield "use", words
        case GateParams(screened=practices, unless_screened=more):
            yield "use", (*practices, *more)
        case _:
            return

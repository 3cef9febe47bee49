"""What a caller states of one request, held against the words that there are."""

from collections.abc import Iterable, Mapping

from domicile.core.decode import nearest
from domicile.core.errors import InvalidRequestError, UnknownClassError
from domicile.core.findings import DataClass
from domicile.markets.facts import OF_A_REQUEST, RELAXING
from domicile.markets.resolve import Atlas


def vocabulary(atlas: Atlas) -> Mapping[str, frozenset[str]]:
    """Return the words that a caller may state, by the name of their fact."""
    return {name: atlas.vocabulary.get(name, frozenset()) for name in OF_A_REQUEST}


def stated(
    pairs: Iterable[tuple[str, str]], atlas: Atlas, *, is_operator: bool
) -> Mapping[str, frozenset[str]]:
    """Return the facts that ``pairs`` of name and word state.

    Args:
        pairs: What was stated; it may come from anybody.
        atlas: The markets, whose packs know the words.
        is_operator: Whether the operator's own hand states it; only that may relax a rule.

    Raises:
        InvalidRequestError: No caller may state it, or no pack knows it; the message names the
            nearest that would do, and never repeats what was said.
    """
    known: Mapping[str, frozenset[str]] | None = None
    found: dict[str, frozenset[str]] = {}
    for name, word in pairs:
        if known is None:
            known = vocabulary(atlas)
        if name not in known:
            raise _unknown("this is no fact of a request", name, known)
        if word not in known[name]:
            raise _unknown(f"no pack knows this word of `{name}`", word, known[name])
        if word in RELAXING and not is_operator:
            raise InvalidRequestError(
                f"`{name}={word}` opens what a rule closes, so that only the operator can state it",
                remedy="Leave it out; on the command line, `--fact` takes it.",
                param="facts",
            )
        found[name] = found.get(name, frozenset()) | {word}
    return found


def data_classes(names: Iterable[str]) -> frozenset[DataClass]:
    """Return the classes of data that ``names`` names.

    Raises:
        UnknownClassError: One of them is none.
    """
    known = {data_class.value: data_class for data_class in DataClass}
    named = frozenset(names)
    if not known.keys() >= named:
        raise UnknownClassError(f"unknown data class; the classes are: {', '.join(known)}")
    return frozenset(known[name] for name in named)


def pair(text: str) -> tuple[str, str]:
    """Return name and word of ``user=minor``.

    Raises:
        InvalidRequestError: It is not written so.
    """
    name, sign, word = text.partition("=")
    if not sign:
        raise InvalidRequestError(
            "a fact is written as `NAME=WORD`", remedy="Write `user=minor`.", param="facts"
        )
    return name.strip(), word.strip()


def _unknown(problem: str, said: str, known: Iterable[str]) -> InvalidRequestError:
    names = sorted(known)
    near = nearest(said, names)
    hint = f"; the nearest one is `{near}`" if near else ""
    return InvalidRequestError(
        f"{problem}{hint}", remedy=f"Choose one of: {', '.join(names) or 'none'}.", param="facts"
    )

"""What settings say in the packs' and features' words, held against those that there are."""

from collections.abc import Collection, Iterable, Mapping

from domicile.core.decode import nearest
from domicile.core.errors import InvalidValueError
from domicile.core.ids import FeatureId
from domicile.core.settings import OperatorSettings
from domicile.core.site import Site
from domicile.markets.facts import OF_AN_OPERATOR
from domicile.markets.resolve import Atlas


def check_operator(operator: OperatorSettings, atlas: Atlas) -> None:
    """Refuse an operator whose words no pack knows: a slip would silence a rule.

    Raises:
        InvalidValueError: It names a market, a fact or a word that no pack knows.
    """
    if not set(operator.markets) <= set(atlas.markets):
        known = ", ".join(atlas.markets)
        raise InvalidValueError(f"operator.markets: no pack speaks for one; known are {known}")
    for fact, words in operator.facts.items():
        _check(fact, OF_AN_OPERATOR, "operator.facts")
        for word in words:
            _check(word, atlas.vocabulary.get(fact, frozenset()), f"operator.facts.{fact}")


def check_features(
    operator: OperatorSettings, sites: Iterable[Site], features: Mapping[FeatureId, object]
) -> None:
    """Refuse settings that name a feature that does not exist.

    Raises:
        InvalidValueError: They do.
    """
    for feature in operator.sensitive_features:
        _check(feature, features, "operator.sensitive_features")
    for number, site in enumerate(sites):
        for feature in site.features:
            _check(feature, features, f"sites[{number}].features")


def _check(word: str, known: Collection[str], where: str) -> None:
    if word in known:
        return
    near = nearest(word, known)
    hint = f"did you mean `{near}`?" if near else "no pack asks for one."
    raise InvalidValueError(
        f"{where}: nobody knows `{word}`; {hint} Known: {', '.join(sorted(known)) or 'none'}"
    )

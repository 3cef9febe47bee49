from domicile.features.catalog import all_features
from domicile.markets.kinds.gate import GateParams
from domicile.markets.resolve import shipped


def test_every_feature_is_known_by_its_own_id() -> None:
    features = all_features()
    assert set(features) == {"assistant", "translate", "writing"}
    assert all(key == feature.id for key, feature in features.items())


def test_every_feature_has_a_name_in_both_languages_and_a_modality() -> None:
    for feature in all_features().values():
        assert feature.title.en
        assert feature.title.zh
        assert feature.modality == "text"
        assert all(values for values in feature.options.values())


def test_every_feature_says_of_every_prohibited_practice_why_it_is_none() -> None:
    practices = {
        practice
        for pack in shipped()
        for rule in pack.rules
        if isinstance(rule.params, GateParams)
        for practice in rule.params.screened
    }
    assert practices
    for feature in all_features().values():
        assert set(feature.screening) >= practices
        assert all(why.en and why.zh for why in feature.screening.values())


def test_no_feature_is_sensitive_by_itself_so_far() -> None:
    assert not any(feature.is_sensitive for feature in all_features().values())

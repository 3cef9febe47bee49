from domicile.features.catalog import all_features


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

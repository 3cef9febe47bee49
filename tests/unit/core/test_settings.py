from domicile.core.settings import Settings


def test_defaults_are_those_of_the_contract() -> None:
    settings = Settings()
    assert settings.role == "both"
    assert settings.database == "sqlite"
    assert settings.operator.audience == "internal"
    assert settings.operator.strict_onboarding is False
    assert settings.operator.partners_non_sensitive_only is False
    assert settings.server.port == 8420
    assert settings.server.host == "127.0.0.1"
    assert settings.operator.default_market in settings.operator.markets


def test_whoever_says_nothing_attests_nothing_and_gets_no_grace() -> None:
    operator = Settings().operator
    assert operator.facts == {}
    assert operator.documents == {}
    assert operator.sensitive_features == ()
    assert operator.monthly_users == 0
    assert operator.placed_on_market is None
    assert (Settings().device.origin, Settings().device.filing_no) == ("", "")
    assert Settings().packs_dir is None

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

from domicile.core.errors import ModelMissingError
from domicile.surfaces.cli.checks.check import broken, good


def test_what_is_well_needs_no_remedy() -> None:
    check = good("store", "there", "已有")
    assert (check.health, check.remedy, check.detail.zh) == ("ok", "", "已有")


def test_an_error_brings_its_code_and_remedy() -> None:
    check = broken("model", ModelMissingError("gone", remedy="pull it"))
    assert (check.health, check.remedy) == ("fail", "pull it")
    assert check.detail.en == "D201: gone"
    assert broken("model", ModelMissingError("gone"), health="warn").health == "warn"

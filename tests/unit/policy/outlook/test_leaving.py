from dataclasses import replace
from datetime import date

from domicile.core.site import Certificate, Terms
from domicile.policy.outlook.leaving import held, leaving
from tests.unit.policy.samples import CN, CN_SITE, DEVICE_SITE, EU, EU_SITE, release

REGISTER = {
    **release(EU, CN_SITE, "suspended"),
    **release(CN, CN_SITE),
    **release(CN, EU_SITE),
}


def test_everything_that_ends_is_listed() -> None:
    site = replace(
        CN_SITE,
        api_key_file="secrets/qwen",
        documents={"dpa": "dpa.pdf"},
        certificates={"cac": Certificate(scope="export", expires=date(2027, 1, 1))},
    )
    found = [(each.what, each.detail.en) for each in leaving(site, REGISTER.values())]
    assert found == [
        ("release", "Withdraw CN/assistant/demo-cn#7, which is released."),
        ("release", "Withdraw EU/assistant/demo-cn#7, which is suspended."),
        ("key", "Have the partner revoke its API key, and delete secrets/qwen."),
        ("data", held(site.terms).en),
        ("document", "`dpa` ends: dpa.pdf."),
        ("certificate", "`cac` ends: export."),
    ]


def test_what_was_withdrawn_is_done_and_the_device_holds_nothing_elsewhere() -> None:
    gone = release(CN, CN_SITE, "withdrawn").values()
    assert [each.what for each in leaving(CN_SITE, gone)] == ["data"]
    assert list(leaving(DEVICE_SITE, gone)) == []


def test_the_terms_say_what_may_still_be_held() -> None:
    worst = held(Terms()).en
    assert "nobody knows for how long" in worst
    assert "may have trained" in worst
    assert "No document" in worst
    some = held(Terms(retention_days=30, trains_on_input=False)).en
    assert "for 30 days" in some
    assert "does not train" in some
    best = held(Terms(retains_prompts=False, evidence="contract.pdf")).en
    assert "keeps nothing" in best
    assert "A document backs" in best

from domicile.core.ids import DEVICE, SiteId
from domicile.core.site import Site


def test_the_worst_is_assumed_of_a_partner() -> None:
    terms = Site(id=SiteId("a")).terms
    assert (terms.trains_on_input, terms.retains_prompts, terms.retention_days) == (
        True,
        True,
        None,
    )


def test_facts_are_unknown_until_given() -> None:
    site = Site(id=SiteId("a"))
    assert (site.region, site.inference_scope, site.owner_country) == (None, None, "")
    assert site.evidence == "declared"


def test_only_the_device_is_the_device() -> None:
    assert Site(id=DEVICE).is_device
    assert not Site(id=SiteId("a")).is_device

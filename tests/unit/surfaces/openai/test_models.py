from domicile.core.ids import DEVICE, FeatureId, SiteId
from domicile.core.site import Site
from domicile.surfaces.openai.models import find, models

SITES = (
    Site(id=DEVICE, dialect="device", model="small"),
    Site(
        id=SiteId("us"),
        model="big",
        owner="Example",
        owner_country="US",
        region="us",
        inference_scope="us",
        features=(FeatureId("assistant"),),
    ),
    Site(id=SiteId("bare")),
)


def test_domiciles_choice_comes_first() -> None:
    listed = models(SITES, 7)
    assert listed["object"] == "list"
    assert [model["id"] for model in listed["data"]] == ["auto", "device", "us", "bare"]
    assert {model["created"] for model in listed["data"]} == {7}
    assert [model["owned_by"] for model in listed["data"]] == [
        "domicile",
        "device",
        "Example",
        "unknown",
    ]


def test_a_site_says_where_it_computes() -> None:
    listed = models(SITES, 7)
    facts = (find(listed, "us") or {})["domicile"]
    assert (facts["region"], facts["inference_scope"], facts["evidence"]) == (
        "us",
        "us",
        "declared",
    )
    assert (find(listed, "device") or {})["domicile"]["region"] == "device"


def test_one_is_found_or_not() -> None:
    assert find(models(SITES, 7), "nowhere") is None

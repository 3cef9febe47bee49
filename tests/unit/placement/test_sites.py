import pytest

from domicile.core.errors import UnknownSiteError
from domicile.core.ids import DEVICE, FeatureId, SiteId
from domicile.core.settings import DeviceSettings
from domicile.core.site import Site
from domicile.placement.sites import Capacity, SiteBook, device_site

FEATURES = (FeatureId("assistant"),)


def test_the_device_is_checked_once_its_model_has_a_digest() -> None:
    assert device_site(model="m", model_digest="ab", features=FEATURES).evidence == "checked"
    bare = device_site(model="", model_digest="", features=FEATURES)
    assert (bare.id, bare.dialect, bare.evidence) == (DEVICE, "device", "declared")


def test_whose_model_the_device_runs_is_as_the_operator_says_and_else_unknown() -> None:
    said = DeviceSettings(origin="filed", filing_no="Beijing-Model-20260101")
    site = device_site(model="m", model_digest="ab", features=FEATURES, device=said)
    assert (site.origin, site.filing_no) == ("filed", "Beijing-Model-20260101")
    silent = device_site(model="m", model_digest="ab", features=FEATURES)
    assert (silent.origin, silent.filing_no) == ("", "")


def test_sites_are_found_by_id() -> None:
    one = Site(id=SiteId("one"))
    book = SiteBook(sites=(one,), capacities={})
    assert book.get(SiteId("one")) is one
    with pytest.raises(UnknownSiteError, match="one"):
        book.get(SiteId("two"))


def test_a_site_of_unknown_capacity_is_trusted() -> None:
    small = Capacity(window_tokens=10, available=False)
    book = SiteBook(sites=(), capacities={DEVICE: small})
    assert book.capacity(DEVICE) == small
    assert book.capacity(SiteId("one")) == Capacity(window_tokens=None, available=True)

import dataclasses

from domicile.core.ids import FeatureId
from domicile.policy.inquiry import serves
from tests.unit.policy.samples import ASSISTANT, CN_SITE, DEVICE_SITE

WRITING = FeatureId("writing")


def test_a_site_serves_what_it_lists() -> None:
    assert serves(CN_SITE, ASSISTANT)
    assert not serves(CN_SITE, WRITING)
    assert not serves(dataclasses.replace(CN_SITE, features=()), ASSISTANT)


def test_a_device_that_lists_nothing_serves_everything() -> None:
    assert serves(DEVICE_SITE, WRITING)
    assert not serves(dataclasses.replace(DEVICE_SITE, features=(ASSISTANT,)), WRITING)

import sys
from typing import get_args, get_type_hints

import pytest

from domicile.core.ids import SiteId
from domicile.core.site import Site
from domicile.egress.partners.dialects import DIALECTS, open_partner
from domicile.egress.partners.openai import OpenAIPartner


def test_every_dialect_of_the_settings_is_spoken() -> None:
    assert {*DIALECTS, "device"} == set(get_args(get_type_hints(Site)["dialect"]))


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_partner_is_opened_and_closed_without_a_word(dialect: str) -> None:
    site = Site(id=SiteId("a"), dialect="openai", base_url="http://127.0.0.1:1/v1", model="m")
    partner = open_partner(site, 1.0)
    module, name = DIALECTS[dialect]
    assert type(partner) is getattr(sys.modules[module], name)
    await partner.aclose()


def test_openai_is_the_class_of_its_name() -> None:
    assert DIALECTS["openai"] == (OpenAIPartner.__module__, OpenAIPartner.__qualname__)


def test_the_device_is_no_partner() -> None:
    with pytest.raises(KeyError):
        open_partner(Site(id=SiteId("a"), dialect="device"), 1.0)

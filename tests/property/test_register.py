"""What the register holds decides, and whatever closes there never widens what is permitted."""

import dataclasses
from datetime import date
from typing import Any

from hypothesis import given

from domicile.core.ids import DEVICE
from domicile.policy.inquiry import Inquiry
from domicile.policy.register.numbers import number_key
from domicile.store.releases import Releases, ReleaseState, Snapshot
from tests.property.inquiries import inquiries, worlds
from tests.property.test_decision import Atlases, assert_never_wider, changed
from tests.unit.policy.samples import TODAY


@given(asked=inquiries(), atlases=worlds())
def test_a_release_that_is_gone_never_widens(asked: Inquiry, atlases: Atlases) -> None:
    # What the operator suspended on the device is the one entry that closes by being there.
    others = [
        changed(asked, releases={key: asked.releases[key] for key in asked.releases if key != gone})
        for gone, release in asked.releases.items()
        if gone.site != DEVICE or release.state is not ReleaseState.SUSPENDED
    ]
    assert_never_wider(asked, others, atlases)


@given(asked=inquiries(), atlases=worlds())
def test_what_closes_releases_never_widens(asked: Inquiry, atlases: Atlases) -> None:
    changes: tuple[dict[str, Any], ...] = (
        {"state": ReleaseState.SUSPENDED},
        {"min_client": "2.0"},
        {"barred": "unlogged"},
        {"barred": "unsigned"},
        {"certificates": {"mlps": TODAY}},
    )
    closed: list[Releases] = [
        {key: dataclasses.replace(each, **change) for key, each in asked.releases.items()}
        for change in changes
    ]
    numbers = frozenset(number_key(site.filing_no) for site in asked.sites)
    closed.append(Snapshot(asked.releases, numbers))
    others = [changed(asked, releases=releases) for releases in closed]
    assert_never_wider(asked, [*others, changed(asked, today=date(2030, 1, 1))], atlases)

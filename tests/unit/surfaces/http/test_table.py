import re
from pathlib import Path

import pytest

from domicile.surfaces.http import answering, call
from domicile.surfaces.http.cases.complaints import AppealBody, ComplaintBody
from domicile.surfaces.http.cases.work import TAKES, CaseBody, StepBody
from domicile.surfaces.http.decisions import DecideBody
from domicile.surfaces.http.desks.detect import DetectBody
from domicile.surfaces.http.desks.people import ChoicesBody, ConsentBody
from domicile.surfaces.http.features import FeatureBody
from domicile.surfaces.http.openapi import _HEADERS, ALL_ENDPOINTS
from domicile.surfaces.http.table import ENDPOINTS
from domicile.surfaces.openai import strict
from domicile.surfaces.openai.body import ChatBody
from domicile.surfaces.openai.faults import _FAULTS
from domicile.surfaces.serving import server

PAGE = (Path(__file__).parents[4] / "docs" / "look-up" / "http.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    return PAGE.partition(f"\n### {heading}\n")[2].partition("\n### ")[0]


def test_no_endpoint_is_there_twice() -> None:
    names = [(endpoint.method, endpoint.path) for endpoint in ENDPOINTS]
    assert len(set(names)) == len(names)


PUBLIC = {"/v1/detect", "/v1/notices", "/v1/transparency"}
"""What everybody may read beneath /v1."""


def test_everything_beneath_v1_needs_a_key_but_what_is_public_and_nothing_else_does() -> None:
    for endpoint in ALL_ENDPOINTS:
        needs = endpoint.path.startswith("/v1/") and endpoint.path not in PUBLIC
        assert endpoint.is_keyed is needs, endpoint.path


def test_every_endpoint_is_on_the_page_and_nothing_else() -> None:
    told = re.findall(r"^### `(.+)`$", PAGE, re.MULTILINE)
    assert set(told) == {
        f"{endpoint.method} {endpoint.path.replace(':path', '')}" for endpoint in ALL_ENDPOINTS
    }


@pytest.mark.parametrize(
    ("heading", "body"),
    [
        ("`POST /v1/chat/completions`", ChatBody),
        ("`POST /v1/features/{feature}`", FeatureBody),
        ("`POST /v1/decide`", DecideBody),
        ("`POST /v1/subjects/{subject}/consents`", ConsentBody),
        ("`POST /v1/subjects/{subject}/choices`", ChoicesBody),
        ("`POST /v1/detect`", DetectBody),
        ("`POST /v1/complaints`", ComplaintBody),
        ("`POST /v1/complaints/{case_id}/appeal`", AppealBody),
        ("`POST /v1/cases`", CaseBody),
        ("`POST /v1/cases/{case_id}/{verb}`", StepBody),
    ],
)
def test_every_member_is_on_the_page(heading: str, body: type[ChatBody]) -> None:
    told = section(heading)
    assert [name for name in body.__struct_fields__ if f"`{name}`" not in told] == []


def test_every_step_of_a_case_is_on_the_page() -> None:
    told = section("`POST /v1/cases/{case_id}/{verb}`")
    assert [verb for verb in TAKES if f"`{verb}`" not in told] == []


def test_every_header_of_a_request_is_on_the_page() -> None:
    told = PAGE.partition("\n## Headers of a request\n")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `(Domicile-[\w-]+)` \|", told, re.MULTILINE)) == set(_HEADERS)


def test_every_status_is_on_the_page() -> None:
    statuses = {fault.status.value for fault in _FAULTS.values()} | {405}
    told = {int(status) for status in re.findall(r"^\| (\d{3}) \|", PAGE, re.MULTILINE)}
    assert told == statuses


def test_the_limits_are_those_of_the_code() -> None:
    assert f"A body may have {call.MAX_BODY_BYTES // 1024**2} MiB" in PAGE
    assert f"arrive within {call.BODY_TIMEOUT_S:.0f} seconds" in PAGE
    assert f"nested {strict.MAX_DEPTH} levels deep" in PAGE
    assert f"at least every {answering.BEAT_S:.0f} seconds" in PAGE
    assert f"for up to {server.STOP_TIMEOUT_S} seconds" in PAGE

"""Every endpoint of the gateway, in one table; routes and OpenAPI both come from it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from domicile.surfaces.http import (
    chat,
    decisions,
    features,
    health,
    logs,
    receipts,
)
from domicile.surfaces.http.call import Call
from domicile.surfaces.http.cases import complaints, work
from domicile.surfaces.http.desks import detect, partners, people, releases
from domicile.surfaces.http.house import House
from domicile.surfaces.http.reply import Reply
from domicile.surfaces.openai.body import ChatBody

Handler = Callable[[House, Call], Awaitable[Reply | None]]
"""Answers a call; returns None when the response was sent, or nobody is there to read it."""

Problem = Literal["refused", "body", "query", "missing", "state"]
"""What may go wrong beside what may always: ``refused`` 403 and 451, ``body`` 400, 408 and 413,
``query`` 400, ``missing`` 404, ``state`` 409."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One path and method."""

    method: Literal["GET", "POST"]
    """The method; GET answers HEAD too."""

    path: str
    """The path, with names in braces for its parts."""

    handle: Handler
    """What answers."""

    summary: str
    """What it does, in one sentence."""

    media: str = "application/json"
    """Media type of what it answers."""

    body: type | None = None
    """What it takes."""

    query: tuple[str, ...] = ()
    """What the query may say, each once."""

    has_caller: bool = False
    """Whether headers say who asks, and where."""

    is_keyed: bool = True
    """Whether it needs a key where keys are needed."""

    can_stream: bool = False
    """Whether it can answer with server-sent events."""

    problems: tuple[Problem, ...] = ()
    """What may go wrong."""


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        method="POST",
        path="/v1/chat/completions",
        handle=chat.chat,
        summary="Answer a conversation; any OpenAI client works unchanged.",
        body=ChatBody,
        can_stream=True,
        has_caller=True,
        problems=("body", "missing", "refused"),
    ),
    Endpoint(
        method="POST",
        path="/v1/features/{feature}",
        handle=features.ask_feature,
        summary="Ask a feature: assistant, writing or translate.",
        body=features.FeatureBody,
        can_stream=True,
        has_caller=True,
        problems=("body", "missing", "refused"),
    ),
    Endpoint(
        method="POST",
        path="/v1/decide",
        handle=decisions.decide,
        summary="Decide whether and where a request may run; run nothing.",
        body=decisions.DecideBody,
        has_caller=True,
        problems=("body",),
    ),
    Endpoint(
        method="GET",
        path="/v1/models",
        handle=chat.list_models,
        summary="List `auto` and every site.",
    ),
    Endpoint(
        method="GET",
        path="/v1/models/{model}",
        handle=chat.show_model,
        summary="Show one site.",
        problems=("missing",),
    ),
    Endpoint(
        method="GET",
        path="/v1/receipts/{receipt_id}",
        handle=receipts.show,
        summary="Show a receipt.",
        problems=("missing",),
    ),
    Endpoint(
        method="GET",
        path="/v1/receipts/{receipt_id}/bundle",
        handle=receipts.bundle,
        summary="Hand out a receipt with its proofs; `domicile receipt verify` checks it alone.",
        problems=("missing",),
    ),
    Endpoint(
        method="GET",
        path="/v1/notices",
        handle=people.list_notices,
        summary="List every notice of a market with its version, in both languages.",
        query=people.NOTICES,
        is_keyed=False,
        problems=("query",),
    ),
    Endpoint(
        method="GET",
        path="/v1/subjects/{subject}",
        handle=people.show_subject,
        summary="Hand out everything that the store holds of a person; for operators.",
    ),
    Endpoint(
        method="GET",
        path="/v1/subjects/{subject}/consents",
        handle=people.list_consents,
        summary="Show what a person agreed to and chose, and what led to it; for operators.",
    ),
    Endpoint(
        method="POST",
        path="/v1/subjects/{subject}/consents",
        handle=people.decide_consents,
        summary="Take down that a person agrees, or no longer agrees; for operators.",
        body=people.ConsentBody,
        problems=("body",),
    ),
    Endpoint(
        method="POST",
        path="/v1/subjects/{subject}/choices",
        handle=people.decide_choices,
        summary="Take down what a person chooses; for operators.",
        body=people.ChoicesBody,
        problems=("body",),
    ),
    Endpoint(
        method="GET",
        path="/v1/releases",
        handle=releases.list_releases,
        summary="List the releases as they stand now; for operators.",
        query=releases.KEY,
        problems=("query",),
    ),
    Endpoint(
        method="GET",
        path="/v1/releases/history",
        handle=releases.list_events,
        summary="List everything that happened to releases, oldest first; for operators.",
        query=releases.KEY,
        problems=("query",),
    ),
    Endpoint(
        method="GET",
        path="/v1/releases/plan",
        handle=releases.plan_release,
        summary="Say how far a feature is from its release in each market; for operators.",
        query=("feature", "market", "site"),
        problems=("query",),
    ),
    Endpoint(
        method="GET",
        path="/v1/releases/drill",
        handle=releases.drill_exit,
        summary="Say what would die without a site, and what would take over; for operators.",
        query=("without", "market"),
        problems=("query",),
    ),
    Endpoint(
        method="POST",
        path="/v1/releases/recall",
        handle=releases.recall_number,
        summary="Withdraw everything that rests on a number that was taken back; for operators.",
        body=releases.RecallBody,
        problems=("body",),
    ),
    Endpoint(
        method="POST",
        path="/v1/releases/{verb}",
        handle=releases.move_release,
        summary="Take a release one step on: submit, approve, suspend …; for operators.",
        body=releases.ReleaseBody,
        problems=("body", "missing", "state"),
    ),
    Endpoint(
        method="GET",
        path="/v1/partners/{site}/exposure",
        handle=partners.exposure,
        summary="Say what a partner could be compelled to hand over; for operators.",
        query=partners.DAYS,
        problems=("missing", "query"),
    ),
    Endpoint(
        method="POST",
        path="/v1/complaints",
        handle=complaints.complain,
        summary="Complain of an answer; the reply holds the secret by which it is looked up.",
        body=complaints.ComplaintBody,
        problems=("body", "missing"),
    ),
    Endpoint(
        method="GET",
        path="/v1/complaints/{case_id}",
        handle=complaints.show_complaint,
        summary="Show whoever holds its secret how far a complaint is.",
        problems=("missing",),
    ),
    Endpoint(
        method="POST",
        path="/v1/complaints/{case_id}/appeal",
        handle=complaints.appeal,
        summary="Have the answer to a complaint looked at again, once.",
        body=complaints.AppealBody,
        problems=("body", "missing", "state"),
    ),
    Endpoint(
        method="GET",
        path="/v1/cases",
        handle=work.list_cases,
        summary="List requests of authorities, complaints, rights and incidents, for operators.",
        query=("market",),
        problems=("query",),
    ),
    Endpoint(
        method="GET",
        path="/v1/cases/{case_id}",
        handle=work.show_case,
        summary="Show one case, for operators.",
        problems=("missing",),
    ),
    Endpoint(
        method="POST",
        path="/v1/cases",
        handle=work.open_case,
        summary="Open a case: a request of an authority, a right, an incident; for operators.",
        body=work.CaseBody,
        problems=("body",),
    ),
    Endpoint(
        method="POST",
        path="/v1/cases/{case_id}/{verb}",
        handle=work.move_case,
        summary="Take a case one step on: escalate, propose, confirm …; for operators.",
        body=work.StepBody,
        problems=("body", "missing", "state"),
    ),
    Endpoint(
        method="GET",
        path="/v1/transparency",
        handle=complaints.show_counts,
        summary="Show the public counts of a market and a year.",
        query=("market", "year"),
        is_keyed=False,
        problems=("query",),
    ),
    Endpoint(
        method="POST",
        path="/v1/detect",
        handle=detect.detect,
        summary="Tell whether a text or a file was marked here; takes files of all kinds as well.",
        body=detect.DetectBody,
        is_keyed=False,
        problems=("body",),
    ),
    Endpoint(
        method="GET",
        path="/log/{market}/checkpoint",
        handle=logs.checkpoint,
        summary="Serve the signed checkpoint of a market's transparency log.",
        media="text/plain",
        is_keyed=False,
        problems=("missing",),
    ),
    Endpoint(
        method="GET",
        path="/log/{market}/tile/{path:path}",
        handle=logs.tile,
        summary="Serve a tile of a market's transparency log (C2SP tlog-tiles).",
        media="application/octet-stream",
        is_keyed=False,
        problems=("missing",),
    ),
    Endpoint(
        method="GET",
        path="/healthz",
        handle=health.healthz,
        summary="Say that the process lives.",
        is_keyed=False,
    ),
    Endpoint(
        method="GET",
        path="/readyz",
        handle=health.readyz,
        summary="Say whether requests can be answered, and what is missing.",
        is_keyed=False,
    ),
    Endpoint(
        method="GET",
        path="/metrics",
        handle=health.metrics,
        summary="Count requests, errors, calls and time, in Prometheus' text format.",
        media="text/plain",
        is_keyed=False,
    ),
)
"""All endpoints; the busiest first, as routes are tried in order. ``/openapi.json`` describes this
table, and is added to it by `domicile.surfaces.http.openapi`."""

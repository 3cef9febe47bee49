"""``/openapi.json``: what the table of endpoints says, in OpenAPI's words."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from importlib.metadata import version
from types import MappingProxyType
from typing import Final

import msgspec

from domicile.surfaces.http.call import Call
from domicile.surfaces.http.house import House
from domicile.surfaces.http.reply import Reply, json_reply
from domicile.surfaces.http.table import ENDPOINTS, Endpoint, Problem
from domicile.surfaces.shape import JsonObject

_PARAM = re.compile(r"\{(\w+)(?::path)?\}")
_ERROR: Final = {"$ref": "#/components/schemas/Error"}
_STATUSES: Final[Mapping[Problem, tuple[int, ...]]] = MappingProxyType(
    {
        "body": (400, 408, 413),
        "query": (400,),
        "missing": (404,),
        "refused": (403, 451),
        "state": (409,),
    }
)
_HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Domicile-Market": "The request's market; beside a key's market it can only tighten.",
        "Domicile-User-Market": "The person's market.",
        "Domicile-Device-Market": "Where the device lies.",
        "Domicile-Subject": "The person, by the operator's name for them.",
        "Domicile-Facts": "What holds of the request, as in `user=minor, use=companion`.",
        "Domicile-Device-Only": "`true`: nothing of the person's goes to any partner.",
        "Domicile-Client": "Version of the program that the person uses, such as `2.1.0`.",
        "Domicile-Session": "The session, by the caller's name for it; its time is counted.",
        "Domicile-Unlabelled": "`true`: the person asks for a copy without the visible label.",
        "Domicile-Feature": "The feature that answers a chat; `assistant` when left out.",
    }
)
_ERROR_SCHEMA: Final = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "param", "code"],
            "properties": {
                "message": {"type": "string"},
                "type": {"enum": ["invalid_request_error", "server_error", "refused"]},
                "param": {"type": ["string", "null"]},
                "code": {"type": "string"},
                "rule": {"type": "string"},
                "reasons": {"type": "array", "items": {"type": "object"}},
                "receipt_id": {"type": "string"},
            },
        }
    },
}


async def show_openapi(house: House, call: Call) -> Reply:
    """Serve the description of all endpoints."""
    del house, call
    return json_reply(description(ALL_ENDPOINTS))


def description(endpoints: Sequence[Endpoint]) -> JsonObject:
    """Return the OpenAPI description of ``endpoints``."""
    bodies = [endpoint.body for endpoint in endpoints if endpoint.body is not None]
    _, schemas = msgspec.json.schema_components(bodies, ref_template="#/components/schemas/{name}")
    paths: JsonObject = {}
    for endpoint in endpoints:
        path = _PARAM.sub(r"{\1}", endpoint.path)
        paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Domicile",
            "version": version("domicile"),
            "license": {"name": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": {**schemas, "Error": _ERROR_SCHEMA},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(endpoint: Endpoint) -> JsonObject:
    operation: JsonObject = {
        "operationId": endpoint.handle.__name__,
        "summary": endpoint.summary,
        "parameters": _parameters(endpoint),
        "responses": _responses(endpoint),
        # Both ways are open: on loopback, as long as no key was made, none is needed.
        "security": [{"key": []}, {}] if endpoint.is_keyed else [],
    }
    if endpoint.body is not None:
        schema = {"$ref": f"#/components/schemas/{endpoint.body.__name__}"}
        content = {"application/json": {"schema": schema}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _parameters(endpoint: Endpoint) -> list[JsonObject]:
    text = {"type": "string"}
    parameters: list[JsonObject] = [
        {"name": name, "in": "path", "required": True, "schema": text}
        for name in _PARAM.findall(endpoint.path)
    ]
    parameters += [{"name": name, "in": "query", "schema": text} for name in endpoint.query]
    if endpoint.has_caller:
        parameters += [
            {"name": name, "in": "header", "schema": text, "description": said}
            for name, said in _HEADERS.items()
        ]
    if endpoint.can_stream and endpoint.path.startswith("/v1/features/"):
        parameters.append({"name": "stream", "in": "query", "schema": {"type": "boolean"}})
    return parameters


def _responses(endpoint: Endpoint) -> JsonObject:
    statuses = [status for problem in endpoint.problems for status in _STATUSES[problem]]
    if endpoint.is_keyed:
        statuses += [401, 403]
    content: JsonObject = {endpoint.media: {}}
    if endpoint.can_stream:
        content["text/event-stream"] = {}
    responses: JsonObject = {"200": {"description": "Done.", "content": content}}
    for status in sorted(set(statuses)):
        said = HTTPStatus(status).phrase + "."
        schema = {"application/json": {"schema": _ERROR}}
        responses[str(status)] = {"description": said, "content": schema}
    problem = {"application/json": {"schema": _ERROR}}
    responses["default"] = {"description": "Something failed.", "content": problem}
    return responses


ALL_ENDPOINTS: tuple[Endpoint, ...] = (
    *ENDPOINTS,
    Endpoint(
        method="GET",
        path="/openapi.json",
        handle=show_openapi,
        summary="Describe all endpoints.",
        is_keyed=False,
    ),
)
"""Every endpoint, this description among them."""

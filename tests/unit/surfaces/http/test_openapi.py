import re

from starlette.routing import Route

from domicile.surfaces.http.openapi import ALL_ENDPOINTS, description
from tests.unit.surfaces.standins import Client, FakeDomicile, gateway_of

PATH = re.compile(r":path")


async def test_every_endpoint_is_described_and_every_description_answers(
    call: Client, domicile: FakeDomicile
) -> None:
    described = (await call("GET", "/openapi.json")).json()
    told = {
        (method.upper(), path)
        for path, operations in described["paths"].items()
        for method in operations
    }
    assert told == {(each.method, PATH.sub("", each.path)) for each in ALL_ENDPOINTS}
    routes = [route for route in gateway_of(domicile).routes if isinstance(route, Route)]
    routed = {PATH.sub("", route.path) for route in routes}
    assert routed == set(described["paths"])


def test_every_reference_leads_somewhere() -> None:
    whole = description(ALL_ENDPOINTS)
    text = repr(whole)
    names = set(re.findall(r"#/components/schemas/(\w+)", text))
    assert {"ChatBody", "FeatureBody", "DecideBody", "Error"} <= names
    assert names <= set(whole["components"]["schemas"])
    operations = [op for path in whole["paths"].values() for op in path.values()]
    assert len({op["operationId"] for op in operations}) == len(operations)


def test_what_may_go_wrong_is_told() -> None:
    paths = description(ALL_ENDPOINTS)["paths"]
    chat = paths["/v1/chat/completions"]["post"]
    assert {"400", "401", "403", "404", "413", "451", "default"} <= set(chat["responses"])
    assert set(chat["responses"]["200"]["content"]) == {"application/json", "text/event-stream"}
    names = {parameter["name"] for parameter in chat["parameters"]}
    assert {"Domicile-Market", "Domicile-Facts", "Domicile-Device-Only"} <= names
    assert paths["/healthz"]["get"]["security"] == []


def test_bodies_take_facts_and_the_persons_wish() -> None:
    schemas = description(ALL_ENDPOINTS)["components"]["schemas"]
    for body in ("DecideBody", "FeatureBody"):
        assert {"facts", "device_only"} <= schemas[body]["properties"].keys()


def test_parts_of_the_path_and_the_query_are_parameters() -> None:
    paths = description(ALL_ENDPOINTS)["paths"]
    tile = paths["/log/{market}/tile/{path}"]["get"]["parameters"]
    assert [each["name"] for each in tile] == ["market", "path"]
    feature = paths["/v1/features/{feature}"]["post"]["parameters"]
    assert {"name": "stream", "in": "query", "schema": {"type": "boolean"}} in feature

import pytest
from starlette.testclient import TestClient

from domicile.app import Domicile
from domicile.surfaces.serving.server import build
from tests.unit.surfaces.console.operator.browser import HOME, Browser


@pytest.fixture
def browser(domicile: Domicile) -> Browser:
    return Browser(TestClient(build(domicile), base_url=HOME))

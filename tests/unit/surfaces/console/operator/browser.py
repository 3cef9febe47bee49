"""A browser without a screen: it reads forms, fills them in and sends them."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from httpx2 import Response
from starlette.testclient import TestClient

HOME = "http://127.0.0.1:8420"
BOARD = "/console/operator"


class Shown(HTMLParser):
    """A page: its text, its links, and what its forms would send."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fields: dict[str, str] = {}
        self.ids: set[str] = set()
        self._pieces: list[str] = []
        self.feed(text)
        self.text = re.sub(r"\s+", " ", " ".join(self._pieces))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.ids.add(found.get("id", ""))
        if tag == "a":
            self.links.append(found["href"])
        if tag in {"input", "textarea"} and "name" in found:
            self.fields[found["name"]] = found.get("value", "")

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)


@dataclass
class Browser:
    """One operator's browser."""

    client: TestClient
    language: str = "en"

    def open(self, path: str = BOARD, **query: str) -> Shown:
        reply = self.get(path, **query)
        assert reply.status_code == 200, reply.text
        return Shown(reply.text)

    def get(self, path: str = BOARD, **query: str) -> Response:
        return self.client.get(path, params={**query, "lang": self.language})

    def send(self, path: str, origin: str = HOME, **fields: str) -> Response:
        return self.client.post(
            f"{path}?lang={self.language}",
            data=fields,
            headers={"origin": origin},
            follow_redirects=False,
        )

    def step(self, verb: str, site: str = "one", **fields: str) -> Response:
        """Open a step's page, fill it in, and send it."""
        where = {"verb": verb, "market": "CN", "feature": "assistant", "site": site}
        shown = self.open(f"{BOARD}/step", **where)
        said = {"by": "Li", "reason": "tried", **fields}
        return self.send(f"{BOARD}/step", **{**shown.fields, **said})

"""``domicile serve``."""

import importlib
import logging
import sys
from typing import TYPE_CHECKING, Final

import click

from domicile.core.ids import DEVICE
from domicile.core.settings_file import MAX_PORT
from domicile.core.text import Bilingual
from domicile.surfaces.cli.grammar import command
from domicile.surfaces.cli.printing import print_json
from domicile.surfaces.cli.session import Session, with_session

if TYPE_CHECKING:
    from domicile.app import Domicile

STARTING: Final = Bilingual(
    en="Domicile serves {url} (console: {url}/console). Ctrl-C stops it.",
    zh="Domicile 已启动：{url}（控制台：{url}/console）。按 Ctrl-C 停止。",
)
EXPIRED: Final = Bilingual(
    en="The review of the pack {pack} has run out; check it against the law as it stands.",
    zh="规则包 {pack} 的审阅已过期；请对照现行法律进行核对。",
)


@command("serve", examples=("domicile serve", "domicile serve --host 127.0.0.1 --port 8420"))
@click.option("--host", metavar="H", help="Address to listen on; the settings' if left out.")
@click.option(
    "--port",
    type=click.IntRange(1, MAX_PORT),
    metavar="P",
    help="Port to listen on; the settings' if left out.",
)
@with_session
def serve(session: Session, *, host: str | None, port: int | None) -> None:
    """Run the gateway and the console.

    OpenAI's clients work with http://HOST:PORT/v1 unchanged. Beyond loopback every call needs a
    key. Ends on Ctrl-C, when the running calls are answered.
    """
    address = host or session.loaded.settings.server.host
    number = port or session.loaded.settings.server.port
    url = f"http://[{address}]:{number}" if ":" in address else f"http://{address}:{number}"
    log_to_standard_error()
    server = importlib.import_module("domicile.surfaces.serving.server")
    started = STARTING.filled(url=url)
    for name in expired(session.domicile):
        session.tell(EXPIRED.filled(pack=name))
    session.domicile.sites.get(DEVICE)  # settings that make no sense fail before anybody asks
    session.serve(
        server.serve(session.domicile, address, number, listening=lambda: session.tell(started))
    )
    if session.flags.is_json:
        print_json({"url": url, "stopped": True})


def expired(domicile: "Domicile") -> list[str]:
    """Return the markets of the operator whose packs are past their review."""
    today = domicile.clock.now().date()
    packs = {
        pack.id: pack
        for market in domicile.settings.operator.markets
        for pack in domicile.atlas.lineage(market)
    }
    return [pack.id for pack in packs.values() if pack.review.expires < today]


def log_to_standard_error() -> None:
    """Let a server's log be seen; it never holds text of people's."""
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s"
    )
    logging.getLogger("domicile").setLevel(logging.INFO)

"""What every endpoint is given."""

from dataclasses import dataclass, field

from domicile.app import Domicile
from domicile.core.answer import Answer, Refusal
from domicile.core.request import Request
from domicile.reports.published import Published
from domicile.surfaces.http.call import Call
from domicile.surfaces.http.door import Door
from domicile.surfaces.http.ledger import Ledger
from domicile.surfaces.http.meter import Meter
from domicile.surfaces.http.turnstile import Turnstile
from domicile.surfaces.http.upkeep.network_log import MARKET, CallLog
from domicile.surfaces.reporting import reported


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Everything of one gateway."""

    domicile: Domicile
    """What answers."""

    door: Door
    """Who may come in."""

    meter: Meter
    """What is counted."""

    ledger: Ledger
    """Whose receipts are whose."""

    published: Published
    """Counts that everybody may see."""

    calls: CallLog
    """The log of calls."""

    began_at: int
    """When the gateway began, in seconds since 1970."""

    detecting: Turnstile = field(default_factory=Turnstile)
    """Whoever has something looked at by the detector passes here."""

    counting: Turnstile = field(default_factory=Turnstile)
    """Whoever wants the public counts passes here; making them takes a while."""

    def record(self, call: Call, request: Request, outcome: Answer | Refusal) -> None:
        """Count an outcome, and remember to whom its receipt was handed."""
        call.receipt_id = outcome.receipt_id
        call.scope[MARKET] = request.whereabouts.operator
        self.ledger.hand(outcome.receipt_id, call.key)
        self.meter.outcome(request, outcome)


def open_house(domicile: Domicile, host: str) -> House:
    """Return the house of a gateway that listens on ``host``."""
    return House(
        domicile=domicile,
        door=Door(lambda: domicile.keys, host=host),
        meter=Meter(),
        ledger=Ledger(),
        published=Published(lambda market, span: reported(domicile, market, span), domicile.clock),
        calls=CallLog(lambda: domicile.desks.network_log, domicile.clock),
        began_at=int(domicile.clock.now().timestamp()),
    )

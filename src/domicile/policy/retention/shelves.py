"""Where the rows of every record stand, and what deletes them."""

from collections.abc import Mapping

from domicile.core.clock import Clock
from domicile.policy.cases.case import Case
from domicile.policy.cases.desk import CaseDesk
from domicile.policy.person.desk import PersonDesk
from domicile.policy.retention.holds import HoldBook
from domicile.store.database import Database
from domicile.store.expiry.cut import Cut, Held, Shelf
from domicile.store.expiry.elsewhere import CASES, COPIES, FINGERPRINTS, USAGE, Elsewhere
from domicile.store.expiry.exports import ExpiredExports
from domicile.store.expiry.receipts import ExpiredReceipts
from domicile.store.fingerprints import Fingerprints
from domicile.store.network_log import NetworkLog
from domicile.store.vault import Vault


def own_shelves(database: Database, vault: Vault) -> Mapping[str, Shelf]:
    """Return the shelves of what the house itself keeps, by the record's name."""
    return {
        "network_log": NetworkLog(database),
        "receipts": ExpiredReceipts(database),
        "exports": ExpiredExports(database, vault),
    }


def fingerprints_shelf(database: Database, vault: Vault, clock: Clock) -> Mapping[str, Shelf]:
    """Return the shelf of the fingerprints."""
    prints = Fingerprints(database, vault, clock)

    def delete(cut: Cut, _held: Held) -> int:
        return prints.delete_before(cut.before)

    return {"fingerprints": Elsewhere(database, FINGERPRINTS, delete)}


def people_shelves(database: Database, people: PersonDesk) -> Mapping[str, Shelf]:
    """Return the shelves of what is kept of people."""

    def delete_usage(cut: Cut, held: Held) -> int:
        return people.delete_before(cut.before, held=held.subjects)

    def delete_copies(cut: Cut, held: Held) -> int:
        return people.delete_copies_before(cut.before, held=held.subjects)

    return {
        "usage": Elsewhere(database, USAGE, delete_usage),
        "labels": Elsewhere(database, COPIES, delete_copies),
    }


def cases_shelf(database: Database, cases: CaseDesk, holds: HoldBook) -> Mapping[str, Shelf]:
    """Return the shelf of cases; one stays as long as a hold that it laid, or on its person."""

    def delete(cut: Cut, held: Held) -> int:
        standing = {hold.id for hold in holds.standing()}

        def is_held(case: Case) -> bool:
            return case.asked.hold in standing or case.asked.subject in held.subjects

        return cases.delete_before(cut.before, market=cut.market, is_held=is_held)

    return {"cases": Elsewhere(database, CASES, delete)}

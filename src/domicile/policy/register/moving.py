"""One step on one release, inside a transaction: what it takes, and what is written down."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from domicile.core.clock import Entropy
from domicile.core.errors import InvalidRequestError, ReleaseStateError
from domicile.core.ids import MarketId
from domicile.core.settings import RegisterSettings
from domicile.core.site import Site
from domicile.policy.evidence import Sha256
from domicile.policy.register.approvers import Approvers, signature
from domicile.policy.register.chain import event, is_same, sealed
from domicile.policy.register.grounds import expired
from domicile.policy.register.numbers import number_key
from domicile.policy.register.steps import is_half_approved, loosens, person, recorded
from domicile.policy.register.versions import parse_version
from domicile.store.register import OpenRegister
from domicile.store.releases import Act, Deed, Release, ReleaseEvent, ReleaseState, Verb

MAX_NAME_CHARS: Final = 200
"""Longest name of whoever does something, in characters."""

MAX_REASON_CHARS: Final = 2000
"""Longest reason, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """Who wants a step, and with what."""

    by: str
    """Who; not blank."""

    number: str = ""
    """Number that the market's regulator gave the app; empty keeps what the register holds."""

    evidence: Path | Sha256 | None = None
    """File that shows it; its digest is recorded, the file is not."""

    reason: str = ""
    """Why."""

    min_client: str | None = None
    """The oldest version of the client that may use the feature; empty lifts what was asked, None
    keeps it."""

    key: Path | None = None
    """File with the approver's key to sign with, or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """Writes into the register: chained, dated, and signed where there is a key."""

    register: OpenRegister
    """The register inside a transaction."""

    now: datetime
    """The present moment."""

    evidence: str
    """SHA-256 of the file that shows it, in hexadecimal; empty for none."""

    entropy: Entropy
    """Salts the history."""

    log_size: Callable[[MarketId], int]
    """Returns the size of a market's log."""

    known: Approvers
    """The approvers."""

    def write(
        self, deed: Deed, release: Release, motion: Motion, *, after: ReleaseEvent | None
    ) -> ReleaseEvent:
        """Write down that ``deed`` made ``release`` so; never dated before what it comes after.

        Raises:
            InvalidRequestError: The actor is no approver, or the key is not theirs.
            SecretError: The key cannot be used.
        """
        act = Act(
            verb=deed,
            actor=motion.by,
            at=self.now if after is None else max(self.now, after.act.at),
            reason=motion.reason,
            evidence=self.evidence,
        )
        previous = self.register.last_digest()
        made = event(release, act, previous=previous, entropy=self.entropy)
        made = dataclasses.replace(made, log_size=self.log_size(release.key.market))
        if motion.key is not None:
            made = dataclasses.replace(made, note=signature(made, motion.key, self.known))
        return self.register.append(sealed(made))


def check_motion(motion: Motion) -> None:
    """Make sure that ``motion`` says what can be written down.

    Raises:
        InvalidRequestError: It does not.
    """
    if not person(motion.by[:MAX_NAME_CHARS]):
        raise InvalidRequestError("`by` is blank", remedy="Say who does it, with `--by NAME`.")
    if len(motion.by) > MAX_NAME_CHARS or len(motion.reason) > MAX_REASON_CHARS:
        raise InvalidRequestError(
            f"`by` is longer than {MAX_NAME_CHARS} characters, or `reason` than {MAX_REASON_CHARS}",
            remedy="Say it shorter, and hand in the rest with `--evidence`.",
        )
    if not motion.by.isprintable() or not " ".join(motion.reason.split()).isprintable():
        raise InvalidRequestError(
            "`by` or `reason` holds characters that cannot be printed",
            remedy="Write both in plain text.",
        )
    if motion.min_client and parse_version(motion.min_client) is None:
        raise InvalidRequestError(
            "`min_client` is not a version of dotted numbers",
            remedy="Write it as `2.1.0`, with `--min-client`; leave it empty to lift it.",
        )


def submitted(release: Release, site: Site, motion: Motion, *, now: datetime) -> Release:
    """Return ``release`` as it is submitted: with everything that it rests on.

    Raises:
        InvalidRequestError: A certificate of the site has expired.
    """
    over = expired(site, now.date())
    if over:
        raise InvalidRequestError(
            f"the site's certificate `{over[0]}` expired on"
            f" {site.certificates[over[0]].expires.isoformat()}",
            remedy="Renew it in the site's `certificates`, or remove it there.",
        )
    return dataclasses.replace(
        release,
        number=motion.number,
        model=site.model,
        model_version=site.model_version,
        model_digest=site.model_digest,
        origin=site.origin,
        filing_no=site.filing_no,
        certificates={name: held.expires for name, held in site.certificates.items()},
        min_client=motion.min_client or "",
    )


def approved(release: Release, motion: Motion) -> Release:
    """Return ``release`` as it is to be approved."""
    return required(dataclasses.replace(release, number=motion.number or release.number), motion)


def required(release: Release, motion: Motion) -> Release:
    """Return ``release`` with the minimum version of the client that ``motion`` names."""
    least = release.min_client if motion.min_client is None else motion.min_client
    return dataclasses.replace(release, min_client=least)


def refuse_recalled(release: Release, site: Site, recalled: frozenset[str]) -> None:
    """Make sure that nothing of ``release`` rests on a number that was recalled.

    Raises:
        ReleaseStateError: It does.
    """
    rests_on = {"`filing_no` of the site": {site.filing_no, release.filing_no}}
    rests_on["`--number`"] = {release.number}
    for name, numbers in rests_on.items():
        if not recalled.isdisjoint(map(number_key, numbers)):
            raise ReleaseStateError(
                f"the number in {name} was recalled, and nothing may rest on it",
                remedy="Enter the number that the regulator gave in its place.",
            )


def next_states(
    verb: Verb,
    release: Release,
    motion: Motion,
    *,
    last: ReleaseEvent | None,
    settings: RegisterSettings,
    known: Approvers,
) -> tuple[ReleaseState, ...]:
    """Return the states that ``verb`` writes down; ``release`` is as it is about to be.

    Raises:
        ReleaseStateError: It takes another person.
    """
    state = last.release.state if last else None
    if verb != "approve" or last is None or not settings.two_person:
        return recorded(verb, state, is_first_of_two=False, is_second=False)
    is_second = is_half_approved(last) and is_same(last.release, release)
    if is_second and _is_same_person(last.act.actor, motion.by, known):
        raise ReleaseStateError(
            "this person approved the release already; one more approval by another person is"
            " needed",
            remedy=_others(last.act.actor, settings),
        )
    if not is_second and state is ReleaseState.RESTRICTED and not is_same(last.release, release):
        raise ReleaseStateError(
            "a restricted release keeps its number and its minimum version until two people have"
            " approved it",
            remedy="Suspend it first, or approve it as it is.",
        )
    return recorded(verb, state, is_first_of_two=not is_second, is_second=is_second)


def check_signed(
    verb: Verb, old: str, release: Release, motion: Motion, *, settings: RegisterSettings
) -> None:
    """Make sure that what opens a release is signed, and by two where it takes two.

    Args:
        verb: What is done.
        old: The minimum version of the client until now.
        release: The release as it is about to be.
        motion: Who does it, and the key.
        settings: How releases are approved.

    Raises:
        InvalidRequestError: There is no key to sign with.
        ReleaseStateError: One person may not do it.
    """
    widens = verb == "require" and loosens(old, release.min_client)
    if widens and settings.two_person:
        raise ReleaseStateError(
            "it takes two people to serve older clients",
            remedy="Suspend the release, and approve it again with `--min-client`.",
        )
    if settings.signed and motion.key is None and (widens or verb == "approve"):
        raise InvalidRequestError(
            "whoever opens a release signs it", remedy="Give an approver's key with `--key FILE`."
        )


def _is_same_person(one: str, other: str, known: Approvers) -> bool:
    keys = known.get(person(one)), known.get(person(other))
    same_key = keys[0] is not None and keys[1] is not None and keys[0] == keys[1]
    return person(one) == person(other) or same_key


def _others(first: str, settings: RegisterSettings) -> str:
    names = [name for name in settings.approvers if person(name) != person(first)]
    among = f": {', '.join(names)}" if names else ""
    return f"Let another approver approve it, with `--by`{among}."

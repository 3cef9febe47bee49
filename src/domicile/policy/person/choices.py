"""Where people decide: consents one by one, switches, the user agreement, and all of it back."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from domicile.core.clock import Clock, Entropy
from domicile.core.decode import nearest
from domicile.core.errors import InvalidRequestError, UnknownClassError
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId, SubjectId
from domicile.markets.facts import GUARDIAN, IN_CRISIS
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Notice
from domicile.policy.person.present import GUARDIAN_CONSENT, SWITCHES, YOUNG
from domicile.policy.person.texts import asked, clause, notice_named
from domicile.store.people.acts import GIVEN, OFF, ON, WITHDRAWN, Act, ActBook, Door, Topic
from domicile.store.subjects import Subject, SubjectBook

CONSENTS: Final = (*(each.value for each in DataClass), GUARDIAN_CONSENT)
"""Everything that consent is given for, one by one."""

USER: Final = "user"
"""The fact under which people are described."""

_ID_BYTES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who decides, for whom and through which door."""

    subject: SubjectId
    """The person that it is about, by the operator's name for them."""

    how: Door
    """Through which door it comes."""

    market: MarketId | None = None
    """Under whose rules; None takes the market that is recorded for the person."""

    by: str = ""
    """Who says it: of a consent the guardian, else whoever writes it down; empty for the person
    themselves."""


class ChoiceDesk:
    """Takes down what people decide; every running process heeds it from its next request on.

    Safe to use from any thread.

    Args:
        acts: What was decided until now.
        subjects: The people; whoever is new is added.
        atlas: The markets as they are now.
        clock: Tells the time.
        entropy: Where the ids come from.
    """

    def __init__(
        self,
        acts: ActBook,
        subjects: SubjectBook,
        *,
        atlas: Callable[[], Atlas],
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self._acts = acts
        self.subjects = subjects
        self._atlas = atlas
        self._clock = clock
        self._entropy = entropy

    def give(
        self, speaker: Speaker, classes: Iterable[str], *, notice: str = ""
    ) -> tuple[Act, ...]:
        """Take down a consent for each of ``classes``; each can be withdrawn by itself.

        Law: PIPL Art. 14, 28, 29, 31; GDPR Art. 7 to 9.

        Args:
            speaker: Who agrees. `GUARDIAN_CONSENT`, and every consent for somebody who is recorded
                as so young that a guardian speaks for them, takes a guardian's name.
            classes: Some of `CONSENTS`.
            notice: The text that was shown; the one of the market's own rule when left out.

        Returns:
            The consents, each with its random id.

        Raises:
            UnknownClassError: One of ``classes`` is none.
            UnknownMarketError: No pack speaks for the market.
            InvalidRequestError: A guardian's name is missing, the market is not known, or has no
                such text.
            StorageError: The store cannot be written.
        """
        named = _consents(classes)
        if not speaker.by and (GUARDIAN_CONSENT in named or self._is_young(speaker.subject)):
            raise InvalidRequestError(
                "this consent is a guardian's to give",
                remedy="Name the guardian: `--guardian NAME`.",
                param="guardian",
            )
        return self._consent(speaker, named, notice, GIVEN)

    def withdraw(
        self, speaker: Speaker, classes: Iterable[str], *, notice: str = ""
    ) -> tuple[Act, ...]:
        """Take the consent for each of ``classes`` back; anybody's, whether or not it was given.

        Law: PIPL Art. 15; GDPR Art. 7(3). See `give` for the arguments and for what it raises,
        except that no guardian's name is ever needed.
        """
        return self._consent(speaker, _consents(classes), notice, WITHDRAWN)

    def choose(self, speaker: Speaker, switches: Mapping[str, bool]) -> tuple[Act, ...]:
        """Turn ``switches``, some of `SWITCHES`, on or off.

        Law: PIPL Art. 24; Interim Measures for Generative AI Services (Order 15), Art. 11.

        Raises:
            InvalidRequestError: One of them is no switch, or the market is not known.
            StorageError: The store cannot be written.
        """
        for name in switches:
            if name not in SWITCHES:
                raise _unknown("this is no switch", name, SWITCHES)
        said = ((name, ON if is_on else OFF) for name, is_on in switches.items())
        return self._say(speaker, "choice", said)

    def agree(self, speaker: Speaker, word: str, *, withdraw: bool = False) -> tuple[Act, ...]:
        """Take down that the clause ``word`` of the user agreement was accepted, or no longer is.

        It holds for the present text: when the text changes, it has to be accepted anew.

        Raises:
            InvalidRequestError: The market's packs have no such clause, or the market is not known.
            UnknownMarketError: No pack speaks for the market.
            StorageError: The store cannot be written.
        """
        market = self._market(speaker)
        text = clause(self._atlas(), market, word)
        if text is None:
            raise InvalidRequestError(
                "this market's packs have no such clause of the user agreement",
                remedy="See the notices with `domicile market show`.",
                param="to",
            )
        said = [(word, WITHDRAWN if withdraw else GIVEN)]
        return self._say(speaker, "agreement", said, shown={word: text})

    def describe(self, speaker: Speaker, words: Iterable[str]) -> tuple[Act, ...]:
        """Record what holds of the person, in the packs' words for a ``user``; replaces the last.

        That somebody may be in danger is never recorded, nor is whose person they are: their market
        says that.

        Raises:
            InvalidRequestError: A word is not known or not to be recorded, or the market is not
                known.
            StorageError: The store cannot be written.
        """
        atlas = self._atlas()
        people = frozenset().union(*(atlas.jurisdiction(each).persons for each in atlas.markets))
        known = atlas.vocabulary.get(USER, frozenset()) - people - {GUARDIAN, IN_CRISIS}
        named = sorted(frozenset(words))
        for word in named:
            if word not in known:
                raise _unknown("this word of `user` is not recorded", word, known)
        return self._say(speaker, "fact", [(USER, ",".join(named))])

    def restrict(self, speaker: Speaker, *, lift: bool = False) -> tuple[Act, ...]:
        """Restrict the use of the person's data, or end that: nothing leaves, nothing is learned.

        Law: GDPR Art. 18; PIPL Art. 44. What they had chosen holds again once it is lifted.

        Raises:
            InvalidRequestError: The market is not known.
            StorageError: The store cannot be written.
        """
        return self._say(speaker, "restriction", [(USER, OFF if lift else ON)])

    def history(self, subject: SubjectId) -> tuple[Act, ...]:
        """Return everything that was decided by ``subject`` or recorded of them, oldest first."""
        return self._acts.of(subject)

    def _consent(
        self, speaker: Speaker, classes: Iterable[str], notice: str, value: str
    ) -> tuple[Act, ...]:
        market, atlas = self._market(speaker), self._atlas()
        shown = {}
        for word in classes:
            text = _shown(atlas, market, word, notice)
            if text is not None:
                shown[word] = text
        return self._say(speaker, "consent", [(word, value) for word in classes], shown=shown)

    def _say(
        self,
        speaker: Speaker,
        topic: Topic,
        said: Iterable[tuple[str, str]],
        *,
        shown: Mapping[str, Notice] | None = None,
    ) -> tuple[Act, ...]:
        market, texts = self._market(speaker), shown or {}
        now = self._clock.now()
        acts = tuple(
            Act(
                id=self._entropy.token(_ID_BYTES).hex(),
                topic=topic,
                word=word,
                value=value,
                market=market,
                at=now,
                how=speaker.how,
                notice=texts[word].id if word in texts else "",
                version=texts[word].version if word in texts else "",
                by=speaker.by,
            )
            for word, value in said
        )
        if self.subjects.get(speaker.subject) is None:
            self.subjects.put(Subject(id=speaker.subject, market=market, name=""))
        self._acts.append(speaker.subject, acts)
        return acts

    def _market(self, speaker: Speaker) -> MarketId:
        if not speaker.subject:
            raise InvalidRequestError("the person is not named", param="subject")
        if speaker.market is not None:
            self._atlas().jurisdiction(speaker.market)
            return speaker.market
        known = self.subjects.get(speaker.subject)
        if known is None:
            raise InvalidRequestError(
                "nobody has recorded this person's market",
                remedy="Name it once, as `market` (`--market M`).",
                param="market",
            )
        return known.market

    def _is_young(self, subject: SubjectId) -> bool:
        facts = [act.value for act in self._acts.of(subject) if act.topic == "fact"]
        return bool(facts) and not YOUNG.isdisjoint(facts[-1].split(","))


def _consents(classes: Iterable[str]) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(classes))
    if not named:
        raise InvalidRequestError("nothing is named to consent to", param="class")
    if not set(named) <= set(CONSENTS):
        raise UnknownClassError(
            f"consent is given for a class of data, or as `{GUARDIAN_CONSENT}`",
            remedy=f"Choose some of: {', '.join(CONSENTS)}.",
        )
    return named


def _shown(atlas: Atlas, market: MarketId, word: str, notice: str) -> Notice | None:
    """Return the text that was shown for one consent; None where the packs have none of their own.

    Raises:
        InvalidRequestError: The one that was named does not exist.
    """
    if not notice:
        return None if word == GUARDIAN_CONSENT else asked(atlas, market, DataClass(word))
    found = notice_named(atlas, market, notice)
    if found is None:
        raise InvalidRequestError("this market's packs have no such notice", param="notice")
    return found


def _unknown(problem: str, said: str, known: Iterable[str]) -> InvalidRequestError:
    names = sorted(known)
    near = nearest(said, names)
    hint = f"; the nearest one is `{near}`" if near else ""
    return InvalidRequestError(
        f"{problem}{hint}", remedy=f"Choose one of: {', '.join(names)}.", param="user"
    )

"""Puts back what was replaced, on the person's machine, also while a reply is still coming."""

from domicile.core.content import ToolCall
from domicile.core.reply import CallDelta, Delta, Finish, ReplyEvent
from domicile.privacy.leaves import rewrite_call
from domicile.privacy.matcher import Matcher, edit_of, edited
from domicile.privacy.normalize import HALF_ESCAPE, View
from domicile.privacy.surrogates import Session


class Restorer:
    """Reads one reply and puts back what ``session`` replaced.

    Surrogates are known in other widths, with spaces or dashes, and escaped for JSON; a Chinese
    given name alone and a surname with a title are known too. Not for use by several tasks at once.

    Args:
        session: The session that cleared what the reply answers.
    """

    def __init__(self, session: Session) -> None:
        self._matcher = Matcher(session.incoming())
        self._held = ""
        self._before = ""
        self._restored = 0
        self._lost = 0

    @property
    def restored(self) -> int:
        """How many surrogates were put back."""
        return self._restored

    @property
    def lost(self) -> int:
        """How many came back altered, so that they had to stay as they are."""
        return self._lost

    def feed(self, text: str) -> str:
        """Take the next piece of the reply, and return what is certain by now.

        Only what may be the beginning of a surrogate is held back.
        """
        return self._advance(self._held + text, final=False)

    def close(self) -> str:
        """Return what was held back, at the end of the reply."""
        return self._advance(self._held, final=True)

    def call(self, call: ToolCall) -> ToolCall:
        """Return ``call`` with everything in its arguments put back; JSON stays JSON."""
        return rewrite_call(call, "", lambda _, text: self._whole(text))

    def events(self, event: ReplyEvent) -> tuple[ReplyEvent, ...]:
        """Return what ``event`` becomes: nothing while its text is held back, or several events."""
        if isinstance(event, Delta):
            return _deltas(self.feed(event.text))
        if isinstance(event, CallDelta):
            return (CallDelta(call=self.call(event.call)),)
        if isinstance(event, Finish):
            return (*_deltas(self.close()), event)
        return (event,)

    def _advance(self, text: str, *, final: bool) -> str:
        half = None if final else HALF_ESCAPE.search(text)
        view = View(text[: half.start()] if half else text)
        if not half and not self._matcher.may_begin_in(view):
            self._held, self._before = "", view.text[-1:] or self._before
            return text
        found = self._matcher.find(view, final=final, before=self._before)
        settled = found.settled
        cut = view.origin(settled, settled + 1)[0] if settled < len(view.text) else len(view.source)
        self._held = text[cut:]
        self._before = view.text[settled - 1 : settled] or self._before
        self._restored += len(found.hits)
        self._lost += found.near_misses
        return edited(view.source[:cut], (edit_of(view, hit) for hit in found.hits))

    def _whole(self, text: str) -> str:
        view = View(text)
        found = self._matcher.find(view)
        self._restored += len(found.hits)
        self._lost += found.near_misses
        return edited(text, (edit_of(view, hit) for hit in found.hits))


def _deltas(text: str) -> tuple[ReplyEvent, ...]:
    return (Delta(text=text),) if text else ()

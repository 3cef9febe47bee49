"""One call: its headers, its body, what was sent back, and whether anybody still listens."""

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType

from starlette.types import Message, Receive, Scope, Send

from domicile.core.errors import BodyTimeoutError, BodyTooLargeError, InvalidRequestError
from domicile.core.ids import ReceiptId
from domicile.store.keys import ApiKey

MAX_BODY_BYTES = 4 * 1024 * 1024
"""Largest body that is read."""

DRAIN_BYTES = 8 * MAX_BODY_BYTES
"""Most of a body too large that is thrown away so that its sender can read why."""

BODY_TIMEOUT_S = 30.0
"""Longest time that a body may take to arrive, in seconds."""

PATIENCE_S = 0.1
"""How long a call is answered before anybody looks whether its caller has left, in seconds."""


class Call:
    """One HTTP call, from its first byte to its last. Not for use by two tasks at once.

    Args:
        scope: What the server knows of it.
        receive: Gives its body, and tells when the caller has left.
        send: Takes the response.
    """

    __slots__ = (
        "_receive",
        "_send",
        "headers",
        "is_left",
        "is_stream",
        "key",
        "method",
        "receipt_id",
        "route",
        "scope",
        "status",
    )

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self.method: str = scope["method"]
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self.route = ""
        self.key: ApiKey | None = None
        self.receipt_id = ReceiptId("")
        self.status = 0
        self.is_stream = False
        self.is_left = False
        self._receive = receive
        self._send = send

    @property
    def is_begun(self) -> bool:
        """Whether a response has begun."""
        return self.status > 0

    async def send(self, message: Message) -> None:
        """Send a part of the response; waits while the caller reads slowly."""
        if message["type"] == "http.response.start":
            self.status = int(message["status"])
        await self._send(message)

    async def receive(self) -> Message:
        """Return the next part of the body, or that the caller has left."""
        return await self._receive()

    def header(self, name: bytes) -> str | None:
        """Return a header, or None where it is missing or blank.

        Raises:
            InvalidRequestError: It is not UTF-8, or stands twice: one of the two would not be
                heard, which could be the one that tightens.
        """
        if [key for key, _ in self.scope["headers"]].count(name) > 1:
            raise InvalidRequestError(f"the header `{name.decode()}` stands twice")
        try:
            return self.headers.get(name, b"").decode().strip() or None
        except UnicodeDecodeError as error:
            raise InvalidRequestError(f"the header `{name.decode()}` is not UTF-8") from error

    def param(self, name: str) -> str:
        """Return the part of the path that the route calls ``name``."""
        return str(self.scope["path_params"][name])

    async def body(self) -> bytes:
        """Return the whole body.

        Raises:
            BodyTooLargeError: It is larger than `MAX_BODY_BYTES`.
            BodyTimeoutError: It did not arrive within `BODY_TIMEOUT_S`.
            InvalidRequestError: The caller left before it was whole.
        """
        first = await self._receive()
        if first["type"] == "http.request" and not first.get("more_body", False):
            data: bytes = first.get("body", b"")
            if len(data) <= MAX_BODY_BYTES:
                return data
        try:
            async with asyncio.timeout(BODY_TIMEOUT_S):
                return await self._rest(first)
        except TimeoutError as error:
            raise BodyTimeoutError("the body did not arrive in time") from error

    async def _rest(self, message: Message) -> bytes:
        pieces: list[bytes] = []
        size = 0
        while message["type"] == "http.request":
            piece: bytes = message.get("body", b"")
            size += len(piece)
            if size <= MAX_BODY_BYTES:
                pieces.append(piece)
            if not message.get("more_body", False) or size > DRAIN_BYTES:
                break
            message = await self._receive()
        else:
            raise InvalidRequestError("the caller left before the body was whole")
        if size > MAX_BODY_BYTES:
            raise BodyTooLargeError(f"the body is larger than {MAX_BODY_BYTES} bytes")
        return b"".join(pieces)


class Attended:
    """A block that ends early, and quietly, when the caller leaves: ``call.is_left`` tells.

    Watching begins only after `PATIENCE_S`: a short answer is not worth a task of its own, which
    would cost more than all else that the gateway does for it.

    Args:
        call: Whose caller is watched. Its body MUST have been read.
        beat: Awaited every ``every_s`` seconds.
        every_s: Seconds between two beats.
    """

    def __init__(
        self,
        call: Call,
        beat: Callable[[], Awaitable[None]] | None = None,
        *,
        every_s: float = 15.0,
    ) -> None:
        self._call = call
        self._beat = beat
        self._every_s = None if beat is None else every_s

    def __enter__(self) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a call is attended inside a task")
        self._task = task
        self._watch: asyncio.Task[None] | None = None
        self._start = asyncio.get_running_loop().call_later(PATIENCE_S, self._begin)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        self._start.cancel()
        if self._watch is not None:
            self._watch.cancel()
        if not self._call.is_left:
            return False
        # As in `asyncio.timeout`: only a cancellation of our own ends here.
        return self._task.uncancel() == 0 and kind is asyncio.CancelledError

    def _begin(self) -> None:
        self._watch = asyncio.create_task(self._attend())

    async def _attend(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._every_s):
                    message = await self._call.receive()
            except TimeoutError:
                if self._beat is not None:
                    await self._beat()
                continue
            if message["type"] == "http.disconnect":
                self._call.is_left = True
                self._task.cancel()
                return

"""The HTTP door: who may come in, and the answer once what came is safe.

`POST /v1/cmcd`, `/v1/events`, `/v1/snowplow` and `/v1/spans` take reports. Every well-formed
POST of someone who may is answered 204 once it is safe on the disk, whatever its records are worth: stock
players answer an error with a storm of repeats. What cannot be used is counted and kept when
the spool is rolled into the lake.

Players carry a token in the query, as `hh`; servers show a key's secret, as `Authorization: Bearer`
or as the user name of `Basic`, which is how analytics libraries send it.

Source: CTA-5004-B, section on event mode; the Fetch standard for what browsers ask first.
"""

from __future__ import annotations

import asyncio
import base64
import functools
from collections import Counter
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import crawleruseragents
import msgspec

from matinee import instants
from matinee.collector.keys import Keys, Refused
from matinee.collector.spool import Request, Spool, SpoolFull
from matinee.events import cmcd, segment, snowplow
from matinee.events.event import Identity, time_zones
from matinee.imports import posted_spans

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


class Door(NamedTuple):
    """One way in.

    Attributes:
        reduced: Takes out of a body what identifies a person.
        types: What a body may say that it is.
        for_servers: Whether only those may use it who show a secret.
    """

    reduced: Callable[[bytes, Callable[..., bytes]], bytes]
    types: tuple[bytes, ...]
    for_servers: bool = False


DOORS = {
    cmcd.SOURCE: Door(cmcd.reduced, (b"application/cmcd", b"text/cmcd", b"text/plain")),
    segment.SOURCE: Door(segment.reduced, (b"application/json", b"text/plain")),
    snowplow.SOURCE: Door(snowplow.reduced, (b"application/json", b"text/plain")),
    posted_spans.SOURCE: Door(posted_spans.reduced, (b"application/json", b"application/x-ndjson"), for_servers=True),
}
PATHS = {
    "/v1/cmcd": cmcd.SOURCE,
    "/v1/events": segment.SOURCE,
    "/v1/snowplow": snowplow.SOURCE,
    "/v1/spans": posted_spans.SOURCE,
}

MOST_BYTES = 1_000_000
_SLOWEST_BODY_S = 20
_LOOK_AT_KEYS_S = 1
_PREFLIGHT: Headers = [
    (b"access-control-allow-methods", b"POST, OPTIONS"),
    (b"access-control-allow-headers", b"content-type, authorization, sp-anonymous"),
    (b"access-control-max-age", b"7200"),
]
_MOST_CACHED = 20_000
_LONGEST_QUERY = 4_000
_LONGEST_AGENT = 512


class Shown(NamedTuple):
    """What a request shows of who sends it."""

    secret: bytes | None
    token: str | None
    time_zone: str | None


class Who(NamedTuple):
    """Who sends, as the spool keeps it, until when it is believed, and what limits are counted by."""

    identity: str
    until_s: float
    household: bytes | None
    is_server: bool


class Collector:
    """The door as an ASGI application.

    Args:
        spool: Where requests rest.
        keys: Who may report.
        requests_per_minute: How many requests a household may send in a minute.
        metrics: Gives what `/metrics` says, in the text format of Prometheus.
    """

    def __init__(
        self, spool: Spool, keys: Keys, *, requests_per_minute: float, metrics: Callable[[Collector], bytes]
    ) -> None:
        self._spool = spool
        self._keys = keys
        self._name_of = keys.name_of()
        self._per_minute = requests_per_minute
        self._metrics = metrics
        self._believed: dict[Shown, Who] = {}
        self._shown: dict[bytes, tuple[str | None, str | None]] = {}
        self._keys_changed_ns = keys.changed_ns()
        self._look_at_keys_s = 0.0
        self._minute = 0
        self._this_minute: Counter[bytes] = Counter()
        self.answers: Counter[tuple[str, int]] = Counter()
        self.bytes_received = 0
        beacon = files("matinee.collector").joinpath("beacon/beacon.js")
        self._beacon = beacon.read_bytes()

    @property
    def spool(self) -> Spool:
        """Where requests rest."""
        return self._spool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        door = PATHS.get(scope["path"])
        if door is None:
            await self._page(scope, send)
            return
        headers = dict(scope["headers"])
        origin = _open_to(headers.get(b"origin"))
        if scope["method"] == "OPTIONS":
            await _answer(send, 204, origin + _PREFLIGHT)
            return
        answer = await self._taken(door, scope, headers, receive)
        self.answers[door, answer.status] += 1
        await _answer(send, answer.status, origin + answer.headers, answer.text)

    async def _taken(self, door: str, scope: Scope, headers: dict[bytes, bytes], receive: Receive) -> Answer:
        """Take a request in."""
        if scope["method"] != "POST":
            return _NOT_A_POST
        received_at_us = instants.now_us()
        try:
            who = self._who(DOORS[door], scope["query_string"], headers, received_at_us / 1_000_000)
        except Refused as refused:
            return Answer(refused.status, _PLAIN, f"The token or secret is {refused.reason}.\n".encode())
        kind = headers.get(b"content-type", b"text/plain").partition(b";")[0].strip().lower()
        if kind not in DOORS[door].types or headers.get(b"content-encoding", b"identity") != b"identity":
            return Answer(415, _PLAIN, b"This door takes %b, uncompressed.\n" % b", ".join(DOORS[door].types))
        if not self._may_send(who, received_at_us // (60 * instants.SECOND_US)):
            return _TOO_MANY
        length = headers.get(b"content-length", b"")
        body = await _body(receive, int(length) if length.isdigit() else None)
        if body is None:
            return _TOO_LONG
        if body is _CUT_OFF:
            return _INCOMPLETE
        self.bytes_received += len(body)
        robot = who.household is not None and _is_robot(headers.get(b"user-agent", b"")[:_LONGEST_AGENT])
        try:
            body = DOORS[door].reduced(body, self._name_of)
        except Exception:  # noqa: BLE001  what cannot be reduced must not be written, and an error brings a storm
            body = b"It could not be reduced."
        safe: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        request = Request(0, received_at_us, door, who.identity, robot, body)
        try:
            self._spool.add(request, safe)
            await safe
        except SpoolFull as full:
            return Answer(503, [*_PLAIN, (b"retry-after", b"5")], b"Not now: %b.\n" % str(full).encode())
        return _SAFE

    def _who(self, door: Door, query: bytes, headers: dict[bytes, bytes], now_s: float) -> Who:
        """Who sends this.

        Raises:
            Refused: Nobody that may.
        """
        if now_s >= self._look_at_keys_s:
            self._look_at_keys_s = now_s + _LOOK_AT_KEYS_S
            if self._keys.changed_ns() != self._keys_changed_ns:
                self._believed.clear()
                self._keys_changed_ns = self._keys.changed_ns()
        shown = Shown(headers.get(b"authorization"), *self._said(query))
        who = self._believed.get(shown)
        if who is None or who.until_s < now_s:
            who = self._verified(shown)
            if len(self._believed) >= _MOST_CACHED:
                self._believed.clear()
            self._believed[shown] = who
        if door.for_servers and not who.is_server:
            raise Refused(401, "missing: this door is for servers, which show a key's secret")
        return who

    def _said(self, query: bytes) -> tuple[str | None, str | None]:
        """Token and time zone in a query; a time zone that is none says nothing."""
        if len(query) > _LONGEST_QUERY:
            raise Refused(401, "too long")
        said = self._shown.get(query)
        if said is None:
            parsed = parse_qs(query.decode("latin-1"))
            token, zone = (parsed.get(name, [None])[0] for name in ("hh", "tz"))
            said = (token, zone if zone in time_zones() else None)
            if len(self._shown) >= _MOST_CACHED:
                self._shown.clear()
            self._shown[query] = said
        return said

    def _verified(self, shown: Shown) -> Who:
        identity, until_s = Identity(), float("inf")
        if shown.secret is not None:
            self._keys.must_be_secret(_shown_secret(shown.secret))
        if shown.token is not None:
            identity, until_s = self._keys.verified(shown.token, shown.time_zone)
        elif shown.secret is None:
            raise Refused(401, "missing: players report to …?hh=TOKEN")
        household = identity.household if isinstance(identity.household, bytes) else None
        return Who(written(identity), until_s, household, is_server=shown.secret is not None)

    def _may_send(self, who: Who, minute: int) -> bool:
        if who.household is None:
            return True
        if minute != self._minute:
            self._minute = minute
            self._this_minute.clear()
        self._this_minute[who.household] += 1
        return self._this_minute[who.household] <= self._per_minute

    async def _page(self, scope: Scope, send: Send) -> None:
        """What is asked of the collector itself."""
        path, any_origin = scope["path"], [(b"access-control-allow-origin", b"*")]
        if scope["method"] not in ("GET", "HEAD"):
            await _answer(send, 404 if path not in _PAGES else 405, [])
        elif path == "/beacon.js":
            kept = [(b"content-type", b"text/javascript; charset=utf-8"), (b"cache-control", b"max-age=3600")]
            await _answer(send, 200, any_origin + kept, self._beacon)
        elif path == "/health":
            await _answer(send, 200, _PLAIN, b"alive\n")
        elif path == "/ready":
            full = self._spool.full
            await _answer(send, 503 if full else 200, _PLAIN, f"{full or 'ready'}\n".encode())
        elif path == "/metrics":
            text = await asyncio.get_running_loop().run_in_executor(None, self._metrics, self)
            await _answer(send, 200, [(b"content-type", b"text/plain; version=0.0.4; charset=utf-8")], text)
        else:
            await _answer(send, 404, _PLAIN, b"There is nothing here.\n")


class Answer(NamedTuple):
    """What is answered."""

    status: int
    headers: Headers
    text: bytes = b""


_PAGES = ("/beacon.js", "/health", "/ready", "/metrics")
_PLAIN: Headers = [(b"content-type", b"text/plain; charset=utf-8")]
_SAFE = Answer(204, [])
_CUT_OFF = b"It was cut off."
_INCOMPLETE = Answer(400, _PLAIN, b"The body ended before it was whole.\n")
_NOT_A_POST = Answer(
    405,
    [*_PLAIN, (b"allow", b"POST, OPTIONS")],
    b"Reports come by POST. For players that means CMCD version 2 in event mode, which Shaka has since 5.2.\n",
)
_TOO_LONG = Answer(
    413, _PLAIN, b"A body may have up to %d bytes, and must come within %d s.\n" % (MOST_BYTES, _SLOWEST_BODY_S)
)
_TOO_MANY = Answer(
    429, [*_PLAIN, (b"retry-after", b"60")], b"This household sends more than requests_per_minute allows.\n"
)


def written(identity: Identity) -> str:
    """Who sends, as the spool keeps it."""
    return msgspec.json.encode([one.hex() if isinstance(one, bytes) else one for one in identity]).decode()


def identity_in(text: str) -> Identity:
    """Who sent a request of the spool."""
    household, profile, *rest = msgspec.json.decode(text)
    return Identity(household and bytes.fromhex(household), profile and bytes.fromhex(profile), *rest)


def tell(loop: asyncio.AbstractEventLoop, waiters: list[asyncio.Future[None]], problem: Exception | None) -> None:
    """From the spool's thread: these requests are safe, or are not."""
    try:
        loop.call_soon_threadsafe(_resolve, waiters, problem)
    except RuntimeError:  # the server has stopped, and nobody waits any more
        return


def _resolve(waiters: list[asyncio.Future[None]], problem: Exception | None) -> None:
    for safe in waiters:
        if safe.done():
            continue
        if problem is None:
            safe.set_result(None)
        else:
            safe.set_exception(problem)


async def _body(receive: Receive, length: int | None) -> bytes | None:
    """The whole body; None where it is too long or does not come, `_CUT_OFF` where only a part came.

    Args:
        receive: Gives the next part.
        length: How long it says that it is: then the last part is known without asking for another.
    """
    if length is not None and length > MOST_BYTES:
        return None
    body, more = b"", True
    try:
        async with asyncio.timeout(_SLOWEST_BODY_S):
            while more and len(body) != length and len(body) <= MOST_BYTES:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return _CUT_OFF
                body += message.get("body", b"")
                more = message.get("more_body", False)
    except TimeoutError:
        return None
    if length is not None and len(body) < length:
        return _CUT_OFF
    return body if len(body) <= MOST_BYTES else None


async def _answer(send: Send, status: int, headers: Headers, body: bytes = b"") -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@functools.lru_cache(1_000)
def _open_to(origin: bytes | None) -> Headers:
    """Lets a page of any origin report: who may is decided by the token, never by a cookie."""
    if origin is None:
        return []
    return [
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-expose-headers", b"retry-after"),
        (b"vary", b"origin"),
    ]


@functools.lru_cache(10_000)
def _is_robot(user_agent: bytes) -> bool:
    """Whether it says that it is a robot; libraries for HTTP say who they are too, and apps of people use them."""
    found = crawleruseragents.matching_crawlers(user_agent.decode("latin-1"))
    known = crawleruseragents.CRAWLER_USER_AGENTS_DATA
    return any("http-library" not in known[number].get("tags", ()) for number in found)


def _shown_secret(authorization: bytes) -> str:
    kind, _, shown = authorization.decode("latin-1").partition(" ")
    if kind.lower() == "basic":
        try:
            return base64.b64decode(shown).decode("latin-1").partition(":")[0]
        except ValueError:
            return ""
    return shown.strip() if kind.lower() == "bearer" else ""

"""A visitor of the pages, in the same process: asks an ASGI application, and keeps what it answers."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import unquote, urlsplit


@dataclass
class Answer:
    """What was answered."""

    status: int
    headers: dict
    body: bytes

    @property
    def text(self):
        return self.body.decode()

    def json(self):
        return json.loads(self.body)


def made(url, headers=None, *, within_s=300):
    """What is answered once the page is made and its server is up: asked over and over, and not in a browser.

    A browser that is told to wait asks again by itself, at a moment of its own; who waits there meets that.
    """
    give_up = time.monotonic() + within_s
    while True:
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), timeout=60) as answer:
                found = Answer(answer.status, dict(answer.headers), answer.read())
        except urllib.error.HTTPError as refused:
            with refused:
                found = Answer(refused.code, dict(refused.headers), refused.read())
        except OSError:  # it is not up yet
            found = None
        if found is not None and found.status != HTTPStatus.ACCEPTED:
            return found
        if found is not None:
            assert "Working it out" in found.text and found.headers["refresh"] == "1"
        assert time.monotonic() < give_up, f"{url} was not made within {within_s} s"
        time.sleep(0.1)


class Visitor:
    """Visits the pages of an application, one after the other."""

    def __init__(self, application):
        self._application = application
        self.last = None

    def get(self, address):
        # In a thread of its own: the driver of browsers, where one is about, keeps this one's loop.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(lambda: asyncio.run(self._get(address))).result()

    async def _get(self, address):
        parts = urlsplit(address)
        scope = {
            "type": "http", "method": "GET", "scheme": "http", "http_version": "1.1", "root_path": "",
            "path": unquote(parts.path), "raw_path": parts.path.encode(), "query_string": parts.query.encode(),
            "headers": [(b"host", b"localhost")], "server": ("localhost", 80), "client": ("127.0.0.1", 1),
        }  # fmt: skip
        answer = self.last = Answer(0, {}, b"")

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            else:
                answer.body += message.get("body", b"")

        await self._application(scope, receive, send)
        return answer

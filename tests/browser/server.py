"""Small real servers on the loopback: one for pages, players and media, one that stands where a collector would."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import deque
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".mp4": "video/mp4",
    ".m4s": "video/iso.segment",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".mpd": "application/dash+xml",
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        """Stay quiet."""

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A browser that goes away in the middle of an answer is no error."""


@contextmanager
def _serving(handler):
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class Site:
    """Serves folders by the first part of the path, and takes down what pages saw (`POST /truth?NAME`)."""

    def __init__(self, **folders):
        self.folders = {name: Path(folder) for name, folder in folders.items()}
        self._samples = {}
        self._lock = threading.Lock()

    def samples(self, name):
        """What a page sampled, in order: clock in ms, position in s, whether it played, rate."""
        with self._lock:
            return sorted(self._samples.get(name, []))

    @contextmanager
    def serving(self):
        """Serve, and give the address."""
        site = self

        class Handler(_Handler):
            def do_POST(self):
                samples = [tuple(sample) for sample in json.loads(self.body())]
                with site._lock:
                    site._samples.setdefault(unquote(urlsplit(self.path).query), []).extend(samples)
                self.answer(HTTPStatus.NO_CONTENT)

            def do_GET(self):
                name, _, path = urlsplit(self.path).path.strip("/").partition("/")
                file = site.folders.get(name, Path()) / path
                if name not in site.folders or not file.is_file():
                    self.answer(HTTPStatus.NOT_FOUND)
                    return
                content = file.read_bytes()
                common = {"Content_Type": _TYPES.get(file.suffix, "application/octet-stream"), "Accept_Ranges": "bytes"}
                asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
                if asked is None:
                    self.answer(HTTPStatus.OK, content, **common)
                    return
                begin, end = int(asked[1]), min(int(asked[2] or len(content) - 1), len(content) - 1)
                place = f"bytes {begin}-{end}/{len(content)}"
                self.answer(HTTPStatus.PARTIAL_CONTENT, content[begin : end + 1], Content_Range=place, **common)

        with _serving(Handler) as url:
            yield url


class Request(NamedTuple):
    """One POST as it arrived."""

    at: float
    """When its body had arrived, by the monotonic clock."""
    target: str
    headers: dict[str, str]
    body: str
    status: int
    """How it was answered."""

    @property
    def records(self):
        return self.body.split("\n")

    @property
    def query(self):
        return parse_qs(urlsplit(self.target).query)


class Stand:
    """Stands where a collector would: keeps what arrives and answers as it is told.

    `answers` are given one after the other, each a status or a status and the seconds of
    Retry-After; then everything is answered with `always`.
    """

    def __init__(self):
        self.answers = deque()
        self.always = HTTPStatus.NO_CONTENT
        self.delay_s = 0.0
        self.asked_first_s = 0.0
        """How long the answer takes to what a browser asks before a report (CORS)."""
        self.remembered_s = 7200
        """For how long a browser may remember that answer."""
        self.requests = []
        self.most_at_once = 0
        self.url = ""
        self._now = 0
        self._changed = threading.Condition()

    @property
    def accepted(self):
        """The records of the requests that were answered with 204, in the order of arrival."""
        return [record for request in self.requests if request.status == 204 for record in request.records]

    def wait_for(self, condition, timeout_s=20):
        """Wait until the condition, asked at each arrival, holds; fail if it does not in time."""
        with self._changed:
            assert self._changed.wait_for(condition, timeout_s), [request.body for request in self.requests]

    @contextmanager
    def serving(self):
        """Serve until the end of the block."""
        stand = self

        class Handler(_Handler):
            def do_GET(self):
                self.answer(HTTPStatus.OK, b"<!doctype html>", Content_Type="text/html")

            def do_OPTIONS(self):
                time.sleep(stand.asked_first_s)
                self.answer(
                    HTTPStatus.NO_CONTENT,
                    Access_Control_Allow_Origin=self.headers["Origin"],
                    Access_Control_Allow_Headers="content-type",
                    Access_Control_Max_Age=str(stand.remembered_s),
                )

            def do_POST(self):
                body = self.body().decode()
                with stand._changed:
                    stand._now += 1
                    stand.most_at_once = max(stand.most_at_once, stand._now)
                    status = stand.answers.popleft() if stand.answers else stand.always
                    status, *after = status if isinstance(status, tuple) else (status,)
                    request = Request(time.monotonic(), self.path, dict(self.headers), body, status)
                    stand.requests.append(request)
                    stand._changed.notify_all()
                time.sleep(stand.delay_s)
                with stand._changed:
                    stand._now -= 1
                origin = self.headers.get("Origin", "*")
                cors = {"Access_Control_Allow_Origin": origin, "Access_Control_Expose_Headers": "Retry-After"}
                self.answer(status, **cors, **({"Retry_After": str(after[0])} if after else {}))

        with _serving(Handler) as url:
            self.url = f"{url}/v1/cmcd?hh=token&tz=Europe%2FLondon"
            yield self

"""A collector that runs, as a process of its own, and what a player or a server says to it."""

from __future__ import annotations

import http.client
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from matinee.collector.keys import Keys
from matinee.collector.roller import Roller
from matinee.lake import Lake

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
MATINEE = Path(sys.executable).with_name("matinee")
CATALOGUE = "asset_id,title_id,name,kind,runtime_s,released_at\nfilm,film,Film,film,6000,2021-03-01T00:00:00+00:00\n"
ALONE = "roll_every_s = 100000\nrefresh_every_s = 100000\n"
"""The tests roll and refresh themselves."""


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: str


class Served:
    """A lake with a collector before it."""

    def __init__(self, path, port):
        self.path = path
        self.port = port
        self.lake = Lake(path)
        self.keys = Keys(path, self.lake.folder.secret)

    def ask(self, method, target, body=b"", headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            body = body.encode() if isinstance(body, str) else body
            connection.request(method, target, body, {"User-Agent": BROWSER, **(headers or {})})
            answer = connection.getresponse()
            said = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, said, answer.read().decode())
        finally:
            connection.close()

    def post(self, body, household="home", *, door="/v1/cmcd", kind="application/cmcd", token=None, tz=None, **more):
        """Post as a page does that has a token; `more` are claims of the token."""
        token = token or self.keys.token(household, seconds=3600, **more)
        zone = f"&tz={quote(tz, safe='')}" if tz else ""
        return self.ask("POST", f"{door}?hh={token}{zone}", body, {"Content-Type": kind})

    def post_as_server(self, body, door, kind="application/json"):
        """Post as a service's own server does."""
        secret = self.keys.secret_of(self.keys.all()[-1].id)
        return self.ask("POST", door, body, {"Content-Type": kind, "Authorization": f"Bearer {secret}"})

    def roll(self):
        return Roller(self.lake.folder).roll(lambda *_: None)

    def events(self):
        return self.lake.folder.tables.read("events").to_pylist()


def new_lake(path, settings=ALONE):
    """A lake with one film, and a key."""
    lake = Lake.create(path)
    (path / "matinee.toml").write_text(settings)
    (path.parent / "titles.csv").write_text(CATALOGUE)
    lake.import_catalogue(path.parent / "titles.csv")
    Keys(path, lake.folder.secret).create("web")
    return lake


@contextmanager
def collecting(path, *options):
    """`matinee serve` on a lake, until the block ends; it must end well."""
    command = [str(MATINEE), "serve", "--only", "collector", "--port", "0", "--lake", str(path), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:([0-9]+)", line)
        assert found, line + process.stdout.read()
        yield Served(path, int(found[1]))
    finally:
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=60)
        assert (process.returncode, rest) == (0, ""), rest

"""The pages that `matinee serve` shows on this machine."""

from __future__ import annotations

import re
import signal
import socket
import subprocess

import pytest

from matinee.lake import Lake
from tests.collector.served import ALONE, MATINEE
from tests.dashboard.visitor import made
from tests.player import Player


@pytest.fixture(scope="module")
def lakes(tmp_path_factory):
    """An empty lake, and one with viewing."""
    folder = tmp_path_factory.mktemp("pages")
    for name in ("empty", "viewing"):
        Lake.create(folder / name)
        (folder / name / "matinee.toml").write_text(ALONE)
    lake = Lake(folder / "viewing")
    titles = (
        "asset_id,title_id,name,kind,runtime_s,released_at\na/b?,a/b?,A <b>Film</b>,film,6000,2021-03-01T00:00:00Z\n"
    )
    (folder / "titles.csv").write_text(titles)
    lake.import_catalogue(folder / "titles.csv")
    (folder / "events.cmcd").write_text("\n".join(Player("a/b?").play(0, 6000).end().lines) + "\nno record\n")
    lake.import_cmcd([folder / "events.cmcd"])
    lake.refresh()
    return folder


class Pages:
    def __init__(self, port, door):
        self.port = port
        self.door = door

    def get(self, target, headers=None):
        answer = made(f"http://127.0.0.1:{self.port}{target}", headers)
        return answer.status, answer.headers, answer.text


@pytest.fixture(scope="module", params=["empty", "viewing"])
def served(lakes, request):
    command = [str(MATINEE), "serve", "--port", "0", "--pages", "0", "--lake", str(lakes / request.param)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        ports = [re.search(r"http://127\.0\.0\.1:([0-9]+)", process.stdout.readline())[1] for _ in range(2)]
        pages = Pages(*map(int, ports))
        pages.lake = request.param
        yield pages
    finally:
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=60)
        assert (process.returncode, rest) == (0, "")


def test_the_first_page_says_what_leads_or_what_to_do(served):
    status, _, text = served.get("/")
    assert status == 200
    if served.lake == "empty":
        assert "Nothing has been watched yet." in text and "matinee catalogue import titles.csv" in text
    else:
        assert '<a href="/titles/a%2Fb%3F">A &lt;b&gt;Film&lt;/b&gt;</a>' in text
        assert "Top 10 by hours, week 2021-03-01 to 2021-03-07 (UTC)" in text
        assert "unreadable" in served.get("/quality")[2]


def test_a_title_has_its_report_and_an_unknown_one_an_explanation(served):
    status, _, text = served.get("/titles/a%2Fb%3F?days=7")
    if served.lake == "empty":
        assert status == 404 and "There is no title called" in text
    else:
        assert status == 200 and "The first 7 days since its release" in text and "<b>Film" not in text
    assert served.get("/titles/nothing")[0] == 404
    assert served.get("/nothing")[0] == 404


@pytest.mark.parametrize("asked", ["days=x", "days=0", "definition=mine", "country=Narnia", "as_of=yesterday"])
def test_a_question_that_cannot_be_answered_is_explained(served, asked):
    status, _, text = served.get(f"/titles/a%2Fb%3F?{asked}")
    assert status == 404 and "<h1>" in text and "Traceback" not in text


def test_nothing_foreign_may_be_fetched_and_no_script_run_but_our_own(served):
    headers = {name.lower(): value for name, value in served.get("/")[1].items()}
    policy = dict(rule.strip().split(" ", 1) for rule in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert re.findall("<script[^>]*>", served.get("/")[2]) == ['<script src="/live.js" defer>']


def test_the_door_shows_no_page_and_the_pages_take_no_report(served):
    with socket.create_connection(("127.0.0.1", served.door)) as door:
        door.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert door.recv(1000).startswith(b"HTTP/1.1 404")
    assert served.get("/v1/cmcd")[0] == 404


def test_another_site_that_points_its_name_at_this_machine_sees_nothing(served):
    """DNS rebinding: the page of another host name must not be answered."""
    assert served.get("/", {"Host": "evil.example"})[0] == 400
    assert served.get("/", {"Host": f"localhost:{served.port}"})[0] == 200


PAGES = (
    "/",
    "/titles",
    "/charts",
    "/compare",
    "/franchises",
    "/sequel",
    "/records",
    "/definitions",
    "/quality",
    "/settings",
)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_stands_in_the_frame_and_says_where_one_is(served, address):
    status, _, text = served.get(address)
    assert status == 200
    assert [*re.findall(r'<li><a href="([^"]+)"', text)][: len(PAGES)] == list(PAGES)
    assert f'href="{address}" aria-current="page"' in text and text.count(' aria-current="page"') == 1
    assert text.count("<h1>") == 1 and 'href="#main"' in text


def test_titles_are_searched_and_sorted_by_the_address_alone(served):
    found, none = (served.get(f"/titles?q={wanted}&sort=reach")[2] for wanted in ("FILM", "xyz"))
    if served.lake == "empty":
        assert "The catalogue is empty." in found
    else:
        assert "A &lt;b&gt;Film&lt;/b&gt;" in found and 'aria-sort="descending"><a href="/titles?q=FILM' in found
        assert "No title fits." in none and "Show all 1" in none


def test_settings_show_what_holds_and_no_secret(served, lakes):
    text = served.get("/settings")[2]
    assert "report_interval_s" in text and "There are no keys." in text
    assert (lakes / served.lake / "secret").read_bytes().hex() not in text

"""The players' own reports, as docs/players.md sets them up, and the code on that page."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest

from tests.browser.conftest import HERE
from tests.browser.records import gone, read, told
from tests.browser.server import Stand

DOCS = HERE.parents[1] / "docs/players.md"


@pytest.fixture
def act(context, site, modules):
    """`act(player, stand, *script)`: a page on which a player acts out a script."""

    def act(player, stand, *script, interval=1):
        asked = {"player": player, "name": "film", "url": stand.url, "script": script, "interval": interval}
        page = context.new_page()
        page.goto(f"{site.url}/pages/play.html?run={quote(json.dumps(asked))}", wait_until="commit")
        page.wait_for_function("window.ready")
        page.evaluate("window.begun = true")
        page.wait_for_function("window.acted")
        return page

    return act


@pytest.mark.parametrize("file", ["stamp.js", "hls.js", "dash.js"])
def test_the_code_that_runs_here_is_the_code_on_the_page(file):
    assert f"```js\n{(HERE / 'pages/native' / file).read_text()}```" in DOCS.read_text()


def test_the_first_page_of_the_manual_reports(context, site, stand, tmp_path):
    (page_of_manual,) = re.findall(r"```html\n(.*?)```", DOCS.read_text(), re.DOTALL)
    for there, here in {
        "https://collect.example/beacon.js": f"{site.url}/beacon/beacon.js",
        "https://collect.example/v1/cmcd": stand.url.partition("?")[0],
        "https://video.example/film.mp4": f"{site.url}/media/film.mp4",
    }.items():
        assert there in page_of_manual
        page_of_manual = page_of_manual.replace(there, here)
    (tmp_path / "first.html").write_text(page_of_manual)
    site.folders["manual"] = tmp_path
    page = context.new_page()
    page.goto(f"{site.url}/manual/first.html")
    page.evaluate("document.querySelector('video').play()")
    stand.wait_for(lambda: "ps p" in told(stand))
    assert stand.requests[0].query["hh"] == ["TOKEN"]
    page.close()
    stand.wait_for(lambda: gone(stand))


def test_hls_js_sends_a_refused_report_again_with_its_first_position(act, stand):
    stand.answers.append(503)
    act("hls.js itself", stand, ("play",), ("to", 4))
    first, *later = stand.requests
    (again,) = [request for request in later if request.body == first.body]
    assert again.at - first.at > 1
    assert "pt" in read(first.body)


def test_dash_js_does_not_answer_a_refusal_with_a_storm(act, stand):
    stand.always = 503
    act("dash.js itself", stand, ("play",), ("to", 2), ("pause",), ("wait", 1))
    bodies = [request.body for request in stand.requests]
    assert 2 <= len(bodies) == len(set(bodies)) <= 10


def test_shaka_by_itself_tells_no_state(act, modules):
    """What docs/players.md says of its release builds. Should this fail, they have learnt it."""
    with Stand().serving() as stand:
        act("Shaka itself", stand, ("play",), ("to", 2.5), ("pause",), ("wait", 1))
        said = [read(record) for record in stand.accepted if record]
    assert {record["e"] for record in said} == {"t"}
    assert not any("sta" in record or "pt" in record for record in said)

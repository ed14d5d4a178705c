"""beacon.js in a real browser, on a plain video: what it reports, and when."""

from __future__ import annotations

import pytest

from matinee.events import cmcd
from matinee.events.event import Identity, PlaybackEvent
from tests.browser.conftest import BEACON
from tests.browser.records import gone, play, records, rest, told


def test_nothing_is_told_before_the_first_play(open_page, stand):
    page = open_page()
    page.wait_for_function("video.readyState === 4")
    page.evaluate("video.currentTime = 10")
    page.wait_for_function("!video.seeking")
    rest(page, 1.2)
    page.evaluate("stop()")
    page.close()
    assert stand.requests == []


def test_play_pause_seek_rate_and_end_are_told_with_their_positions(open_page, stand):
    page = open_page({"interval": 60})
    play(page, 1)
    page.evaluate("video.pause()")
    page.evaluate("video.currentTime = 86")
    page.wait_for_function("!video.seeking")
    page.evaluate("video.playbackRate = 2.5")
    play(page, 87)
    page.evaluate("video.currentTime = 88")
    stand.wait_for(lambda: "ps e" in told(stand))
    page.close()
    stand.wait_for(lambda: gone(stand))

    states = [(record["e"], record["sta"]) for record in records(stand) if record["sta"] not in "sr"]
    assert states == [
        *(("ps", "p"), ("ps", "a"), ("ps", "k"), ("ps", "a"), ("pr", "a"), ("ps", "p")),
        *(("ps", "k"), ("ps", "p"), ("ps", "e"), ("ps", "q")),
    ]
    positions = [record["pt"] / 1000 for record in records(stand) if record["sta"] not in "sr"]
    assert positions == pytest.approx([0, 1, 86, 86, 86, 86, 88, 88, 90, 90], abs=0.2)
    assert [float(record["pr"]) for record in records(stand)][-1] == 2.5
    assert [record["sn"] for record in records(stand)] == list(range(len(records(stand))))


def test_the_timer_reports_only_while_playing(open_page, stand):
    page = open_page()
    play(page, 2.6)
    page.evaluate("video.pause()")
    stand.wait_for(lambda: told(stand)[-1] == "ps a")
    before = len(stand.requests)
    assert told(stand).count("t p") in (2, 3)
    rest(page, 2.2)
    assert len(stand.requests) == before


def test_every_record_is_legal_and_read_by_matinee(open_page, stand):
    page = open_page({"cid": 'Say "hi" \\ Amélie 🎬 100%', "sid": 'a "session"'})
    play(page, 0.3)
    stand.wait_for(lambda: told(stand))
    (record, *_) = stand.accepted
    assert list(records(stand)[0]) == sorted(records(stand)[0])
    event = cmcd.parse_record(record, Identity(household="home"), int(records(stand)[0]["ts"]) * 1000)
    assert isinstance(event, PlaybackEvent)
    assert event.asset == 'Say "hi" \\ Am%C3%A9lie %F0%9F%8E%AC 100%'
    assert event.session == 'a "session"'
    assert (event.state, event.rate) == ("playing", 1)


@pytest.mark.parametrize(
    "options",
    [
        {"cid": None},
        {"cid": ""},
        {"cid": "x" * 129},
        {"sid": "x" * 65},
        {"url": ""},
        {"cid": "\ud800"},
    ],
)
def test_what_cannot_be_reported_is_said_on_the_console_and_harms_nothing(open_page, stand, options):
    page = open_page(begun=False)
    said = []
    page.on("console", lambda message: said.append((message.type, message.text)))
    if "\ud800" in str(options.get("cid")):
        page.evaluate("begin({ cid: '\\ud800' })")
    else:
        page.evaluate("(options) => begin(options)", options)
    play(page, 0.3)
    page.evaluate("stop()")
    assert [kind for kind, text in said if text.startswith("beacon")] == ["warning"]
    assert stand.requests == []
    assert page.evaluate("uncaught") == []


def test_the_position_may_come_from_the_page_as_for_live(open_page, stand):
    page = open_page(begun=False)
    page.evaluate("begin({ position: () => 1.8e12 + video.currentTime * 1000 })")
    play(page, 0.5)
    page.evaluate("video.pause()")
    stand.wait_for(lambda: "ps a" in told(stand))
    assert records(stand)[-1]["pt"] == pytest.approx(1_800_000_000_500, abs=400)


@pytest.mark.parametrize("position", ["() => { throw Error('not yet') }", "() => NaN", "() => undefined", "null"])
def test_a_position_that_is_not_known_is_left_out(open_page, stand, position):
    page = open_page(begun=False)
    page.evaluate(f"begin({{ position: {position} }})")
    play(page, 0.3)
    page.evaluate("stop()")
    stand.wait_for(lambda: gone(stand))
    assert not any("pt" in record for record in records(stand))
    assert page.evaluate("uncaught") == []


def test_a_source_that_fails_is_an_error_with_its_code(open_page, stand):
    page = open_page()
    page.evaluate("video.src = '/media/none.mp4'; video.play().catch(() => {})")
    stand.wait_for(lambda: "e f" in told(stand))
    (error,) = [record for record in records(stand) if record["e"] == "e"]
    assert [code for code, _ in error["ec"]] == ["4"]
    assert page.evaluate("uncaught") == []


def test_another_load_of_the_same_element_is_no_jump_and_no_repeat(open_page, stand):
    """The element falls back to 0 without an event of pausing or seeking."""
    page = open_page({"interval": 60})
    play(page, 2)
    page.evaluate("video.src = '/media/film.mp4?again'; video.play()")
    page.wait_for_function("video.currentTime > 0.5 && video.currentTime < 1.9", polling=20)
    page.evaluate("stop()")
    stand.wait_for(lambda: gone(stand))
    events = records(stand)
    assert [record["sn"] for record in events] == list(range(len(events)))
    first, begun_again = events[0], next(record for record in events[1:] if record["pt"] < 500)
    assert begun_again["sta"] in ("a", "s", "p")
    assert begun_again["ts"] - first["ts"] == pytest.approx(2000, abs=800)
    assert [record["sta"] for record in events if record["sta"] in "pq"] == ["p", "p", "q"]


def test_an_element_that_is_emptied_while_it_plays_has_stopped(open_page, stand):
    page = open_page({"interval": 60})
    play(page, 1)
    page.evaluate("video.src = '/media/film.mp4?again'")
    stand.wait_for(lambda: told(stand)[-1] == "ps a")
    assert records(stand)[-1]["pt"] == 0


def test_stop_says_quit_and_then_nothing(open_page, stand):
    page = open_page()
    play(page, 0.5)
    page.evaluate("stop()")
    stand.wait_for(lambda: gone(stand))
    before = len(stand.requests)
    page.evaluate("video.pause()")
    page.evaluate("stop()")
    play(page, 2)
    page.evaluate("video.playbackRate = 2")
    page.goto("about:blank")
    assert len(stand.requests) == before


def test_each_attachment_is_a_session_of_its_own(open_page, stand):
    page = open_page()
    play(page, 0.3)
    page.evaluate("stop(); begin({ cid: 'another' })")
    page.evaluate("stop()")
    stand.wait_for(lambda: told(stand).count("ps q") == 2)
    by_session = {}
    for record in records(stand):
        by_session.setdefault(record["sid"], []).append(record)
    assert [{record["cid"] for record in session} for session in by_session.values()] == [{"film"}, {"another"}]
    assert [session[0]["sn"] for session in by_session.values()] == [0, 0]


def test_token_and_type_arrive_as_they_are(open_page, stand):
    page = open_page()
    play(page, 0.3)
    stand.wait_for(lambda: stand.requests)
    assert stand.requests[0].query == {"hh": ["token"], "tz": ["Europe/London"]}
    assert stand.requests[0].headers["Content-Type"] == "application/cmcd"


def test_no_cookie_goes_along_not_even_to_the_page_s_own_server(context, site, stand):
    page = context.new_page()
    page.goto(stand.url)
    page.evaluate("document.cookie = 'name=value'")
    page.add_script_tag(type="module", content=(BEACON / "beacon.js").read_text() + "window.attach = attach")
    page.wait_for_function("window.attach")
    page.evaluate(
        """(film) => {
          const audio = new Audio(film);
          attach(audio, { url: '/v1/cmcd?hh=token', cid: 'film' });
          return audio.play();
        }""",
        f"{site.url}/media/film.mp4",
    )
    stand.wait_for(lambda: "ps p" in told(stand))
    assert "Cookie" not in stand.requests[0].headers


def test_it_reports_from_a_page_without_https(launch, open_page, site, stand):
    """There browsers have no crypto.randomUUID."""
    plain = launch("--host-resolver-rules=MAP plain.example 127.0.0.1")
    page = open_page(page=plain.new_page(), at=site.url.replace("127.0.0.1", "plain.example"))
    assert page.evaluate("[isSecureContext, typeof crypto.randomUUID]") == [False, "undefined"]
    play(page, 0.3)
    page.evaluate("stop()")
    stand.wait_for(lambda: gone(stand))
    assert len(records(stand)[0]["sid"]) > 20

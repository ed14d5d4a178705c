"""beacon.js when the viewer goes: the last report gets out, and says where it ended."""

from __future__ import annotations

import pytest

from tests.browser.records import gone, kill_renderers, play, records, told


def elsewhere(site):
    return f"{site.url}/pages/elsewhere.html"


def close(page, site):
    page.close()


def navigate(page, site):
    page.goto(elsewhere(site))


def reload(page, site):
    page.reload()


@pytest.mark.parametrize("leave", [close, navigate, reload])
def test_leaving_is_told_with_the_position(open_page, stand, site, leave):
    page = open_page({"interval": 60})
    play(page, 2)
    leave(page, site)
    stand.wait_for(lambda: gone(stand))
    assert told(stand)[-1] == "ps q"
    assert records(stand)[-1]["pt"] == pytest.approx(2000, abs=300)


@pytest.mark.parametrize("leave", [close, navigate])
def test_leaving_is_told_while_another_request_is_on_its_way(open_page, stand, site, leave):
    stand.delay_s = 1
    page = open_page({"interval": 60})
    play(page, 0.3)
    page.evaluate("video.playbackRate = 2")
    leave(page, site)
    stand.wait_for(lambda: gone(stand))
    assert stand.most_at_once == 2
    assert told(stand)[-2:] == ["pr p", "ps q"]


@pytest.mark.parametrize("leave", [close, navigate])
def test_leaving_is_told_though_the_browser_must_ask_the_collector_first(open_page, stand, site, leave):
    """Where a plain request dies with its page."""
    stand.asked_first_s, stand.remembered_s = 0.3, 0
    page = open_page({"interval": 60})
    play(page, 0.5)
    stand.wait_for(lambda: "ps p" in told(stand))
    leave(page, site)
    stand.wait_for(lambda: gone(stand))


@pytest.mark.parametrize("leave", [close, navigate])
def test_leaving_sends_what_the_collector_had_refused(open_page, stand, site, leave):
    stand.answers.append((503, 60))
    page = open_page({"interval": 60})
    play(page, 1)
    page.evaluate("video.pause()")
    leave(page, site)
    stand.wait_for(lambda: gone(stand))
    assert [state for state in told(stand) if state != "ps s"] == ["ps p", "ps a", "ps q"]


def test_stop_sends_what_the_collector_had_refused_and_sends_it_again_until_it_is_taken(open_page, stand):
    stand.answers.extend([(503, 60), 503])
    page = open_page({"interval": 60})
    play(page, 1)
    page.evaluate("stop()")
    stand.wait_for(lambda: gone(stand))
    assert [state for state in told(stand) if state != "ps s"] == ["ps p", "ps q"]
    assert len(stand.requests) == 3


def test_a_page_that_comes_back_from_the_cache_goes_on_with_its_session(launch, open_page, site, stand):
    cached = launch(ignore_default_args=["--disable-back-forward-cache"])
    page = open_page({"interval": 60}, page=cached.new_page())
    play(page, 1)
    page.evaluate("window.same = true")
    page.goto(elsewhere(site))
    stand.wait_for(lambda: gone(stand))
    assert told(stand)[-1] == "ps q"
    left_at = records(stand)[-1]["pt"]

    page.go_back(wait_until="commit")
    assert page.evaluate("window.same") is True
    play(page, 2.5)
    page.close()
    stand.wait_for(lambda: told(stand).count("ps q") == 2)
    events = records(stand)
    back = next(place for place, state in enumerate(told(stand)) if state == "ps q") + 1
    assert events[back]["pt"] == pytest.approx(left_at, abs=50)
    assert told(stand)[-2:] == ["ps p", "ps q"]
    assert events[-1]["pt"] >= 2500
    assert len({event["sid"] for event in events}) == 1
    assert [event["sn"] for event in events] == list(range(len(events)))


def test_a_page_that_comes_back_is_told_of_though_the_element_says_nothing(open_page, stand):
    """As in browsers that stop and start what plays in a kept page without an event."""
    page = open_page({"interval": 60})
    play(page, 0.5)
    page.evaluate("dispatchEvent(new Event('pagehide')), dispatchEvent(new Event('pageshow'))")
    stand.wait_for(lambda: told(stand)[-2:] == ["ps q", "ps p"])


def test_a_renderer_that_dies_loses_at_most_an_interval(launch, open_page, stand):
    doomed = launch()
    page = open_page(page=doomed.new_page())
    play(page, 3.4)
    position_s = page.evaluate("video.currentTime")
    with page.expect_event("crash"):
        kill_renderers(doomed)
    assert told(stand)[-1] == "t p"
    assert position_s - 1.3 <= records(stand)[-1]["pt"] / 1000 <= position_s + 0.2

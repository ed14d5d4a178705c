"""beacon.js and a collector that is slow, overloaded, gone or unwilling: what is sent again, and when."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.browser.records import gone, play, read, records, rest, told


def unstamped(request):
    """A request's records without the time of sending, which is renewed."""
    return [{key: value for key, value in read(line).items() if key != "com.matinee-sent"} for line in request.records]


def gaps(stand):
    return [later.at - earlier.at for earlier, later in pairwise(stand.requests)]


def change_the_rate(page, times):
    page.evaluate(
        """async (times) => {
          for (let n = 1; n <= times; n++) {
            const changed = new Promise((done) => video.addEventListener('ratechange', done, { once: true }));
            video.playbackRate = 1 + (n % 7) / 8;
            await changed;
          }
        }""",
        times,
    )


def test_one_request_flies_at_a_time_and_the_others_wait_for_it_as_one_batch(open_page, stand):
    stand.delay_s = 0.4
    page = open_page({"interval": 60})
    play(page, 0.1)
    change_the_rate(page, 20)
    stand.wait_for(lambda: len(stand.accepted) >= 21)
    assert stand.most_at_once == 1
    first, then, *rest = [len(request.records) for request in stand.requests]
    assert (first, rest) == (1, []) and then >= 20, "all that came up meanwhile"
    batch = stand.requests[1].records
    assert "com.matinee-sent" in read(batch[0])
    assert not any("com.matinee-sent" in record for record in batch[1:])


def test_a_batch_holds_fifty_records_and_half_of_what_a_browser_lets_fly(open_page, context, stand):
    """Browsers hold back what goes beyond 64 KB in flight when a page goes."""
    page = open_page({"interval": 60, "cid": '"' * 64, "sid": "s" * 64})
    play(page, 0.1)
    stand.wait_for(lambda: stand.requests)
    context.set_offline(True)
    change_the_rate(page, 120)
    context.set_offline(False)
    stand.wait_for(lambda: len(stand.accepted) == 121)
    batches = [request for request in stand.requests if len(request.records) > 1]
    assert max(len(request.records) for request in batches) == 50
    assert max(len(request.body) for request in batches) < 32_000


@pytest.mark.parametrize("status", [429, 503])
def test_what_was_refused_comes_again_unchanged_and_later_each_time(open_page, stand, status):
    stand.answers.extend([status, status])
    page = open_page({"interval": 60})
    play(page, 0.3)
    stand.wait_for(lambda: len(stand.requests) == 3)
    first, second, third = stand.requests
    assert unstamped(second)[: len(first.records)] == unstamped(first)
    assert unstamped(third)[: len(second.records)] == unstamped(second)
    sent = [int(read(request.records[0])["com.matinee-sent"]) for request in stand.requests]
    assert [later - earlier > 1900 for earlier, later in pairwise(sent)] == [True, True]
    assert 2 <= gaps(stand)[0] <= 4
    assert 4 <= gaps(stand)[1] <= 7


def test_retry_after_is_kept(open_page, stand):
    stand.answers.append((429, 5))
    page = open_page({"interval": 60})
    play(page, 0.3)
    stand.wait_for(lambda: stand.accepted)
    assert 5 <= gaps(stand)[0] <= 8.5


def test_the_waits_begin_anew_once_something_was_accepted(open_page, stand):
    stand.answers.extend([503, 204, 503])
    page = open_page({"interval": 60})
    play(page, 0.3)
    stand.wait_for(lambda: len(stand.requests) == 2)
    page.evaluate("video.pause()")
    stand.wait_for(lambda: len(stand.accepted) >= 2)
    assert len(stand.requests) == 4
    assert 2 <= gaps(stand)[2] < 4


@pytest.mark.parametrize("status", [401, 410])
def test_a_collector_that_revokes_is_left_alone(open_page, stand, status):
    stand.always = status
    page = open_page()
    play(page, 2.5)
    page.evaluate("video.pause()")
    page.evaluate("stop()")
    page.goto("about:blank")
    assert len(stand.requests) == 1


@pytest.mark.parametrize("status", [400, 404, 413])
def test_what_the_collector_will_never_take_is_dropped_and_the_rest_goes_on(open_page, stand, status):
    stand.answers.append(status)
    page = open_page({"interval": 60})
    play(page, 0.3)
    page.evaluate("video.pause()")
    stand.wait_for(lambda: "ps a" in told(stand))
    dropped = len(stand.requests[0].records)
    assert [record["sn"] for record in records(stand)] == list(range(dropped, dropped + len(stand.accepted)))
    assert max(gaps(stand)) < 1.9


def test_offline_nothing_is_lost_and_all_is_sent_on_return(open_page, context, stand):
    page = open_page()
    play(page, 0.5)
    context.set_offline(True)
    play(page, 2.5)
    page.evaluate("video.pause()")
    page.evaluate("video.currentTime = 60")
    page.wait_for_function("!video.seeking")
    play(page, 61)
    arrived = len(stand.accepted)
    context.set_offline(False)
    stand.wait_for(lambda: len(stand.accepted) > arrived + 4, timeout_s=3)
    page.evaluate("stop()")
    stand.wait_for(lambda: gone(stand))
    assert [record["sn"] for record in records(stand)] == list(range(len(records(stand))))
    assert page.evaluate("uncaught") == []


def test_when_too_much_waits_the_timers_go_first(open_page, context, stand):
    page = open_page()
    play(page, 0.5)
    page.evaluate("video.pause()")
    stand.wait_for(lambda: "ps a" in told(stand))
    arrived = len(stand.accepted)
    context.set_offline(True)
    play(page, 2.6)
    page.evaluate("video.pause()")
    change_the_rate(page, 498)
    context.set_offline(False)
    stand.wait_for(lambda: len(stand.accepted) - arrived == 500)
    waited = told(stand)[arrived:]
    assert waited[:2] == ["ps p", "ps a"]
    assert "t p" not in waited


def test_a_hidden_page_sends_at_once_what_waits(open_page, stand):
    """A telephone may end a hidden page without another word."""
    stand.answers.append((503, 60))
    page = open_page({"interval": 60})
    play(page, 0.5)
    rest(page, 0.3)
    assert len(stand.requests) == 1
    page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")
    stand.wait_for(lambda: "t p" in told(stand), timeout_s=2)
    assert records(stand)[-1]["pt"] >= 500


def test_a_page_without_fetch_plays_on(open_page, stand):
    page = open_page(begun=False)
    page.evaluate("window.fetch = undefined; begin()")
    play(page, 0.5)
    page.evaluate("stop()")
    assert page.evaluate("uncaught") == []
    assert stand.requests == []

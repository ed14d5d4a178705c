"""Reports are what CTA-5004-B says, in the eyes of its own library.

All that the other tests of the beacon send to the stand is judged as well, at their end.
"""

from __future__ import annotations

from tests.browser.records import gone, play, records, told
from tests.browser.server import Request


def test_a_session_with_everything_in_it_conforms(open_page, context, stand, judge):
    page = open_page({"cid": 'A "title" \\ with Ümlaut', "position": None})
    play(page, 1.5)
    context.set_offline(True)
    page.evaluate("video.playbackRate = 1.0499999")
    page.evaluate("video.currentTime = 60")
    page.wait_for_function("!video.seeking")
    page.evaluate("video.pause()")
    context.set_offline(False)
    stand.wait_for(lambda: "ps a" in told(stand))
    page.evaluate("video.src = '/media/none.mp4'; video.play().catch(() => {})")
    stand.wait_for(lambda: "e f" in told(stand))
    page.evaluate("stop()")
    stand.wait_for(lambda: gone(stand))

    assert {record["e"] for record in records(stand)} == {"ps", "pr", "t", "e"}
    assert {"p", "k", "a", "f", "q"} <= {record["sta"] for record in records(stand)}
    assert all(list(record) == sorted(record) for record in records(stand))
    assert judge(stand.requests) == []


def test_the_judge_says_what_is_wrong(judge):
    wrong = Request(0, "/", {"Content-Type": "application/json"}, 'cid="a",e=ps,pt=0.5,sid="s",sta=x,v=2\n', 204)
    assert [problem.partition(":")[0] for problem in judge([wrong])] == ["body", "body", "pt", "sta", "ts"]

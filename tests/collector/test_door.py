"""The door: who comes in, what it answers, and what rests of it."""

from __future__ import annotations

import socket
import time

import jwt
import pytest

from matinee.collector.door import MOST_BYTES
from matinee.identity import pseudonym

NOW_MS = int(time.time() * 1000)


def record(sn=0, *, cid="film", sid="s", state="p", pt=0, ts=NOW_MS, more=""):
    return f'cid="{cid}",e=ps,pt={pt},sid="{sid}",sn={sn},sta={state},ts={ts}{more},v=2'


def of(served, household):
    name = pseudonym(served.lake.folder.secret, "household", household)
    return [event for event in served.events() if event["household"] == name]


def test_a_report_is_there_after_204_under_a_pseudonym_with_what_the_token_says(served):
    answer = served.post(
        record(), "anna", profile="kid", kids=True, country="GB", time_zone="Europe/London", tz="Asia/Tokyo"
    )
    assert (answer.status, answer.body) == (204, "")
    served.roll()
    (event,) = of(served, "anna")
    secret = served.lake.folder.secret
    assert event["profile"] == pseudonym(secret, "profile", "anna", "kid")
    assert (event["kids"], event["country"], event["time_zone"]) == (True, "GB", "Europe/London")
    assert (event["asset"], event["position_ms"], event["state"], event["source"]) == ("film", 0, "playing", "cmcd")
    assert abs(event["received_at"].timestamp() * 1000 - NOW_MS) < 600_000


def test_the_page_says_the_time_zone_where_the_token_does_not(served):
    served.post(record(), "traveller", tz="Asia/Tokyo")
    served.roll()
    assert [event["time_zone"] for event in of(served, "traveller")] == ["Asia/Tokyo"]


@pytest.mark.parametrize(
    "said",
    [
        'com.matinee-hh="victim"',
        "com.matinee-hh=victim",
        'com.matinee-hh="vic\\"tim"',
        'com.matinee-profile="kid",com.matinee-cc="US",com.matinee-tz="America/New_York"',
    ],
)
def test_nobody_speaks_for_another_household(served, said):
    household = f"sneaky {said}"
    assert served.post(record(more=f",{said}"), household, country="GB").status == 204
    served.roll()
    (event,) = of(served, household)
    assert (event["country"], event["time_zone"], event["profile"]) == ("GB", None, None)
    assert of(served, "victim") == []


@pytest.mark.parametrize("kind", ["application/cmcd", "text/cmcd", "text/plain", "text/plain;charset=UTF-8"])
def test_what_players_call_their_reports_is_taken(served, kind):
    assert served.post(record(), f"kind {kind}", kind=kind).status == 204


@pytest.mark.parametrize("kind", ["application/json", "image/png", "application/x-www-form-urlencoded", ""])
def test_what_no_player_sends_is_refused(served, kind):
    assert served.post(record(), kind=kind).status == 415


@pytest.mark.parametrize(
    "body",
    [
        record() + "\n",
        f"  {record()} \n {record(1)}\n",
        record(more=", bg"),
        f"{record(2)}\r\n{record(3)}\r\n",
    ],
    ids=["a line feed behind", "spaces around", "a space within", "carriage returns"],
)
def test_line_feeds_and_spaces_that_players_add_cost_nothing(served, body):
    household = f"spaces {body!r}"
    assert served.post(body, household).status == 204
    served.roll()
    assert len(of(served, household)) == body.count("cid=")


def test_records_of_no_use_are_answered_like_any_other_and_counted(served):
    before = served.lake.status()
    body = "\n".join([record().replace("v=2", "v=3"), "this is no record", record(ts=12), record(7)])
    assert served.post(body, "mixed").status == 204
    rolled = served.roll()
    after = served.lake.status()
    assert len(of(served, "mixed")) == 1
    assert rolled.taken.rejected == 3
    for reason in ("unknown version", "unreadable", "impossible time"):
        assert after.rejections[reason] == before.rejections.get(reason, 0) + 1
    counts = after.counts["cmcd"]
    assert counts["received"] == counts["stored"] + counts["duplicate"] + counts["rejected"]
    assert counts["stored"] == after.rows["events"] and counts["rejected"] == sum(after.rejections.values())


def test_an_empty_body_is_well_formed(served):
    assert served.post(b"", "says nothing").status == 204


def test_the_same_report_twice_counts_once(served):
    for _ in range(3):
        served.post(record(), "again")
    served.roll()
    served.post(record(), "again")
    rolled = served.roll()
    assert len(of(served, "again")) == 1 and (rolled.taken.stored, rolled.taken.duplicate) == (0, 1)


def test_a_session_that_loads_another_source_starts_its_sequence_anew_and_loses_nothing(served):
    """`(sid, sn)` is not unique: see the pitfalls of the format."""
    served.post(f"{record(0)}\n{record(0, cid='other')}\n{record(0, ts=NOW_MS + 1)}", "reloads")
    served.roll()
    assert len(of(served, "reloads")) == 3


def token_of(served, *, claims=None, algorithm="HS256", secret=None, kid=None):
    key = served.keys.all()[-1]
    claims = {"sub": "home", "exp": time.time() + 60} | (claims or {})
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(claims, secret or served.keys.secret_of(key.id), algorithm, headers={"kid": kid or key.id})


def test_a_token_that_any_library_signs_is_good(served):
    assert served.post(record(), token=token_of(served)).status == 204


@pytest.mark.parametrize(
    "forged",
    [
        {"claims": {"exp": time.time() - 120}},
        {"claims": {"exp": None}},
        {"claims": {"sub": None}},
        {"claims": {"sub": [17]}},
        {"claims": {"sub": "x" * 201}},
        {"claims": {"sub": ""}},
        {"secret": "sk_guessed_guessed_guessed_guessed_guessed"},
        {"kid": "wk_0000000000000000"},
        {"algorithm": "HS512", "secret": "x" * 64},
    ],
)
def test_what_is_not_signed_by_a_key_or_has_expired_is_unauthorised(served, forged):
    assert served.post(record(), token=token_of(served, **forged)).status == 401


@pytest.mark.parametrize("target", ["/v1/cmcd", "/v1/cmcd?hh=", "/v1/cmcd?hh=home", "/v1/cmcd?k=wk_1&hh=hh_5f3a9c"])
def test_without_a_token_it_is_unauthorised(served, target):
    assert served.ask("POST", target, record(), {"Content-Type": "application/cmcd"}).status == 401


@pytest.mark.parametrize("claims", [{"sub": 17}, {"iat": time.time() + 5}, {"aud": "matinee"}, {"profile": 3}])
def test_what_libraries_add_and_services_number_is_good(served, claims):
    assert served.post(record(), token=token_of(served, claims=claims)).status == 204


def test_a_token_does_not_open_the_door_for_servers(served):
    """A household must not make others up, whatever it writes into headers and queries."""
    token = token_of(served)
    span = (
        '{"household":"victim","asset":"film","session":"s","started_at":1614625200000000,"ended_at":1614625300000000}'
    )
    warm = served.ask("POST", f"/v1/cmcd?x=1?&hh={token}", record(), {"Content-Type": "application/cmcd"})
    assert warm.status == 204
    for secret in ({}, {"Authorization": "x=1"}, {"Authorization": f"Bearer {token}"}, {"Authorization": "Basic é"}):
        headers = {"Content-Type": "application/json", **{k: v.encode("latin-1") for k, v in secret.items()}}
        for query in (f"?hh={token}", f"?&hh={token}", ""):
            assert served.ask("POST", f"/v1/spans{query}", span, headers).status == 401


def test_a_server_may_speak_for_the_household_of_a_token_at_every_door(served):
    """What was verified at one door must not stand for something else at the next."""
    token, secret = token_of(served, claims={"sub": "both"}), served.keys.secret_of(served.keys.all()[-1].id)
    headers = {"Authorization": f"Bearer {secret}"}
    served.ask("POST", f"/v1/spans?hh={token}", "[]", {"Content-Type": "application/json", **headers})
    served.ask("POST", f"/v1/cmcd?hh={token}", record(), {"Content-Type": "application/cmcd", **headers})
    served.roll()
    assert len(of(served, "both")) == 1


def test_a_body_that_is_cut_off_is_not_taken(served):
    """Its last record might say something else than it was to say."""
    body = record(12).encode()
    token = token_of(served, claims={"sub": "cut off"})
    head = f"POST /v1/cmcd?hh={token} HTTP/1.1\r\nHost: x\r\nContent-Type: application/cmcd\r\n"
    for framing in (f"Content-Length: {len(body)}\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n500\r\n"):
        with socket.create_connection(("127.0.0.1", served.port), timeout=10) as cut:
            cut.sendall((head + framing).encode() + body[:-5])
            cut.shutdown(socket.SHUT_WR)
            assert cut.recv(100)[:12] in (b"", b"HTTP/1.1 400")
    served.post(body, "cut off")
    served.roll()
    assert [event["sequence"] for event in of(served, "cut off")] == [12]


def test_an_unknown_time_zone_of_the_page_says_nothing(served):
    served.post(record(), "icu", tz="Etc/Unknown")
    served.roll()
    assert [event["time_zone"] for event in of(served, "icu")] == [None]


def test_a_token_without_a_signature_is_unauthorised(served):
    unsigned = jwt.encode({"sub": "home", "exp": time.time() + 60}, None, "none", headers={"kid": "wk_1"})
    altered = token_of(served)[:-4] + "AAAA"
    assert [served.post(record(), token=token).status for token in (unsigned, altered)] == [401, 401]


def test_a_key_that_is_revoked_tells_players_to_stop(fresh):
    key = fresh.keys.all()[0]
    token = fresh.keys.token("home", seconds=60)
    assert fresh.post(record(), token=token).status == 204
    fresh.keys.create("next")
    fresh.keys.revoke(key.id)
    give_up = time.monotonic() + 5  # keys are looked at once a second
    while (status := fresh.post(record(), token=token).status) != 410:
        assert status == 204 and time.monotonic() < give_up
    assert fresh.post(record()).status == 204, "the new key signs now"


def test_a_browser_that_asks_first_is_told_once_for_two_hours(served):
    asked = {"Origin": "https://play.example", "Access-Control-Request-Method": "POST"}
    answer = served.ask("OPTIONS", "/v1/cmcd?hh=x", headers=asked)
    assert answer.status == 204
    assert answer.headers["access-control-allow-origin"] == "https://play.example"
    assert answer.headers["access-control-max-age"] == "7200"
    assert "content-type" in answer.headers["access-control-allow-headers"]
    assert "POST" in answer.headers["access-control-allow-methods"]


def test_answers_can_be_read_from_any_page(served):
    token = served.keys.token("cors", seconds=60)
    headers = {"Content-Type": "application/cmcd", "Origin": "https://play.example"}
    for status, target in ((204, f"/v1/cmcd?hh={token}"), (401, "/v1/cmcd?hh=x")):
        answer = served.ask("POST", target, record(), headers)
        assert (answer.status, answer.headers["access-control-allow-origin"]) == (status, "https://play.example")


def test_a_body_that_is_too_long_is_refused_and_its_neighbour_is_not(served):
    assert served.post(b"x" * (MOST_BYTES + 1), "large").status == 413
    assert served.post(b"x" * MOST_BYTES, "large").status == 204


def test_a_household_that_floods_is_told_to_wait(served):
    statuses = [served.post(record(number), "flood").status for number in range(25)]
    assert set(statuses) == {204, 429} and statuses.count(204) in range(20, 25)
    assert served.post(record(), "next door").status == 204


def test_players_that_speak_an_older_format_are_told_what_is_taken(served):
    """Shaka up to 5.1 sends its own JSON, or CMCD in the query of a GET."""
    asked = served.ask("GET", "/v1/cmcd?CMCD=cid%3D%22x%22")
    posted = served.post('{"msd": 1, "targets": []}', kind="application/json")
    assert (asked.status, "CMCD version 2 in event mode" in asked.body) == (405, True)
    assert (posted.status, posted.body) == (
        415,
        "This door takes application/cmcd, text/cmcd, text/plain, uncompressed.\n",
    )


def test_other_methods_and_paths_lead_nowhere(served):
    assert served.ask("GET", "/v1/cmcd").status == 405
    assert served.ask("PUT", "/v1/spans").status == 405
    assert served.ask("GET", "/v1/nothing").status == 404
    assert served.ask("POST", "/health").status == 405


def test_headers_that_trickle_are_cut_off(served):
    with socket.create_connection(("127.0.0.1", served.port), timeout=25) as trickle:
        trickle.sendall(b"POST /v1/cmcd HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        assert trickle.recv(1000)[:12] in (b"", b"HTTP/1.1 408")


def test_it_says_how_it_is(served):
    assert (served.ask("GET", "/health").status, served.ask("GET", "/ready").body) == (200, "ready\n")
    served.post(record(), "measured")
    served.roll()
    said = served.ask("GET", "/metrics").body
    counts = served.lake.folder.settled.counts["cmcd"]
    for outcome, count in counts.items():
        assert f'matinee_records_total{{door="cmcd",outcome="{outcome}"}} {float(count)}' in said
    assert "matinee_spool_unrolled 0.0" in said
    assert 'matinee_requests_total{door="cmcd",status="204"}' in said


def test_robots_are_not_households(served):
    token = served.keys.token("robot", seconds=60)
    headers = {"Content-Type": "application/cmcd", "User-Agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"}
    assert served.ask("POST", f"/v1/cmcd?hh={token}", record(), headers).status == 204
    rolled = served.roll()
    assert (rolled.taken.stored, rolled.taken.rejected) == (0, 1)
    assert served.lake.rejections(1).to_dicts()[0]["reason"] == "robot"


@pytest.mark.parametrize("agent", ["okhttp/4.12.0", "Dalvik/2.1.0 (Linux; U; Android 14)", "Roku/DVP-12.0", ""])
def test_apps_and_devices_are_no_robots(served, agent):
    token = served.keys.token(f"app {agent}", seconds=60)
    headers = {"Content-Type": "application/cmcd", "User-Agent": agent}
    served.ask("POST", f"/v1/cmcd?hh={token}", record(), headers)
    assert served.roll().taken.stored == 1


def test_nothing_rests_that_names_a_person(fresh):
    fresh.post(record(), "the-smiths", profile="little-john")
    fresh.post(record(more=',com.matinee-hh="the-smiths",com.matinee-profile="little-john"'), "the-smiths")
    fresh.post('cid="film",com.matinee-hh="the-smiths,e=t', "the-smiths")
    track = (
        '{"type":"track","event":"Video Playback Started","userId":"the-smiths","messageId":"m",'
        '"context":{"ip":"192.0.2.7","traits":{"email":"john@smith.example"}},'
        '"properties":{"session_id":"s","content_asset_id":"film","position":0,"email":"john@smith.example"}}'
    )
    assert fresh.post_as_server(track, "/v1/events").status == 204
    span = (
        '[{"household":"the-smiths","profile":"little-john","asset":"film","session":"s","email":"john@smith.example",'
        '"started_at":"2021-03-01T19:00:00Z","ended_at":"2021-03-01T19:10:00Z"}]'
    )
    assert fresh.post_as_server(span, "/v1/spans").status == 204
    in_spool = _raw(fresh.path)
    fresh.roll()
    fresh.lake.refresh()
    for raw in (in_spool, _raw(fresh.path)):
        for name in (b"the-smiths", b"little-john", b"smith.example", b"192.0.2.7", b"127.0.0.1", b"AppleWebKit"):
            assert name not in raw
    assert fresh.lake.status().counts["segment"]["stored"] == 1
    assert fresh.lake.status().counts["spans"]["stored"] == 1


def _raw(path):
    return b"".join(file.read_bytes() for file in path.rglob("*") if file.is_file())

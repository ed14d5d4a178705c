"""What the tests of the beacon say over and over."""

from __future__ import annotations

import os
import signal

import http_sf


def read(record):
    """A record as a dictionary of plain values."""
    members = http_sf.parse(record.encode(), tltype="dictionary")
    return {key: str(value) if isinstance(value, http_sf.Token) else value for key, (value, _) in members.items()}


def records(stand):
    """The records that were accepted."""
    return [read(record) for record in stand.accepted]


def told(stand):
    """Event and state of each record that was accepted, as `ps p`."""
    return [f"{record['e']} {record['sta']}" for record in records(stand)]


def gone(stand):
    """Whether the report of leaving has arrived."""
    return any(",sta=q," in record for record in stand.accepted)


def play(page, until_s):
    """Play up to a position."""
    page.evaluate("video.play()")
    page.wait_for_function(f"video.currentTime >= {until_s}", polling=20)


def rest(page, seconds):
    """Let time pass in which nothing should happen."""
    page.wait_for_timeout(seconds * 1000)


def kill_renderers(browser):
    """Kill the processes of a browser's pages, as a crash or the system does when memory runs out."""
    session = browser.new_browser_cdp_session()
    for process in session.send("SystemInfo.getProcessInfo")["processInfo"]:
        if process["type"] == "renderer":
            os.kill(process["id"], signal.SIGKILL)

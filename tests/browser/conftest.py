"""A browser, players, a short film, and the servers between which reports travel.

Where one of them cannot be had, the tests that need it are skipped, and say so.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.browser.server import Site, Stand

HERE = Path(__file__).parent
BEACON = HERE.parents[1] / "src/matinee/collector/beacon"
FILM_S = 90
ORDINARY = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
"""A user agent that does not say HeadlessChrome, which a collector takes for a robot.

It is the browser's, not a context's: that would not reach the reports that outlive their page.
"""


def needs(program):
    """Where a program lies; skips, aloud, where it is not installed."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"NOT TESTED: {program} is not installed")
    return found


@pytest.fixture(scope="session")
def node():
    """Node, to run the validator and the compiler."""
    return needs("node")


@pytest.fixture(scope="session")
def modules(node):
    """The folder of the players and tools that package-lock.json names."""
    npm = needs("npm")
    lock, installed = HERE / "package-lock.json", HERE / "node_modules/.package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
        if done.returncode:
            said = [line for line in done.stderr.splitlines() if line.startswith("npm error")]
            pytest.skip(f"NOT TESTED: the players cannot be fetched: {' '.join(said[:2]) or 'npm ci failed'}")
        installed.touch()
    return HERE / "node_modules"


@pytest.fixture(scope="session")
def media(tmp_path_factory):
    """A film of 90 seconds: `film.mp4`, and cut into segments as `hls/film.m3u8` and `dash/film.mpd`."""
    ffmpeg = needs("ffmpeg")
    folder = tmp_path_factory.mktemp("media")
    for part in ("hls", "dash"):
        (folder / part).mkdir()
    picture = ["-f", "lavfi", "-i", f"testsrc=size=64x36:rate=25:duration={FILM_S}"]
    sound = ["-f", "lavfi", "-i", f"sine=frequency=440:duration={FILM_S}"]
    codecs = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "50", "-c:a", "aac", "-b:a", "32k"]
    film = folder / "film.mp4"
    hls = ["-f", "hls", "-hls_time", "4", "-hls_playlist_type", "vod", folder / "hls/film.m3u8"]
    dash = ["-f", "dash", "-seg_duration", "4", folder / "dash/film.mpd"]
    run = [ffmpeg, "-v", "error", "-y"]
    subprocess.run([*run, *picture, *sound, *codecs, "-movflags", "+faststart", film], check=True)
    subprocess.run([*run, "-i", film, "-c", "copy", *hls], check=True)
    subprocess.run([*run, "-i", film, "-c", "copy", *dash], check=True)
    return folder


@pytest.fixture(scope="session")
def playwright():
    """The driver of browsers."""
    api = pytest.importorskip("playwright.sync_api", reason="NOT TESTED: playwright is not installed")
    with api.sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def launch(playwright):
    """`launch(**more)`: a running Chromium."""
    chromium = needs("chromium")
    running = []

    def start(*arguments, **more):
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required", f"--user-agent={ORDINARY}", *arguments],
            **more,
        )
        running.append(browser)
        return browser

    yield start
    for browser in running:
        browser.close()


@pytest.fixture(scope="session")
def browser(launch):
    """A Chromium for all tests that need nothing special of it."""
    return launch()


@pytest.fixture
def context(browser):
    """A fresh window."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture(scope="session")
def judge(node, modules):
    """`judge(requests)`: what is wrong with them by CTA-5004-B, in the eyes of the standard's own library."""
    command = [node, HERE / "judge.mjs"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def judged(requests):
            wrong = []
            for request in requests:
                headers = {name: value for name, value in request.headers.items() if name == "Content-Type"}
                print(
                    json.dumps({"method": "POST", "headers": headers, "body": request.body}),
                    file=process.stdin,
                    flush=True,
                )
                wrong += json.loads(process.stdout.readline())
            return wrong

        yield judged
        process.stdin.close()


@pytest.fixture
def stand(judge):
    """A server that stands where a collector would; whatever a test sends there must conform to the standard."""
    with Stand().serving() as stand:
        yield stand
    assert judge(stand.requests) == []


@pytest.fixture(scope="session")
def site(media):
    """Pages, beacon and media, at `site.url`."""
    site = Site(pages=HERE / "pages", beacon=BEACON, media=media, modules=HERE / "node_modules")
    with site.serving() as url:
        site.url = url
        yield site


@pytest.fixture
def open_page(context, site, stand):
    """`open_page(options)`: a page with a plain video and the beacon, which reports to the stand.

    With `begun=False` the page attaches no beacon until it is told `begin(options)`.
    """

    def open_page(options=None, *, begun=True, page=None, at=site.url):
        page = page or context.new_page()
        asked = {"url": stand.url} | ({"begin": json.dumps(options or {})} if begun else {})
        page.goto(f"{at}/pages/plain.html?{urlencode(asked)}")
        page.wait_for_function("window.ready && video.readyState === 4")
        return page

    return open_page

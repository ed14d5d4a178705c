"""Every page in a browser: nothing foreign, nothing wrong, nothing that spills over, and open to all.

Axe-core is the judge of accessibility: https://github.com/dequelabs/axe-core
"""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from matinee import dashboard, demo
from matinee.collector.serve import free_port
from matinee.dashboard.serve import serve
from matinee.lake import Lake
from matinee.progress import silent
from tests.dashboard.visitor import made

LIVE = Path(dashboard.__file__).with_name("live.js")
RUNNING = "2021-01-08T08:00Z"
"""Two weeks after the film came out: its window is open, and there is a fan."""

PAGES = {
    "now": "/",
    "titles": "/titles",
    "titles found": "/titles?q=the&sort=reach",
    "titles not found": "/titles?q=xyz",
    "title": "/titles/heroes",
    "title, running": f"/titles/heroes?as_of={RUNNING}",
    "title, by every definition": "/titles/heroes?part=definitions",
    "season": "/titles/paper-moons-1",
    "title, before its release": "/titles/heroes?as_of=2020-12-01T00:00Z",
    "charts": "/charts",
    "edition": "/charts?week=2021-01-04&edition=1",
    "compare": "/compare",
    "compare, one chosen": "/compare?titles=heroes",
    "compared": f"/compare?titles=heroes,midnight-sky,garage&as_of={RUNNING}",
    "franchises": "/franchises",
    "ranked titles": "/franchises?by=title&metric=completion_rate",
    "sequel": "/sequel",
    "evidence for a sequel": "/sequel?title=heroes&as_of=2021-02-01&budget=60000000",
    "records": "/records",
    "definitions": "/definitions",
    "quality": "/quality",
    "settings": "/settings",
}
LOOKS = [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)]


@pytest.fixture(scope="session")
def season(tmp_path_factory):
    """A lake of the simulated season, with a published chart."""
    folder = tmp_path_factory.mktemp("season")
    demo.simulate_season(folder, scale=0.0001, seed=2020, write="lake", tell=silent)
    lake = Lake(folder / "lake")
    lake.publish(week="2021-01-04")
    return lake.folder.path


def served(lake):
    """The pages of a lake in a process beside this one: where they are, and the process."""
    port = free_port("127.0.0.1", 0)
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(lake, port, os.getpid()))
    process.start()
    url = f"http://127.0.0.1:{port}"
    made(f"{url}/settings")
    return url, process


@pytest.fixture(scope="module")
def pages(season):
    url, process = served(season)
    yield url
    process.terminate()
    process.join(30)


@pytest.fixture(scope="module")
def empty_pages(tmp_path_factory):
    url, process = served(Lake.create(tmp_path_factory.mktemp("empty") / "lake").folder.path)
    yield url
    process.terminate()
    process.join(30)


class Walk:
    """A window in which pages are looked at, and what went wrong there."""

    def __init__(self, browser, url, scheme, width, axe, **more):
        self._context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce", **more
        )
        self.page = self._context.new_page()
        self.url, self._axe, self.wrong = url, axe, []
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type in ("error", "warning") else 0)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda one: 0 if one.url.startswith((url, "data:")) else self.wrong.append(one.url))

    def open(self, address):
        """Open a page once it is worked out; what the browser was answered."""
        made(f"{self.url}{address}")
        return self.page.goto(f"{self.url}{address}")

    def look(self, address):
        """Open a page and judge it."""
        assert self.open(address).status == 200
        spilt = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(spilt) == 0
        assert self.judged() == []
        assert self.wrong == []

    def judged(self):
        """What axe finds that is serious."""
        self.page.evaluate(self._axe)
        found = self.page.evaluate("axe.run().then(found => found.violations)")
        return [
            (one["id"], node["target"], node["failureSummary"])
            for one in found
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"]
        ]

    def close(self):
        self._context.close()


@pytest.fixture(scope="session")
def axe(modules):
    return (modules / "axe-core/axe.min.js").read_text()


@pytest.fixture(scope="module", params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def look(request):
    return request.param


@pytest.fixture(scope="module")
def walk(browser, pages, axe, look):
    walk = Walk(browser, pages, *look, axe)
    yield walk
    walk.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_in_every_look(walk, name):
    walk.look(PAGES[name])


def test_pages_of_an_empty_lake_say_what_to_do(browser, empty_pages, axe, look):
    walk = Walk(browser, empty_pages, *look, axe)
    for name in (
        "now",
        "titles",
        "charts",
        "compare",
        "franchises",
        "sequel",
        "records",
        "definitions",
        "quality",
        "settings",
    ):
        walk.look(PAGES[name])
    assert "Nothing was watched yet" in walk.open("/records").text()
    walk.close()


def test_an_error_is_a_page_too(browser, pages, axe, look):
    walk = Walk(browser, pages, *look, axe)
    answer = walk.open("/titles/We%20Can%20Be%20Heros")
    assert answer.status == 404 and walk.judged() == []
    assert "Did you mean" in walk.page.inner_text("main")
    walk.close()


def test_everything_works_without_script_and_by_keyboard(browser, pages, axe):
    walk = Walk(browser, pages, "light", 1280, axe, java_script_enabled=False)
    page = walk.page
    walk.open("/titles")
    made(f"{pages}/titles?q=heroes")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "To the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("heroes")
    page.keyboard.press("Enter")
    page.wait_for_url("**/titles?q=heroes**")
    assert page.locator("tbody tr").count() == 1
    walk.close()


def test_why_did_it_hold_so_well_is_answered_by_clicks_alone(browser, pages, axe):
    """From the first page to the film, to the day on which it was told, to the reason."""
    walk = Walk(browser, pages, "light", 1280, axe)
    page = walk.page
    for address in ("/titles/heroes", "/titles/heroes?as_of=2021-01-08T08%3A00%3A00%2B00%3A00"):
        made(f"{pages}{address}")
    walk.open("/")
    page.get_by_role("link", name="We Can Be Heroes").first.click()
    page.get_by_role("link", name="How it holds").click()
    page.wait_for_url("**#holds")
    page.get_by_role("link", name="14 days").click()
    page.wait_for_selector("#holds >> text=behaves differently")
    assert "rewatch-driven" in page.inner_text("#holds")
    walk.close()


def test_titles_are_laid_side_by_side_by_clicks_alone(browser, pages, axe):
    walk = Walk(browser, pages, "light", 1280, axe)
    page = walk.page
    for address in ("/compare", "/compare?titles=heroes", "/compare?titles=heroes,midnight-sky"):
        made(f"{pages}{address}")
    walk.open("/")
    page.get_by_role("link", name="Compare", exact=True).click()
    page.get_by_role("link", name="We Can Be Heroes", exact=True).click()
    page.get_by_role("link", name="The Midnight Sky", exact=True).click()
    page.wait_for_selector("h1 >> text=The Midnight Sky")
    assert page.locator("figure svg").count() >= 1 and walk.wrong == []
    walk.close()


def test_a_page_brings_itself_up_to_date_without_a_jump(browser, tmp_path):
    lake = Lake.create(tmp_path / "lake")
    url, process = served(lake.folder.path)
    page = browser.new_page()
    page.route(
        "**/live.js",
        lambda route: route.fulfill(body=LIVE.read_text().replace("10_000", "200"), content_type="text/javascript"),
    )
    made(f"{url}/titles")
    page.goto(f"{url}/titles")
    page.evaluate("window.opened = true")
    page.wait_for_timeout(500)
    titles = tmp_path / "titles.csv"
    titles.write_text(
        "asset_id,title_id,name,kind,runtime_s,released_at\nfilm,film,Film,film,6000,2021-03-01T00:00:00Z\n"
    )
    lake.import_catalogue(titles)
    page.wait_for_selector("main td >> text=Film")
    assert page.evaluate("window.opened")
    page.close()
    process.terminate()
    process.join(30)

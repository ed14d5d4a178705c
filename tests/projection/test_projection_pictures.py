"""Pictures of projections and holds: what they show is said in words too, and everything shown is a number of the projection."""

from __future__ import annotations

import pytest

from matinee.demo import simulate_season
from matinee.lake import Lake
from matinee.reports.chart_pictures import write_picture
from matinee.reports.page import hold_page, projection_page
from matinee.reports.projection_pictures import fan_picture, hold_picture

DAY_11 = "2021-01-05T08:00Z"


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    folder = tmp_path_factory.mktemp("season")
    simulate_season(folder, scale=0.00002, seed=2020, write="lake", tell=lambda *_: None)
    return Lake(folder / "lake")


@pytest.fixture(scope="module")
def made(lake):
    return lake.title("heroes").project(as_of=DAY_11, passing="record")


def marks(picture):
    """The values of each layer."""
    return [values for _, values in layers(picture)]


def layers(picture):
    """Each mark with its values, wherever the drawing keeps them."""
    drawn = picture.chart.to_dict()
    held = drawn.get("datasets", {})
    datas = [layer.get("data", drawn.get("data", {})) for layer in drawn["layer"]]
    values = [data["values"] if "values" in data else held[data["name"]] for data in datas]
    return list(zip([layer["mark"] for layer in drawn["layer"]], values, strict=True))


def test_a_fan_begins_at_what_is_counted_and_ends_at_what_is_expected(made):
    told = made.projection
    assert [row["households"] for row in next(one for one in marks(fan_picture(made)) if len(one) == 11)] == list(
        made.so_far
    )
    middle = next(one for one in marks(fan_picture(made)) if len(one) == 18 and "households" in one[0])
    assert (middle[0]["households"], middle[-1]["households"]) == (told.counted, told.median)
    band = next(one for one in marks(fan_picture(made)) if one[0].get("level") == "80 times in 100")
    assert (band[0]["low"], band[0]["high"]) == (told.counted, told.counted)
    assert (band[-1]["low"], band[-1]["high"]) == (told.intervals[80].low, told.intervals[80].high)


def test_what_was_asked_for_is_a_dashed_line_and_what_is_refused_is_no_band(made):
    dashed = [values for mark, values in layers(fan_picture(made)) if mark.get("strokeDash")]
    assert [[row["households"] for row in values] for values in dashed] == [[made.passing] * 2]
    assert not any(row.get("level") == "95 times in 100" for rows in marks(fan_picture(made)) for row in rows)
    assert "95 times in 100: refused." in fan_picture(made).alt


def test_the_words_have_the_numbers(made):
    told, words = made.projection, fan_picture(made).alt
    for number in (told.counted, told.median, told.intervals[80].low, made.passing):
        assert f"{round(number):,}" in words
    assert "the record, of Harbour Lights" in words


@pytest.mark.parametrize(("suffix", "begin"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_a_picture_is_written_by_its_suffix(made, tmp_path, suffix, begin):
    write_picture(fan_picture(made), tmp_path / f"fan.{suffix}")
    assert (tmp_path / f"fan.{suffix}").read_bytes().startswith(begin)


def test_a_page_has_the_picture_its_words_and_the_table_behind_it_and_fetches_nothing(made):
    page = projection_page(made)
    assert '<figure role="img" aria-label="We Can Be Heroes: households in the first 28 days.' in page
    for day in (1, 11, 12, 28):
        assert f'<th scope="row">{day}</th>' in page
    assert "src=" not in page and "<script" not in page and "@import" not in page


@pytest.mark.parametrize("as_of", ["2020-12-26T09:00Z", "2021-01-08T09:00Z", None])
def test_a_hold_is_drawn_whatever_its_state(lake, as_of):
    found = lake.title("heroes").hold(as_of=as_of)
    picture = hold_picture(found)
    assert picture.svg().startswith("<svg") and found.hold.state.split(" (")[0] in picture.alt
    assert "We Can Be Heroes" in hold_page(found)


def test_a_closed_title_is_a_line(lake):
    made = lake.title("heroes").project(as_of="2021-01-25T08:00Z")
    assert (
        made.projection.state == "closed" and f"{round(made.projection.counted):,} counted" in fan_picture(made).svg()
    )


def test_the_first_day_is_drawn_too(lake):
    made = lake.title("heroes").project(as_of="2020-12-26T08:00Z")
    assert made.projection.at == 1 and fan_picture(made).svg().startswith("<svg")

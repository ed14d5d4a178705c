"""Daily Top 10 charts as others collected them day by day from a service's pages.

Columns are found by name, words joined by spaces or underscores: `As of, Rank, Last Week
Rank, Title, Type, Netflix Exclusive, Netflix Release Date, Days In Top 10, Viewership
Score`. Dates are M/D/YY or M/D/YYYY, release dates D-Mon-YY too. `-` in `Last Week Rank`
means that the title was not in the chart seven days before. The score gives a title 10
points for each day at no. 1, 9 at no. 2 and so on, summed up.

Such files lost letters on the way: `The Queen_____ Gambit` was an apostrophe and what
follows it, a name ending in `__` was cut off. Names stay as they stand there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from matinee.errors import MatineeError
from matinee.imports.published import PublishedFile, PublishedPlace, without_repeats
from matinee.imports.published_rows import Fields, read_sheet
from matinee.rejections import Rejection

SOURCE = "daily"
_WHAT = "a daily Top 10"
_NEEDED = ("as_of", "rank", "title")
_COLUMNS = (
    "As of, Rank, Last Week Rank, Title, Type, Netflix Exclusive, Netflix Release Date, Days In Top 10, "
    "Viewership Score"
)


def read_daily(
    lines: Iterable[str], file: str, *, country: str | None = "US", edition: date | None = None
) -> PublishedFile:
    """Read a daily Top 10.

    Args:
        lines: The lines of the file.
        file: Its name, for messages.
        country: Whose chart it is; the file does not say. The files known are of the United States.
        edition: When it was published, if that is known.

    Raises:
        MatineeError: It is no daily Top 10: empty, a web page, something else.
    """
    sheet = read_sheet(lines, file, _WHAT, _COLUMNS)
    missing = sheet.missing(_NEEDED)
    if missing:
        problem = (
            f"this is not the header of {_WHAT}"
            if len(missing) == len(_NEEDED)
            else f"the header has no column {', '.join(missing)}"
        )
        raise MatineeError(f"{file}, line {sheet.line}: {problem}.", f"A daily Top 10 has the columns {_COLUMNS}.")
    places: list[PublishedPlace] = []
    rejections: list[Rejection] = []
    for row in sheet.rows:
        fields = sheet.fields(row)
        if isinstance(fields, Rejection):
            rejections.append(fields)
            continue
        place = _place(fields, country, edition)
        if fields.rejection:
            rejections.append(fields.rejection)
        else:
            places.append(place)
    return without_repeats(file, places, rejections)


def _place(fields: Fields, country: str | None, edition: date | None) -> PublishedPlace:
    """One row; where something is wrong with it, the fields know."""
    day = fields.day("as_of", needed=True)
    return PublishedPlace(
        source=SOURCE,
        edition=edition,
        chart="daily",
        category=None,
        country=country,
        period="day",
        period_start=day,
        period_end=day,
        rank=fields.rank("rank"),
        name=fields.needed("title"),
        kind=fields.given("type") or fields.given("type_of_film"),
        exclusive=fields.flag("netflix_exclusive"),
        released=fields.day("netflix_release_date"),
        rank_a_week_before=fields.count("last_week_rank", least=1),
        periods_in_chart=fields.count("days_in_top_10", least=1),
        score=fields.count("viewership_score"),
        line=fields.line,
    )

"""A Netflix account's history as the export has it, with everything that is wrong with real ones."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

CLASSIC = (
    "Profile Name", "Start Time", "Duration", "Attributes", "Title", "Supplemental Video Type", "Device Type",
    "Bookmark", "Latest Bookmark", "Country",
)  # fmt: skip
SINCE_2025 = (
    "Duration", "Start Time", "Profile Name", "Country", "Bookmark", "Latest Bookmark", "Supplemental Video Type",
    "Attributes", "Device Type", "Title",
)  # fmt: skip

FILMS = ("We Can Be Heroes", "Crazy, Stupid, Love", "Mission: Impossible - Fallout", "Don't Look Up", "1917")
EPISODES = (
    *(f"Dark: Season 2: Night {number} (Episode {number})" for number in range(1, 9)),
    *(f"O Mecanismo: Temporada 1: Parte {number}" for number in range(1, 6)),
    *(f"Avatar: The Last Airbender: Book 1: Chapter {number}" for number in range(1, 5)),
    *(f"Maniac: Limited Series: The {name}" for name in ("Start", "Middle, and After", "End")),
)
SUPPLEMENTAL = ("HOOK", "TRAILER", "TEASER_TRAILER", "PROMOTIONAL", "RECAP", "PREVIEW", "CINEMAGRAPH", "TUTORIAL")
ATTRIBUTES = (
    "",
    "Autoplayed: user action: None; ",
    "Autoplayed: user action: User_Interaction; ",
    "Autoplayed: user action: Visibility_Timeout; ",
    "Has branched playback; ",
)


def written(rows, columns=CLASSIC, *, header=True, separator=","):
    """Rows as CSV text."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=separator, lineterminator="\n")
    if header:
        writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def realistic_rows(seed, count=400):
    """Viewing of some years, newest first: a third of it supplemental, some of it impossible or twice there."""
    chance = random.Random(seed)
    moment = datetime(2019, 6, 1, 18, tzinfo=UTC)
    rows = []
    while len(rows) < count:
        moment += timedelta(seconds=chance.randint(60, 500_000))
        seconds = chance.choice([0, chance.randint(1, 119), chance.randint(120, 4000), chance.randint(4000, 12_000)])
        supplemental = chance.random() < 0.35
        row = {
            "Profile Name": chance.choice(["Ann", "Ben, the elder", "Zoë"]),
            "Start Time": "1970-01-01 00:00:11" if chance.random() < 0.01 else f"{moment:%Y-%m-%d %H:%M:%S}",
            "Duration": f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}",
            "Attributes": chance.choice(ATTRIBUTES),
            "Title": chance.choice(FILMS if chance.random() < 0.4 else EPISODES),
            "Supplemental Video Type": chance.choice(SUPPLEMENTAL) if supplemental else "",
            "Device Type": chance.choice(["Samsung 2019 Smart TV", "iPhone 12", "Chrome PC (Cadmium)"]),
            "Bookmark": chance.choice(["00:00:05", "01:02:03", "100:00:00"]),
            "Latest Bookmark": chance.choice(["01:02:03", "Not latest view"]),
            "Country": chance.choice(["GB (United Kingdom)"] * 9 + ["BR (Brazil)"]),
        }
        rows.append(row)
        if chance.random() < 0.05:
            rows.append(dict(row))
        if chance.random() < 0.03:
            rows.append(row | {"Device Type": "Tablet"})
    return rows[::-1]


def with_scars(text, seed):
    """Text with blank lines, and lines cut off before the fifth column, in between its rows."""
    chance = random.Random(seed)
    lines = []
    for line in text.splitlines():
        lines.append(line)
        if lines[1:] and chance.random() < 0.03:
            lines.append("")
        if lines[1:] and chance.random() < 0.02:
            lines.append(",".join(line.split(",")[:4]))
    return "\n".join(lines) + "\n"


def seconds_by_title(text, columns):
    """The judge: viewing seconds of each title, counted with the csv module and nothing of Matinee."""
    found, seconds = set(), Counter()
    for row in csv.DictReader(io.StringIO(text), columns):
        values = tuple(row.values())
        is_header = values == columns
        if is_header or None in values or row["Supplemental Video Type"] or row["Start Time"] < "1995":
            continue
        if values in found:
            continue
        found.add(values)
        hours, minutes, rest = map(int, row["Duration"].split(":"))
        title = row["Title"] if row["Title"] in FILMS else row["Title"].rsplit(": ", 1)[0]
        seconds[title] += hours * 3600 + minutes * 60 + rest
    return +seconds

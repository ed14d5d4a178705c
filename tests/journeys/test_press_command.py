"""Articles in a terminal: proposed, taken over, laid side by side."""

from __future__ import annotations

import json

TEXT = (
    "'Tin Harbor' on Netflix\n\n"
    "Netflix projects that 44 million households will watch Tin Harbor in its first 28 days. "
    "Ana Reyes will return for the sequel.\n"
)


def test_the_way_of_an_article(run, lake, tmp_path):
    article, absent = tmp_path / "a.txt", tmp_path / "absent.txt"
    article.write_text(TEXT)
    status, out, err = run("press", article, absent, "--outlet", "Screen & Co", "--date", "2021-01-05")
    assert status == 1
    assert out.splitlines() == [
        "a.txt: Screen & Co, 2021-01-05",
        "  Netflix projects that 44 million households will watch Tin Harbor in its first 28 days.",
        "     1  Tin Harbor: 44,000,000 households, in its first 28 days (28 days), projected (says Netflix)",
        "  Ana Reyes will return for the sequel.",
        "     2  Tin Harbor 2: attached: Ana Reyes",
        "2 claims proposed; nothing is taken over unasked. `--accept 3,5`, or `--accept all`.",
    ]
    assert err == f"Error: {absent} cannot be read: No such file or directory.\nCheck the name and the folder.\n"
    assert run("press", article, "--accept", "1", "--lake", lake)[:2] == (
        0,
        "1 claim taken over. Beside each other: `matinee press --check`.\n",
    )
    status, out, _ = run("press", "--check", "--format", "json", "--lake", lake)
    (telling,) = [one for one in json.loads(out)["tellings"] if one["about"] == "households"]
    assert telling["claims"][0]["seems_to_use"] == "netflix.chose.2020"
    assert run("press", article, "--format", "csv")[1].splitlines()[1].startswith("1,Tin Harbor,households,44000000.0,")
    assert run("press") == (
        1,
        "",
        "Error: No article is named.\nName files, or lay what was taken over side by side with `--check`.\n",
    )

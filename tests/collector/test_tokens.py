"""Keys and tokens: what a service signs, in whatever language, is what the door believes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from matinee import MatineeError
from matinee.collector.keys import Keys, Refused
from matinee.events import Identity
from matinee.identity import pseudonym

RECIPES = (Path(__file__).parents[2] / "docs/tokens.md").read_text()
SECRET = b"s" * 32
CALLS = {
    "python": "import sys; print(token(sys.argv[1], sys.argv[2], sys.argv[3], profile='Ann Ö', kids=True))",
    "js": "console.log(token(process.argv[2], process.argv[3], process.argv[4], { profile: 'Ann Ö', kids: true }));",
    "php": "echo token($argv[1], $argv[2], $argv[3], ['profile' => 'Ann Ö', 'kids' => true]);",
}


@pytest.fixture
def keys(tmp_path):
    return Keys(tmp_path, SECRET)


@pytest.mark.parametrize(
    ("language", "program", "suffix"),
    [("python", sys.executable, ".py"), ("js", "node", ".mjs"), ("php", "php", ".php")],
)
def test_the_recipe_of_the_documentation_makes_tokens_that_are_good(keys, tmp_path, language, program, suffix):
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed: its recipe for tokens is not tried")
    (code,) = re.findall(rf"```{language}\n(.*?)```", RECIPES, re.DOTALL)
    assert len([line for line in code.splitlines() if line.strip()]) <= 10
    file = tmp_path / f"token{suffix}"
    file.write_text(("<?php\n" if language == "php" else "") + code + "\n" + CALLS[language] + "\n")
    key = keys.create("web")
    made = subprocess.run(
        [program, str(file), "häuschen-17", key.id, keys.secret_of(key.id)], check=True, capture_output=True, text=True
    )
    identity, until_s = keys.verified(made.stdout.strip(), "Europe/London")
    assert identity == Identity(
        household=pseudonym(SECRET, "household", "häuschen-17"),
        profile=pseudonym(SECRET, "profile", "häuschen-17", "Ann Ö"),
        time_zone="Europe/London",
        kids=True,
    )
    assert until_s == pytest.approx(time.time() + 30 * 86_400, abs=60)


def test_a_token_says_all_that_it_was_given(keys):
    keys.create("web")
    token = keys.token("home", seconds=60, profile="p", kids=False, time_zone="Asia/Tokyo", country="JP")
    identity, until_s = keys.verified(token, "Europe/London")
    assert identity[2:] == ("JP", "Asia/Tokyo", None, False)
    assert until_s == pytest.approx(time.time() + 60, abs=5)


def test_the_secret_of_a_key_is_the_same_each_time_and_another_for_each_key_and_lake(keys, tmp_path):
    one, other = keys.create("web"), keys.create("app")
    elsewhere = Keys(tmp_path, b"t" * 32)
    secrets = [keys.secret_of(one.id), keys.secret_of(other.id), elsewhere.secret_of(one.id)]
    assert len(set(secrets)) == 3 and keys.secret_of(one.id) == secrets[0]
    assert b"sk_" not in (tmp_path / "keys.json").read_bytes(), "none rests anywhere"


def test_the_newest_good_key_signs(keys):
    first, second = keys.create("web"), keys.create("web again")
    token = keys.token("home", seconds=60)
    keys.verified(token)
    keys.revoke(second.id)
    with pytest.raises(Refused) as refused:
        keys.verified(token)
    assert refused.value.status == 410
    keys.verified(keys.token("home", seconds=60))
    keys.revoke(first.id)
    with pytest.raises(MatineeError, match="There is no write key to sign with"):
        keys.token("home", seconds=60)


def test_a_key_that_is_not_there_cannot_be_revoked(keys):
    key = keys.create("web")
    with pytest.raises(MatineeError) as error:
        keys.revoke("wk_1")
    assert str(error.value) == f"There is no key 'wk_1'.\nThe keys are: {key.id}."


@pytest.mark.parametrize("shown", ["", "sk_", "sk_1_2", "wk_1", "sk_0123_é", "x" * 10_000])
def test_what_is_no_secret_opens_nothing(keys, shown):
    keys.create("web")
    with pytest.raises(Refused):
        keys.must_be_secret(shown)
    keys.must_be_secret(keys.secret_of(keys.all()[0].id))

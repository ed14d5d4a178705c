"""What tests of the press share: claims of a text."""

from __future__ import annotations

import pytest

from matinee.press.article import read_article
from matinee.press.propose import propose
from matinee.press.rulebook import Rulebook


@pytest.fixture(scope="session")
def rulebook():
    return Rulebook()


@pytest.fixture
def claims(rulebook, tmp_path):
    """What a text claims; of HTML, where it begins with a tag."""

    def claimed(text, *, known=(), **told):
        path = tmp_path / "article.txt"
        path.write_text(text, encoding="utf-8")
        return propose(read_article(path, rulebook, **told), rulebook, known)

    return claimed

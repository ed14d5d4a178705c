"""Recognising what a foreign history calls a title: `Series: Season 2: Episode name (Episode 5)`.

Films come bare, and may have colons of their own. The word for season follows the language
of the account.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from matinee.catalogue.titles import Asset, Catalogue

_NUMBERED = (
    "Season|Series|Part|Chapter|Book|Volume|Collection|Cycle|Set|Act"  # English
    "|Temporada|Parte|Capítulo|Libro|Volumen|Livro"  # Spanish, Portuguese
    "|Saison|Partie|Chapitre|Livre|Staffel|Teil|Buch|Stagione|Libro"  # French, German, Italian
    "|Seizoen|Deel|Säsong|Sæson|Sesong|Del|Kausi|Osa"  # Dutch, Scandinavian, Finnish
    "|Sezon|Część|Rozdział|Księga|Sezona|Série|Řada|Évad|Sezonul|Partea|Bölüm|Kısım"  # Central Europe, Turkish
    "|Сезон|Часть|Σεζόν|Μέρος|Musim|Phần|Mùa|ซีซั่น|시즌|シーズン"
)
_WHOLE = (
    "Limited Series|Miniseries|Mini-Series|Minissérie|Miniserie|Mini-série|Mini-serie|Miniserien|"
    "Série limitée|Serie limitada|Série limitada|Miniserial|Miniszéria|Minisarja"
)
_SEASON = re.compile(
    rf"(?:(?:{_NUMBERED})\s*(?P<number>\d{{1,3}})(?:[ .:].*)?|(?:{_WHOLE})|第\s*(?P<counted>\d{{1,3}})\s*[季期部シ].*)",
    re.IGNORECASE,
)
_EPISODE = re.compile(r"^(?P<name>.*?)\s*\((?:\D{0,20}?\s)?(?P<number>\d{1,4})\)$|^\D{0,20}?\s(?P<bare>\d{1,4})$")


class Episode(NamedTuple):
    """What a name says of an episode; a number is None where the name has none."""

    series: str
    season: str
    season_number: int | None
    name: str
    number: int | None

    @property
    def title(self) -> str:
        """The name of its season."""
        return f"{self.series}: {self.season}" if self.season else self.series


def read_episode(text: str) -> Episode | None:
    """Take the name of an episode apart; None where it is not one.

    >>> read_episode("Dark: Staffel 2: Anfang und Ende (Folge 1)")
    Episode(series='Dark', season='Staffel 2', season_number=2, name='Anfang und Ende', number=1)
    >>> read_episode("Mission: Impossible - Fallout") is None
    True
    """
    parts = text.split(": ")
    for place in range(1, len(parts)):
        season = _SEASON.fullmatch(parts[place])
        if season and (place < len(parts) - 1):
            number = season["number"] or season["counted"]
            name, count = _episode_name(": ".join(parts[place + 1 :]))
            return Episode(": ".join(parts[:place]), parts[place], int(number) if number else None, name, count)
    last = re.fullmatch(r"(?P<name>.*\S)\s\([^\W\d]{2,12}\.? (?P<number>\d{1,4})\)", parts[-1])
    if len(parts) > 1 and last:
        return Episode(": ".join(parts[:-1]), "", None, last["name"], int(last["number"]))
    return None


def _episode_name(text: str) -> tuple[str, int | None]:
    found = _EPISODE.match(text)
    if not found:
        return text, None
    number = found["number"] or found["bare"]
    return (found["name"] or text), int(number)


class Names:
    """Finds assets of a catalogue by the names that foreign histories give them.

    A name that several assets share finds none.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        titles = catalogue.titles
        assets = catalogue.assets.values()
        films = [one for one in assets if one.title in titles and titles[one.title].kind == "film"]
        self._films = _unique((_plain(titles[one.title].name), one) for one in films)
        episodes = [one for one in assets if one.title in titles and titles[one.title].kind == "season"]
        self._by_name = _unique((self._season(one), _plain(one.name), one) for one in episodes)
        self._by_number = _unique((self._season(one), one.episode, one) for one in episodes if one.episode is not None)

    def asset(self, text: str) -> Asset | None:
        """The asset that a text names, by its id, as a film, or as an episode of a season."""
        known = self._catalogue.assets.get(text)
        if known:
            return known
        episode = read_episode(text)
        if episode is None:
            return self._films.get((_plain(text),))
        season = (_plain(episode.series), episode.season_number)
        by_name = self._by_name.get((season, _plain(episode.name)))
        return by_name or self._by_number.get((season, episode.number))

    def title(self, text: str) -> tuple[str, str]:
        """The asset and title that a text names, under its own name where nobody knows it."""
        known = self.asset(text)
        if known:
            return known.id, known.title
        episode = read_episode(text)
        return text, episode.title if episode else text

    def _season(self, asset: Asset) -> tuple[str, int | None]:
        title = self._catalogue.titles[asset.title]
        return _plain(title.series or title.name), title.season


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _unique(entries: Iterable[tuple[object, ...]]) -> dict[tuple[object, ...], Asset]:
    """Keys that belong to one asset only."""
    found: dict[tuple[object, ...], list[Asset]] = defaultdict(list)
    for *key, asset in entries:
        assert isinstance(asset, Asset)
        found[tuple(key)].append(asset)
    return {key: assets[0] for key, assets in found.items() if len(assets) == 1}

"""Recognising what a foreign history calls a title: `Series: Season 2: Episode name (Episode 5)`.

Films come bare, and may have colons of their own. The words for season and episode follow
the language of the account.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from matinee.catalogue.spelling import plain
from matinee.catalogue.titles import Asset, Catalogue

_SEASON_WORD = (
    "Season|Series|Part|Chapter|Book|Volume|Collection|Cycle|Set|Act"  # English
    "|Temporada|Parte|Capítulo|Libro|Volumen|Livro"  # Spanish, Portuguese
    "|Saison|Partie|Chapitre|Livre|Staffel|Teil|Buch|Stagione"  # French, German, Italian
    "|Seizoen|Deel|Säsong|Sæson|Sesong|Del|Kausi|Osa"  # Dutch, Scandinavian, Finnish
    "|Sezon|Część|Rozdział|Księga|Sezona|Série|Řada|Évad|Sezonul|Partea|Bölüm|Kısım"  # Central Europe, Turkish
    "|Сезон|Часть|Частина|Σεζόν|Κύκλος|Μέρος|Musim|Phần|Mùa|ซีซั่น|시즌|シーズン|الموسم|עונה"
)
_ONLY_SEASON = (
    "Limited Series|Miniseries|Mini-Series|Minissérie|Miniserie|Mini-série|Mini-serie|Miniserien"
    "|Série limitée|Serie limitada|Série limitada|Miniserial|Miniszéria|Minisarja"
)
_SEASON = re.compile(
    rf"(?:{_SEASON_WORD})\s*(\d{{1,3}})(?:[ .:].*)?|(\d{{1,3}})\.\s*(?:{_SEASON_WORD})"
    rf"|第\s*(\d{{1,3}})\s*[季期部シ].*|(?:{_ONLY_SEASON})",
    re.IGNORECASE,
)
_EPISODE_WORD = (
    "Episode|Episodio|Episódio|Épisode|Episod|Episodul|Folge|Aflevering|Odcinek|Jakso|Avsnitt|Afsnit|Epizoda|Epizód|Díl"
    "|Rész|Bölüm|Серия|Эпизод|Серія|Επεισόδιο|Tập|ตอนที่|에피소드|エピソード|الحلقة|פרק"
    "|Chapter|Capítulo|Chapitre|Kapitel|Capitolo|Hoofdstuk|Rozdział"
)
_COUNT = (
    rf"(?:(?:{_EPISODE_WORD})\s*(?P<after>\d{{1,4}})|(?P<before>\d{{1,4}})\.\s*(?:{_EPISODE_WORD})"
    r"|第\s*(?P<counted>\d{1,4})\s*[話话集回])"
)
_COUNT_ALONE = re.compile(_COUNT, re.IGNORECASE)
_COUNTED_NAME = re.compile(rf"(?P<name>.*\S)\s*\({_COUNT}\)", re.IGNORECASE)


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
    for place in range(1, len(parts) - 1):
        season = _SEASON.fullmatch(parts[place]) or _same_again(parts[place - 1]).fullmatch(parts[place])
        if season:
            number = next((int(found) for found in season.groups() if found), None)
            name, count = _episode_name(": ".join(parts[place + 1 :]))
            return Episode(": ".join(parts[:place]), parts[place], number, name, count)
    if len(parts) > 1 and _COUNTED_NAME.fullmatch(parts[-1]):
        name, count = _episode_name(parts[-1])
        return Episode(": ".join(parts[:-1]), "", None, name, count)
    return None


def season_numbers(text: str, series: str = "") -> tuple[int | None, ...]:
    """The numbers that a catalogue may give a season of this name, the likeliest first; none where the name tells none.

    An only season is the first there, or has none.

    >>> season_numbers("Staffel 2"), season_numbers("Limited Series"), season_numbers("Season 1")
    ((2,), (None, 1), (1, None))
    >>> season_numbers("Stranger Things 4", "Stranger Things"), season_numbers("The Final Season")
    ((4,), ())
    """
    found = _SEASON.fullmatch(text) or _same_again(series).fullmatch(text)
    return _numbers(next((int(number) for number in found.groups() if number), None)) if found else ()


def split_season(text: str) -> tuple[str, str]:
    """A series and its season, of a name that carries both; the season is empty where the name carries none.

    >>> split_season("Dare Me: Season 1"), split_season("Mission: Impossible - Fallout")
    (('Dare Me', 'Season 1'), ('Mission: Impossible - Fallout', ''))
    """
    series, _, season = text.rpartition(": ")
    return (series, season) if series and season_numbers(season, series) else (text, "")


def _same_again(series: str) -> re.Pattern[str]:
    """A season that is called like its series, with a number: `Stranger Things 3`."""
    return re.compile(rf"{re.escape(series)} (\d{{1,2}})")


def _episode_name(text: str) -> tuple[str, int | None]:
    """The name and the number of an episode; a number counts only beside a word for episode."""
    found = _COUNTED_NAME.fullmatch(text) or _COUNT_ALONE.fullmatch(text)
    if not found:
        return text, None
    groups = found.groupdict()
    return groups.get("name") or text, int(groups["after"] or groups["before"] or groups["counted"])


class Names:
    """Finds assets of a catalogue by the names that foreign histories give them.

    A name that several assets share finds none.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        titles = catalogue.titles
        assets = catalogue.assets.values()
        films = [one for one in assets if one.title in titles and titles[one.title].kind == "film"]
        self._films = _unique((plain(titles[one.title].name), one) for one in films)
        episodes = [one for one in assets if one.title in titles and titles[one.title].kind == "season"]
        self._by_name = _unique((*self._season(one), plain(one.name), one) for one in episodes)
        self._by_number = _unique((*self._season(one), one.episode, one) for one in episodes if one.episode is not None)

    def asset(self, text: str) -> Asset | None:
        """The asset that a text names, by its id, as a film, or as an episode of a season."""
        known = self._catalogue.assets.get(text) or self._films.get((plain(text),))
        episode = None if known else read_episode(text)
        if episode is None:
            return known
        series, name = plain(episode.series), plain(episode.name)
        for season in _season_numbers(episode):
            found = self._by_name.get((series, season, name)) or self._by_number.get((series, season, episode.number))
            if found:
                return found
        return None

    def title(self, text: str) -> tuple[str, str]:
        """The asset and title that a text names, under its own name where nobody knows it."""
        known = self.asset(text)
        if known:
            return known.id, known.title
        episode = read_episode(text)
        return text, episode.title if episode else text

    def _season(self, asset: Asset) -> tuple[str, int | None]:
        title = self._catalogue.titles[asset.title]
        return plain(title.series or title.name), title.season


def _season_numbers(episode: Episode) -> tuple[int | None, ...]:
    """The numbers a catalogue may give its season: an only season is the first there, or has none."""
    return _numbers(episode.season_number) if episode.season else (None,)


def _numbers(number: int | None) -> tuple[int | None, ...]:
    if number is None:
        return None, 1
    return (1, None) if number == 1 else (number,)


def _unique(entries: Iterable[tuple[object, ...]]) -> dict[tuple[object, ...], Asset]:
    """Keys that belong to one asset only."""
    found: dict[tuple[object, ...], list[Asset]] = defaultdict(list)
    for *key, asset in entries:
        assert isinstance(asset, Asset)
        found[tuple(key)].append(asset)
    return {key: assets[0] for key, assets in found.items() if len(assets) == 1}

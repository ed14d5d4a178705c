"""A title on record: in what the service measured itself, and in the charts that others published."""

from __future__ import annotations

import json
from dataclasses import dataclass

from matinee.charts.record_sheets import TitleStanding
from matinee.published.records import TitleRecords


@dataclass(frozen=True, kw_only=True)
class TitleOnRecord:
    """What there is of a title; at least one of the two.

    Attributes:
        own: How it stands among all titles of the service; None where it is none of them.
        published: Its records in published charts; None where it is in none.
    """

    own: TitleStanding | None
    published: TitleRecords | None

    def to_json(self) -> str:
        """Both as JSON."""
        parts = {"own": self.own and self.own.as_dict(), "published": self.published and self.published.as_dict()}
        return json.dumps(parts, indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """The service's own as CSV; where there are none, those of published charts, which have other columns."""
        told = self.own or self.published
        assert told is not None
        return told.to_csv()

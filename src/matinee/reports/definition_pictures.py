"""Pictures of one title under every definition: bars, a picture for each unit."""

from __future__ import annotations

import altair as alt

from matinee.reports.all_definitions import AllDefinitions
from matinee.reports.pictures import BLUE, GREY, Picture
from matinee.units import Unit, show

_WIDTH = 460


def definition_pictures(told: AllDefinitions) -> list[Picture]:
    """A picture for each unit that two definitions or more have a value of; what was compared with is grey."""
    drawn = []
    for unit in dict.fromkeys(one.term.unit for one in told.said):
        rows = [
            {
                "definition": one.term.id,
                "value": one.value,
                "text": show(one.value, unit),
                "base": one.term.id == one.against,
            }
            for one in told.said
            if one.term.unit is unit and one.value is not None
        ]
        if len(rows) > 1:
            drawn.append(_bars(unit, rows))
    return drawn


def _bars(unit: Unit, rows: list[dict[str, object]]) -> Picture:
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("value:Q", title=None, axis=alt.Axis(format="%" if unit is Unit.SHARE else "~s", tickCount=5)),
        y=alt.Y("definition:N", sort=None, title=None, axis=alt.Axis(labelLimit=240, minExtent=170)),
    )
    bars = base.mark_bar().encode(color=alt.condition("datum.base", alt.value(GREY), alt.value(BLUE)))
    labels = base.mark_text(align="left", dx=4).encode(text="text:N")
    text = "; ".join(f"{row['definition']} {row['text']}" for row in rows)
    chart = (bars + labels).properties(width=_WIDTH, height=alt.Step(18))
    return Picture(str(unit).capitalize(), f"{str(unit).capitalize()} by definition: {text}.", chart)

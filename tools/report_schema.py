"""The JSON Schema of a report, written from the declarations of metrics and curves."""

from __future__ import annotations

import json
from typing import Any

from matinee.metrics import CATALOGUE, CURVES, Curve
from matinee.metrics.metric import Metric
from matinee.units import Unit

_TYPES = {int: "integer", float: "number", str: "string"}


def report_schema() -> str:
    """What `matinee report TITLE --format json` prints, as JSON Schema."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Matinee report",
        "description": "Written by `make docs` from the declarations in the code.",
        **_object(
            {
                "title": {"type": "object"},
                "window": {"type": "object"},
                "definition": {"type": "object"},
                "metrics": _object({metric.name: _metric(metric) for metric in CATALOGUE}),
                "local_time_known_share": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
                **{curve.name: {"type": "array", "title": curve.title, "items": _row(curve)} for curve in CURVES},
                "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            }
        ),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _metric(metric: Metric) -> dict[str, Any]:
    value: dict[str, Any] = {"type": ["number", "null"], "minimum": 0}
    if metric.unit is Unit.SHARE:
        value["maximum"] = 1
    fields = {
        "value": value,
        "unit": {"const": str(metric.unit)},
        "definition": {"type": "string"},
        "formula": {"const": metric.formula},
    }
    count = {"type": ["number", "null"]}
    if metric.parts is not None:
        fields |= {"numerator": count, "denominator": count, "parts": {"const": metric.parts}}
    if metric.left_out is not None:
        fields["households_left_out"] = {"type": "integer", "minimum": 0}
    return {"title": metric.title, **_object(fields)}


def _row(curve: Curve) -> dict[str, Any]:
    return _object(
        {
            column.name: {"type": [_TYPES[column.type], "null"], "description": column.meaning}
            for column in curve.columns
        }
    )


def _object(fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}

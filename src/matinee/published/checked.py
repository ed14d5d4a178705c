"""Published charts held against the rules of their publisher, and their editions against each other."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matinee.errors import MatineeError
from matinee.imports.published import PublishedFile
from matinee.published.conformance import Conformance, conformance
from matinee.published.restatements import Restatements, by_chart, restatements_of


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What several files were found to be.

    Attributes:
        files: The checks of each file that is a chart.
        refused: Why others are none.
        restatements: What later editions among them say otherwise.
    """

    files: tuple[Conformance, ...]
    refused: tuple[MatineeError, ...]
    restatements: Restatements

    @property
    def exit_status(self) -> int:
        """0 where every file is a chart in which everything agrees or is explained, else 1."""
        return int(bool(self.refused) or any(file.exit_status for file in self.files))

    def as_dict(self) -> dict[str, Any]:
        """What was found as JSON has it: each exception, each restatement."""
        return {
            "files": [
                {"file": file.file, "conforms": not file.exit_status}
                | {"checks": file.table(), "exceptions": file.exceptions()}
                for file in self.files
            ],
            "refused": [str(error) for error in self.refused],
        } | self.restatements.as_dict()

    def to_json(self) -> str:
        """What was found as JSON."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """The checks as CSV, one of one file a line."""
        lines: list[dict[str, Any]] = [{"file": file.file} | line for file in self.files for line in file.table()]
        text = io.StringIO()
        writer = csv.DictWriter(text, list(lines[0]) if lines else ["file"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
        return text.getvalue()


def checked(files: Sequence[PublishedFile], refused: Sequence[MatineeError] = ()) -> Checked:
    """Hold published charts against the rules, and editions of one chart against each other.

    Args:
        files: Of each chart the earliest edition first.
        refused: Why other files are no charts.
    """
    return Checked(
        files=tuple(conformance(file) for file in files),
        refused=tuple(refused),
        restatements=restatements_of(by_chart(files)),
    )

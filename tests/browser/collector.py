"""The real collector, as a service would run it: from the command line."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import matinee

HEADER = "asset_id,title_id,name,kind,runtime_s,released_at"


class Collecting:
    """A lake and its collector."""

    def __init__(self, folder, assets, runtime_s):
        self.lake = folder / "lake"
        catalogue = folder / "titles.csv"
        rows = [f"{asset},{asset},{asset},film,{runtime_s},2021-01-01T00:00:00Z" for asset in assets]
        catalogue.write_text("\n".join([HEADER, *rows]) + "\n")
        self.run("init", self.lake)
        self.run("catalogue", "import", catalogue)
        self.run("keys", "create", "web")
        self.token = self.run("token", "home", "--time-zone", "Europe/London", "--country", "GB").strip()
        self.url = ""

    def run(self, *command):
        """What a command says."""
        return subprocess.run(
            self._command(*command), env=self._environment, check=True, capture_output=True, text=True
        ).stdout

    @contextmanager
    def running(self):
        """Take reports in until the end of the block."""
        command = self._command("serve", "--only", "collector", "--port", "0")
        with subprocess.Popen(command, env=self._environment, stdout=subprocess.PIPE, text=True) as process:
            try:
                address = re.search(r"http://[\d.]+:\d+", process.stdout.readline())[0]
                self.url = f"{address}/v1/cmcd?hh={self.token}&tz=Europe%2FLondon"
                yield
            finally:
                process.terminate()
                process.stdout.read()

    def spans(self):
        """What came into the lake: the spans of each asset."""
        self.run("roll")
        self.run("refresh")
        spans = {}
        for span in matinee.open(self.lake).folder.tables.read("spans").to_pylist():
            spans.setdefault(span["asset"], []).append(span)
        return spans

    def _command(self, *command):
        return [str(part) for part in (Path(sys.executable).with_name("matinee"), *command)]

    @property
    def _environment(self):
        return os.environ | {"MATINEE_LAKE": str(self.lake), "PYTHONUNBUFFERED": "1"}

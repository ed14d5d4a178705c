"""The folder of beacon.js is a package as it is: small, typed, and of the version of Matinee."""

from __future__ import annotations

import gzip
import json
import subprocess

import matinee
from tests.browser.conftest import BEACON, HERE


def test_the_module_weighs_no_more_than_a_kilobyte_and_a_half():
    assert len(gzip.compress((BEACON / "beacon.js").read_bytes(), 9, mtime=0)) <= 1500


def test_the_types_say_what_may_be_written(node, modules):
    compiler = modules / "typescript/bin/tsc"
    how = ["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--lib", "dom,es2022"]
    command = [node, compiler, *how, HERE / "types/usage.ts"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_what_the_package_names_is_there_and_it_needs_nothing_else():
    package = json.loads((BEACON / "package.json").read_text())
    named = [*package["files"], package["types"], *package["exports"]["."].values()]
    assert all((BEACON / name).is_file() for name in named)
    assert not [key for key in package if "ependencies" in key]
    assert package["version"] == matinee.__version__
    assert package["license"] == "Apache-2.0"

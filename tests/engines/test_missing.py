"""An engine that cannot run says what it lacks."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytest.importorskip("pyspark", reason="PySpark is not installed: its want of Java is not seen")


def test_without_java_spark_does_not_start_and_says_so(make_lake):
    lake = make_lake()
    command = [sys.executable, "-m", "matinee.cli", "report", "Film", "--engine", "spark"]
    places = {"MATINEE_LAKE": str(lake.folder.path), "JAVA_HOME": "/nowhere", "PATH": "/bin"}
    if "PYTHONPATH" in os.environ:
        places["PYTHONPATH"] = os.environ["PYTHONPATH"]
    done = subprocess.run(command, check=False, env=places, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-2:] == [
        "Error: Spark does not start: [JAVA_GATEWAY_EXITED] Java gateway process exited before sending its port number.",
        "Is a Java runtime there, version 17 or 21?",
    ]

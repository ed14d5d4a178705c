"""Spark as the tests run it: two executors, each a process of its own."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import matinee


def _missing():
    if find_spec("pyspark") is None:
        return "PySpark is not installed: nothing is counted on Spark"
    java = Path(os.environ.get("JAVA_HOME", "/")) / "bin/java"
    if not java.is_file() and shutil.which("java") is None:
        return "there is no Java runtime: nothing is counted on Spark"
    return None


@pytest.fixture(scope="module")
def spark_session(tmp_path_factory):
    """One application for the one file that asks for it, set up so that small questions are answered soon and batches are small."""
    why_not = _missing()
    if why_not:
        pytest.skip(why_not)
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    logging = tmp_path_factory.mktemp("spark") / "log4j2.properties"
    logging.write_text("rootLogger.level = off\n")
    settings = {
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={logging}",
        "spark.executorEnv.PYTHONPATH": f"{Path(matinee.__file__).parents[1]}:{Path(__file__).parents[2]}",
        "spark.local.dir": tmp_path_factory.mktemp("spark-local"),
        "spark.sql.warehouse.dir": tmp_path_factory.mktemp("warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": 2,
        "spark.default.parallelism": 2,
        "spark.sql.execution.arrow.maxRecordsPerBatch": 7,
        # Compiling a query takes longer than running it over so few rows.
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    }
    builder = SparkSession.builder.appName("tests").master("local-cluster[2,1,1024]")
    for name, value in settings.items():
        builder = builder.config(name, str(value))
    session = builder.getOrCreate()
    id = session.sparkContext.applicationId
    yield session
    session.stop()
    gc.collect()
    import pyspark

    shutil.rmtree(Path(pyspark.__file__).parent / "work" / id, ignore_errors=True)

"""What `/metrics` says: how the collector is doing, for Prometheus."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from matinee.collector.door import Collector
from matinee.collector.spool import size_bytes
from matinee.store.settled import Settled


class Gauges:
    """Gives the text of `/metrics`.

    Args:
        settled: Reads what is safe in the lake, and its counts.
        name: The name of the collector's spool.
    """

    def __init__(self, settled: Callable[[], Settled], name: str) -> None:
        self._settled = settled
        self._name = name

    def __call__(self, door: Collector) -> bytes:
        """The text as it is now."""
        registry = CollectorRegistry()
        registry.register(_Now(list(self._families(door))))
        return generate_latest(registry)

    def _families(self, door: Collector) -> Iterator[Metric]:
        requests = CounterMetricFamily(
            "matinee_requests", "POSTs answered since the start, by door and status.", labels=("door", "status")
        )
        for (name, status), count in sorted(door.answers.items()):
            requests.add_metric((name, str(status)), count)
        yield requests
        records = CounterMetricFamily(
            "matinee_records",
            "Records of all doors and imports in the lake: received = stored + duplicate + rejected.",
            labels=("door", "outcome"),
        )
        settled = self._settled()
        for name, counts in sorted(settled.counts.items()):
            for outcome, count in counts.items():
                records.add_metric((name, outcome), count)
        yield records
        yield CounterMetricFamily(
            "matinee_received_bytes", "Bytes of bodies since the start.", value=door.bytes_received
        )
        spool = door.spool
        yield CounterMetricFamily("matinee_spool_commits", "Commits of the spool since the start.", value=spool.commits)
        yield CounterMetricFamily(
            "matinee_spool_requests", "Requests made safe since the start.", value=spool.committed
        )
        yield GaugeMetricFamily("matinee_spool_waiting", "Requests that wait to be written.", value=spool.waiting)
        yield GaugeMetricFamily("matinee_spool_bytes", "How large the spool is.", value=size_bytes(spool.folder))
        unrolled = max(0, spool.last_number - settled.spools.get(self._name, 0))
        yield GaugeMetricFamily("matinee_spool_unrolled", "Requests that are not in the lake yet.", value=unrolled)


class _Now:
    """What was gathered, in the shape in which the library asks for it."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> list[Metric]:
        return self._families

"""The collector's speed, beside nginx that writes the same bodies to files: `make bench-collector`.

Each request is safe on the disk before the collector answers it; nginx does not wait for the
disk. Both run on this machine together with the load, one after the other and in turns, so that what disturbs
one disturbs the other. The load is Debian's wrk: 64 connections, each request another body, tokens of
1,000 households.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from matinee.collector.keys import Keys
from matinee.collector.serve import free_port
from matinee.lake import Lake

SECONDS = 6
ROUNDS = 3
CONNECTIONS = 64
HOUSEHOLDS = 1_000
MATINEE = Path(sys.executable).with_name("matinee")
SETTINGS = "requests_per_minute = 1000000000\nspool_gb = 50\nrefresh_every_s = 100000\n"

LUA = """
local reports = {batch}
local tokens = {{}}
for line in io.lines("{tokens}") do tokens[#tokens + 1] = line end
local sent = 0
local started = os.time() * 1000
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/cmcd"
wrk.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36"
function request()
  local lines = {{}}
  local home = sent % #tokens + 1
  for i = 1, reports do
    sent = sent + 1
    lines[i] = 'bg=?0,cid="title-42",e=t,pr=1,pt=' .. sent * 10 .. ',sid="34f92975-210b-4d33-a61c-' .. home ..
      '",sn=' .. sent .. ',sta=p,ts=' .. started + sent .. ',v=2'
  end
  return wrk.format("POST", "/v1/cmcd?hh=" .. tokens[home] .. "&tz=Europe%2FLondon", nil, table.concat(lines, "\\n"))
end
"""

NGINX = """
worker_processes 2;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/bodies 1 2;
  keepalive_requests 1000000000;
  upstream sink {{ server unix:{folder}/sink.sock; keepalive 64; }}
  server {{
    listen 127.0.0.1:{port} backlog=1024;
    location / {{
      client_body_in_file_only on;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_pass http://sink;
    }}
  }}
  server {{ listen unix:{folder}/sink.sock; location / {{ return 204; }} }}
}}
"""


class Rate(NamedTuple):
    """Requests a second, and how long the slowest of a hundred took, in milliseconds."""

    requests_s: float
    p99_ms: float


def load(port: int, script: Path) -> Rate:
    """Send for some seconds.

    Raises:
        RuntimeError: Some answers were no success.
    """
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", "-s", str(script)]
    said = subprocess.run([*command, f"http://127.0.0.1:{port}"], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    number, unit = re.search(r"99%\s+([0-9.]+)(us|ms|s)", said).groups()
    p99_ms = float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
    return Rate(float(re.search(r"Requests/sec:\s+([0-9.]+)", said)[1]), p99_ms)


@contextlib.contextmanager
def collector(lake: Path) -> Iterator[int]:
    """`matinee serve`, as anyone runs it."""
    command = [str(MATINEE), "serve", "--only", "collector", "--port", "0", "--lake", str(lake)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield int(re.search(r":([0-9]+) ", process.stdout.readline())[1])
        finally:
            process.terminate()


@contextlib.contextmanager
def nginx(folder: Path, port: int) -> Iterator[int]:
    """Run nginx so that it writes each body to a file of its own."""
    (folder / "bodies").mkdir()
    (folder / "bodies").chmod(0o777)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    with subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf")]) as process:
        try:
            while not (folder / "nginx.pid").exists():
                time.sleep(0.05)
            yield port
        finally:
            process.terminate()


def empty(folder: Path) -> None:
    """Delete what nginx wrote, and leave it its folder."""
    for path in folder.iterdir():
        shutil.rmtree(path, ignore_errors=True)  # nginx may be writing its last ones


def main() -> None:
    """Measure, and print a table."""
    absent = [name for name in ("nginx", "wrk") if shutil.which(name) is None]
    if absent:
        sys.exit(f"{' and '.join(absent)} not found: apt-get install -y nginx wrk")
    # Under a name that nginx's workers may enter, and on the same disk for both.
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        lake = Lake.create(folder / "lake")
        (folder / "lake/matinee.toml").write_text(SETTINGS)
        keys = Keys(folder / "lake", lake.folder.secret)
        keys.create("bench")
        homes = [keys.token(f"home-{number}", seconds=86_400) for number in range(HOUSEHOLDS)]
        (folder / "tokens").write_text("\n".join(homes) + "\n")
        print("| reports a request | | requests/s | reports/s | p99 |\n|---|---|---|---|---|")
        with collector(folder / "lake") as ours, nginx(folder, free_port("127.0.0.1", 0)) as theirs:
            for batch in (1, 10):
                script = folder / f"load-{batch}.lua"
                script.write_text(LUA.format(batch=batch, tokens=folder / "tokens"))
                rates: dict[str, list[Rate]] = {"matinee": [], "nginx": []}
                for _ in range(ROUNDS):
                    rates["matinee"].append(load(ours, script))
                    rates["nginx"].append(load(theirs, script))
                    empty(folder / "bodies")
                    os.sync()  # what nginx left to the disk must not weigh on who waits for it
                middle = {name: statistics.median(rate.requests_s for rate in many) for name, many in rates.items()}
                for name, many in rates.items():
                    p99_ms = statistics.median(rate.p99_ms for rate in many)
                    print(f"| {batch} | {name} | {middle[name]:,.0f} | {middle[name] * batch:,.0f} | {p99_ms:.1f} ms |")
                print(f"| {batch} | ratio | {middle['matinee'] / middle['nginx']:.2f} | | |", flush=True)


if __name__ == "__main__":
    main()

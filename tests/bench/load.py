# SPDX-License-Identifier: GPL-3.0-or-later
"""Send posts from several clients at once, and see what they and the server took."""

import os
import socket
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from intake.settings import Endpoint

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What so many requests took; ``cpu`` is the server's and its children's, in ms for each."""

    rate: float
    p50: float
    p99: float
    cpu: float = 0.0


def many(works: Sequence[Callable[[], object]], clients: int, pid: int | None = None) -> Load:
    """Do all the works, so many at a time."""
    left = list(reversed(works))
    spent: list[float] = []

    def work() -> None:
        while True:
            try:
                one = left.pop()
            except IndexError:
                return
            start = time.perf_counter()
            one()
            spent.append(time.perf_counter() - start)

    threads = [threading.Thread(target=work) for _ in range(clients)]
    before, start = cpu_of(pid), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - start
    percentiles = statistics.quantiles(spent, n=100)
    return Load(
        rate=len(spent) / wall,
        p50=percentiles[49] * 1000,
        p99=percentiles[98] * 1000,
        cpu=(cpu_of(pid) - before) / len(spent) * 1000,
    )


def cpu_of(pid: int | None) -> float:
    """Return the seconds that a process and its ended children have used."""
    if pid is None:
        return 0.0
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(int(ticks) for ticks in fields[11:15]) / _TICKS


def post(server: Endpoint, path: str, body: bytes) -> tuple[int, str]:
    """Send a form on a connection of its own; return the status and all that came."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((server.host, server.port), timeout=60) as connection:
        connection.sendall(head.encode() + body)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    answer = b"".join(parts).decode()
    return int(answer.split(" ", 2)[1]), answer


def write_synced(folder: Path, name: str, data: bytes) -> None:
    """Write a file as what is acknowledged has to be written: synced, renamed, folder synced."""
    path = folder / name
    with path.with_suffix(".new").open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    path.with_suffix(".new").rename(path)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

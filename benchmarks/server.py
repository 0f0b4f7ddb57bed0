"""A gunicorn of ours: started, read from /proc, and ended again."""

import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parents[1]
START_SECONDS = 120


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """The application behind the product's own server settings, on a port of its own."""

    def __init__(self, environment: dict[str, str], folder: Path, *, workers: int = 2) -> None:
        self.port = free_port()
        self.environment, self.folder, self.workers = environment, folder, workers

    def __enter__(self) -> "Server":
        command = [
            *(
                sys.executable,
                "-m",
                "gunicorn",
                "--config",
                "python:config.gunicorn",
                "--max-requests",
                "0",
                "--no-control-socket",
            ),
            *("--workers", str(self.workers), "--bind", f"127.0.0.1:{self.port}", "benchmarks.wsgi"),
        ]
        log = self.folder / f"server-{self.port}.log"
        with log.open("wb") as file:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=file, stderr=file)
        try:
            self._wait(log)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)

    def _wait(self, log: Path) -> None:
        for _ in range(START_SECONDS * 4):
            if self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=30).close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.25)
        raise RuntimeError(f"The server did not start:\n{log.read_text()}")

    def processes(self) -> list[int]:
        """The master and its workers."""
        return [self.process.pid, *self.worker_processes()]

    def worker_processes(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(child) for child in children.split()]

    def cpu(self) -> float:
        """Seconds of CPU the server has used so far, to the nanosecond."""
        tasks = [task for process in self.processes() for task in Path(f"/proc/{process}/task").iterdir()]
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def memory(self) -> float:
        """Resident memory of one worker in MiB: the mean of all."""
        return statistics.mean(_resident(process) for process in self.worker_processes())


def _resident(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def manage(environment: dict[str, str], *arguments: str) -> str:
    """Run a module of the benchmarks, or manage.py, in a process of its own; what it prints."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stderr[-3000:]}")
    return done.stdout


def without(environment: Iterable[str]) -> dict[str, str]:
    """The environment of this process but for these names."""
    names = set(environment)
    return {key: value for key, value in os.environ.items() if key not in names}

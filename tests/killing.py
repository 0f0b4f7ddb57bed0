"""Running something in a process of its own that is killed (`kill -9`) at a chosen step of its talk with the database.

A step is one statement, or a commit: `COMMIT` stands for the instant before it, `COMMITTED` for the one after.
"""

import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

Action = Callable[[], object]
READS = ("SELECT", "PRAGMA")
UNKNOWN = "?"


def steps_of(action: Action) -> list[str]:
    """Do it in a process of its own, unharmed; each step by its first words, the table included."""
    reader, writer = os.pipe()
    seen: list[str] = []

    def tell() -> None:
        with _watched(lambda label: seen.append(label)):
            action()
        os.write(writer, "\n".join(seen).encode())

    status = _in_a_child(tell)
    os.close(writer)
    with os.fdopen(reader) as told:
        lines = told.read().splitlines()
    assert os.waitstatus_to_exitcode(status) == 0
    return lines


def kill_at(step: int, action: Action) -> None:
    """Do it in a process of its own that kills itself before the step (counted from 0) is taken."""
    left = [step]

    def count(label: str) -> None:
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    def run() -> None:
        with _watched(count):
            action()
        count("the end")

    assert os.waitstatus_to_exitcode(_in_a_child(run)) == -signal.SIGKILL


def telling_steps(steps: list[str], *, most: int) -> list[int]:
    """Where to kill: first, end, each write and commit and what follows it; evenly fewer when there are too many."""
    writes = [number for number, label in enumerate(steps) if not label.startswith(READS)]
    commits = [number for number, label in enumerate(steps) if label.startswith("COMMIT")]
    kept = {0, len(steps), *commits}
    wanted = sorted({*writes, *(number + 1 for number in writes)} - kept)
    room = max(most - len(kept), 0)
    if len(wanted) > room:
        wanted = [wanted[round(number * (len(wanted) - 1) / max(room - 1, 1))] for number in range(room)]
    return sorted({*kept, *wanted})


def _in_a_child(run: Action) -> int:
    """The wait status of a forked process that did it, with connections of its own."""
    connection.close()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of the test runner; the child uses none of them
        child = os.fork()
    if child == 0:
        try:
            run()
        except BaseException:
            traceback.print_exc(file=sys.__stderr__)
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1]


@contextmanager
def _watched(at_step: Callable[[str], Any]) -> Iterator[None]:
    commit = connection._commit

    def before_statement(execute, sql, params, many, context):
        at_step(_label(sql))
        return execute(sql, params, many, context)

    def around_commit() -> None:
        at_step("COMMIT")
        commit()
        at_step("COMMITTED")

    connection._commit = around_commit
    try:
        with connection.execute_wrapper(before_statement):
            yield
    finally:
        connection._commit = commit


def _label(sql: str) -> str:
    words = str(sql).replace('"', "").split()
    table = {"INSERT": 2, "UPDATE": 1, "DELETE": 2}.get(words[0])
    return f"{words[0]} {words[table]}" if table else words[0]

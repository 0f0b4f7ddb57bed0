"""What a measurement stands on: a filled database and the servers of the product and of the floors beside it."""

import json
import os
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.databases import Database
from benchmarks.server import Server, manage, without

SETTINGS = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "SYTYKE_VAR_DIR", "SITE_URL", "BENCH_FLOOR")
PEOPLE, RACES = 500, 12  # signed-in people of a race; runs to race for
PRODUCT, FLOOR = "benchmarks.product_settings", "benchmarks.floors.settings"


@dataclass
class Side:
    """Product or floor: its settings, its database, and what was put there."""

    environment: dict[str, str]
    database: Database
    filled: dict[str, Any]
    folder: Path

    def server(self, workers: int = 2) -> Server:
        """Its server, to be entered."""
        return Server(self.environment, self.folder, workers=workers)


class Bed:
    """Makes each side on first use; on leaving everything made is gone."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind, self.folder = kind, folder
        self.stack = ExitStack()

    def close(self) -> None:
        self.stack.close()

    @cached_property
    def product(self) -> Side:
        """The product with the demo's course, a measured run and signed-in people."""
        database, environment = self._place("product", PRODUCT)
        manage(environment, "manage.py", "migrate", "-v0")
        return self._filled("benchmarks.fill", database, environment)

    @cached_property
    def floor(self) -> Side:
        """Bare Django."""
        database, environment = self._place("floor", FLOOR)
        return self._filled("benchmarks.floors.fill", database, environment)

    @cached_property
    def wagtail(self) -> Side:
        """A minimal Wagtail page."""
        database, environment = self._place("wagtail", FLOOR, BENCH_FLOOR="wagtail")
        return self._filled("benchmarks.floors.fill", database, environment, people=1, races=1)

    def _place(self, name: str, settings: str, **more: str) -> tuple[Database, dict[str, str]]:
        folder = self.folder / f"{name}-{self.kind}"
        (folder / "static").mkdir(parents=True)
        database = self.stack.enter_context(Database(self.kind, folder))
        own = {"DJANGO_SETTINGS_MODULE": settings, "DATABASE_URL": database.url, "SYTYKE_VAR_DIR": str(folder)}
        return database, {**without(SETTINGS), **own, **more, "PYTHONHASHSEED": "0"}

    def _filled(
        self, module: str, database: Database, environment: dict[str, str], people: int = PEOPLE, races: int = RACES
    ) -> Side:
        said = manage(environment, "-m", module, str(people), str(races))
        return Side(environment, database, json.loads(said), Path(environment["SYTYKE_VAR_DIR"]))


def full() -> bool:
    """Whether the long form was asked for: five races each, twenty thousand requests."""
    return os.environ.get("FULL", "") == "1"

"""The demo's content, read from JSON beside this file."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "content"


def picture(name: str) -> bytes:
    """A file somebody attached to an answer."""
    return (FOLDER / "files" / name).read_bytes()


@cache
def content(name: str) -> Any:
    """One file of the demo's content, by its name without the ending."""
    return json.loads((FOLDER / f"{name}.json").read_text())

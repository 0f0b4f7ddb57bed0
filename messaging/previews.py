"""How a wording reads before it is in use: filled with a sample, or with the facts of somebody who would get it.

Apps above register how their receivers are found, without being imported.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from messaging.kinds import MessageKind


@dataclass(frozen=True)
class Receivers:
    """Who gets the messages of an app. `find` takes a name or an address and gives their newest row, or None; `label`
    says whose a row is; `facts` are the words a message to them is filled with, in the language that is being spoken.
    """

    find: Callable[[str], Any]
    label: Callable[[Any], str]
    facts: Callable[[Any], dict[str, str]]


_receivers: dict[str, Receivers] = {}


def register_receivers(prefix: str, receivers: Receivers) -> None:
    """Show previews of kinds whose key begins so with the facts of real people; declaring one twice is ValueError."""
    if prefix in _receivers:
        raise ValueError(f"Receivers of {prefix} are declared twice")
    _receivers[prefix] = receivers


def receivers_of(kind: MessageKind) -> Receivers | None:
    """How those who get this kind are found; None when only the sample is to be had."""
    return next((found for prefix, found in _receivers.items() if kind.key.startswith(prefix)), None)

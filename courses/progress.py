"""Facts a completion rule decides from. Pure; enrollment builds them, the rules read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Cover(Enum):
    """How a unit came to be covered."""

    PRESENT = "present"
    OTHER_GROUP = "other_group"
    ASSIGNMENT = "assignment"


@dataclass(frozen=True)
class Unit:
    """One thing to be covered: a topic, or a session without one. `key` is stable within the run.

    `covered_at` is the aware instant of the deciding fact. `uses_up_replacement` is False when the organiser's own
    change of time made the replacement necessary. `may_be_attended` is False once the person's mark at every session
    that could cover it has been confirmed.
    """

    key: str
    number: int
    title: str
    cover: Cover | None = None
    covered_at: datetime | None = None
    uses_up_replacement: bool = True
    evidence: str = ""  # stable reference: "session:<id>" or "assignment:<id>"
    may_be_attended: bool = True

    @property
    def is_replaced(self) -> bool:
        """Covered by something else than presence at the run's own session, and counted against the limit."""
        return self.cover in (Cover.OTHER_GROUP, Cover.ASSIGNMENT) and self.uses_up_replacement


@dataclass(frozen=True)
class Progress:
    """How far one person is in one run."""

    units: Sequence[Unit]

    @property
    def covered(self) -> list[Unit]:
        """The covered units, in order."""
        return [unit for unit in self.units if unit.cover]

    @property
    def missed(self) -> list[Unit]:
        """The units nothing covers and no presence can cover any more, in order."""
        return [unit for unit in self.units if not unit.cover and not unit.may_be_attended]

    @property
    def decided_at(self) -> datetime | None:
        """The instant of the latest fact that covers a unit, or None without any."""
        instants = [unit.covered_at for unit in self.covered if unit.covered_at]
        return max(instants, default=None)

"""A number known only roughly, and several of them together: bounds are all that can be added. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import pgettext

DASH = "–"


@dataclass(frozen=True)
class Quantity:
    """From `low` to `high` people, visits or hours; `high` None means more than `low`. `is_rough`: about."""

    low: int
    high: int | None
    is_rough: bool = False

    def __add__(self, other: "Quantity") -> "Quantity":
        """Both together: what is rough or open in one is so in the sum."""
        high = None if self.high is None or other.high is None else self.high + other.high
        return Quantity(self.low + other.low, high, self.is_rough or other.is_rough)

    @property
    def exactly(self) -> int | None:
        """The number itself where it is known exactly, else None."""
        return self.low if self.low == self.high and not self.is_rough else None

    def in_words(self) -> str:
        """`35`, `noin 100`, `yli 900`, `34–70`, `noin 334–370` or `noin 1000 tai enemmän`."""
        if self.high is None and self.is_rough:
            return pgettext("quantity", "about %(number)s or more") % {"number": self.low}
        if self.high is None:
            return pgettext("quantity", "over %(number)s") % {"number": self.low}
        number = str(self.low) if self.low == self.high else f"{self.low}{DASH}{self.high}"
        return pgettext("quantity", "about %(number)s") % {"number": number} if self.is_rough else number


def together(quantities: Iterable[Quantity]) -> Quantity | None:
    """The sum, or None of nothing; the same person may be in several of them."""
    known = list(quantities)
    return sum(known[1:], start=known[0]) if known else None


def among_the_same_people(quantities: Iterable[Quantity]) -> Quantity | None:
    """How many different people several sessions had: at least the largest, at most the sum; None of nothing."""
    known = list(quantities)
    whole = together(known)
    return Quantity(max(each.low for each in known), whole.high, whole.is_rough) if whole else None

"""Small groups in files that leave the house (security.md §5.3): a cell of one to four people says no number. Pure.

The screen shows every number, because whoever may look at it may look at the people too.
"""

from collections.abc import Sequence

SMALLEST = 5


def hidden(counts: Sequence[int]) -> set[int]:
    """The places of a column to hide: those under five, and more while the rest would give them away.

    The total stands beside the column, so what is hidden must be at least two groups and five people together.
    """
    small = {place for place, count in enumerate(counts) if 0 < count < SMALLEST}
    others = sorted((count, place) for place, count in enumerate(counts) if count >= SMALLEST)
    while small and others and (len(small) < 2 or sum(counts[place] for place in small) < SMALLEST):
        small.add(others.pop(0)[1])
    return small

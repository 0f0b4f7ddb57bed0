"""The QR code as one path, for paper and for the page. Pure."""

from functools import lru_cache

import segno

QUIET_ZONE = 4  # modules of white around the code that the standard asks for
Bar = tuple[int, int, int]  # column, row, length in modules; the quiet zone is included in the origin


@lru_cache(maxsize=64)
def bars(address: str) -> tuple[int, tuple[Bar, ...]]:
    """The side of the whole square in modules and its dark horizontal bars, row by row from the top."""
    matrix = segno.make(address, error="m", micro=False).matrix
    found = [bar for row, modules in enumerate(matrix) for bar in _dark_bars(row, list(modules))]
    return len(matrix) + 2 * QUIET_ZONE, tuple(found)


def svg_path(address: str) -> tuple[int, str]:
    """The side of the view box and the `d` of one path."""
    side, dark = bars(address)
    return side, "".join(f"M{column} {row}h{length}v1h-{length}z" for column, row, length in dark)


def _dark_bars(row: int, modules: list[int]) -> list[Bar]:
    result, start = [], None
    for column, is_dark in enumerate([*modules, 0]):
        if is_dark and start is None:
            start = column
        elif not is_dark and start is not None:
            result.append((start + QUIET_ZONE, row + QUIET_ZONE, column - start))
            start = None
    return result

"""Until when an offered place waits for its answer. Pure: instants in, instant out."""

from datetime import datetime, timedelta

SHORTEST = timedelta(hours=1)  # less is no time to read a mail; only the cut-off may cut it


def answer_by(hours: int, now: datetime, cut_off: datetime | None) -> datetime:
    """`hours` from now, but at most half of the time left before the cut-off, so that silence leaves time to ask the
    next person; an hour at least, and never past the cut-off. In whole minutes.
    """
    window = timedelta(hours=hours)
    if cut_off is not None:
        left = cut_off - now
        window = min(window, max(left / 2, SHORTEST), left)
    end = (now + window).replace(second=0, microsecond=0)
    return end if end > now else now + window

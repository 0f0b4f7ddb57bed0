"""The night of tick: once, from its hour on, also when the clock is turned."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache

from accounts.models import NightlyRound
from accounts.services.nights import night_of, once_a_night


@pytest.mark.parametrize(
    ("instant", "night"),
    [
        ("2027-05-20T02:59:59+03:00", date(2027, 5, 19)),
        ("2027-05-20T03:00:00+03:00", date(2027, 5, 20)),
        ("2027-05-20T23:59:59+03:00", date(2027, 5, 20)),
        ("2027-05-21T00:30:00+03:00", date(2027, 5, 20)),
        ("2027-01-01T02:00:00+02:00", date(2026, 12, 31)),
    ],
)
def test_a_night_begins_at_its_hour_in_finland_and_lasts_until_the_next(instant, night):
    assert night_of(datetime.fromisoformat(instant).astimezone(UTC), 3) == night


@pytest.mark.parametrize("turned_on", [date(2027, 3, 28), date(2026, 10, 25)])
@pytest.mark.parametrize("hour", [3, 4])
def test_the_nights_the_clock_is_turned_have_one_round_each(turned_on, hour):
    """On 28.3.2027 Helsinki has no hour 3, on 25.10.2026 two of them."""
    midday = datetime(turned_on.year, turned_on.month, turned_on.day, 10, tzinfo=UTC)
    minutes = [midday - timedelta(days=1) + timedelta(minutes=passed) for passed in range(24 * 60)]

    nights = [night_of(each, hour) for each in minutes]

    assert sorted(set(nights)) == [turned_on - timedelta(days=1), turned_on]
    assert nights == sorted(nights)


def test_a_round_that_fails_is_due_until_it_succeeds(db):
    done: list[datetime] = []
    faults = [RuntimeError("rikki"), None, None]

    @once_a_night(3)
    def job(now: datetime) -> int:
        if fault := faults.pop(0):
            raise fault
        done.append(now)
        return 7

    night = datetime(2027, 5, 20, 1, tzinfo=UTC)
    with pytest.raises(RuntimeError, match="rikki"):
        job(night)
    later = [night + timedelta(minutes=1), night + timedelta(hours=9), night + timedelta(days=1)]

    assert [job(at) for at in later] == [7, 0, 7]
    assert (done, job.__name__) == ([later[0], later[2]], "job")
    assert list(NightlyRound.objects.values_list("job", "night", "done_at")) == [("job", date(2027, 5, 21), later[2])]


def test_an_emptied_cache_repeats_nothing(db):
    counted = []
    job = once_a_night(3)(lambda now: counted.append(now) or 1)
    night = datetime(2027, 5, 20, 1, tzinfo=UTC)

    job(night)
    cache.clear()

    assert (job(night), len(counted)) == (0, 1)

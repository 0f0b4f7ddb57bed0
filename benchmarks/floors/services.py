"""Lock, count, insert: what no enrolment can do without."""

from typing import Any

from django.db import transaction

from benchmarks.floors.models import FloorPlace, FloorRun


class IsFull(Exception):
    """The run is full and the person has not agreed to wait."""


@transaction.atomic
def take_place(run_id: int, person: Any, *, accepts_queue: bool) -> FloorPlace:
    """A place, or a number in the queue when that was agreed to; IsFull otherwise. Twice changes nothing."""
    run = FloorRun.objects.select_for_update().get(pk=run_id)
    taken = FloorPlace.objects.filter(run=run, is_waiting=False).count()
    is_full = run.places is not None and taken >= run.places
    if is_full and not accepts_queue:
        raise IsFull
    place, _created = FloorPlace.objects.get_or_create(run=run, person=person, defaults={"is_waiting": is_full})
    return place

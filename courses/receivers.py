"""What courses answers when a lower app asks, and does when one announces."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from accounts.models import Organisation
from accounts.signals import organisations_merged
from cms.signals import asked_when_runs_change
from courses.models import Organiser
from courses.queries import next_change


@receiver(asked_when_runs_change, dispatch_uid="front-page-shows-runs")
def when_any_run_changes(*, now: datetime, **_: Any) -> datetime | None:
    """The front page lists runs, so it changes when one of them does."""
    return next_change(now)


@receiver(organisations_merged, dispatch_uid="organisers-follow-a-merge")
def organisers_follow(*, typed: Organisation, into: Organisation, **_: Any) -> None:
    """An organiser that belonged to the typed name belongs to the known organisation."""
    Organiser.objects.filter(organisation=typed).update(organisation=into)

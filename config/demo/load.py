"""The whole demo in order. Loading again adds what is missing and keeps what people entered."""

from datetime import datetime

from django.db import transaction

from cms.services import forget_cached_pages
from config.demo import course, people, pilot, runs, site


@transaction.atomic
def load_demo(now: datetime) -> None:
    """Registers, people, pages, the pilot of 2021 and the runs of today; new runs when the old ones have begun."""
    people.load_registers(now)
    people.load_people(now)
    course.load_course()
    site.load_pages(now)
    course.load_feedback_form()
    pilot.load_pilot()
    runs.load_runs(now)
    forget_cached_pages()

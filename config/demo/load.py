"""The whole demo in order. Loading again adds what is missing and keeps what people entered."""

from datetime import datetime

from django.db import transaction

from config.demo import breadth, course, people, pilot, runs, site, swedish, under_way
from courses.models import Course
from courses.services import show_changed_runs


@transaction.atomic
def load_demo(now: datetime) -> None:
    """Registers, people, pages in both languages, the pilot of 2021, runs of today, one under way and one in Swedish.

    Events of every kind besides, and new runs when those have passed.
    """
    people.load_registers(now)
    people.load_people(now)
    course.load_course()
    site.load_pages(now)
    course.load_feedback_forms()
    pilot.load_pilot()
    runs.load_runs(now)
    under_way.load_under_way(now)
    swedish.load_swedish(now)
    breadth.load_breadth(now)
    for training in Course.objects.all():
        show_changed_runs(training)

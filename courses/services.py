"""What changes about a training besides its own rows."""

from datetime import datetime

from django.utils import timezone

from accounts.services.nights import do_each, once_a_night
from cms.services import forget_cached_pages
from cms.services.search import index_page
from courses.models import Course, CoursePage

NIGHT_HOUR = 3  # Finnish time


def show_changed_runs(course: Course) -> None:
    """Let the next visitor see what has changed about the training's runs, and find it by the words of their rules."""
    forget_cached_pages()
    _index(course, timezone.now())


@once_a_night(NIGHT_HOUR)
def index_trainings_nightly(now: datetime) -> int:
    """Let every training be found by the rules of the runs its page speaks of by now; returns how many."""
    return do_each(list(Course.objects.filter(pages__live=True).distinct()), lambda course: _index(course, now))


def _index(course: Course, now: datetime) -> None:
    for page in CoursePage.objects.filter(course=course).select_related("course", "locale"):
        index_page(page, now=now)

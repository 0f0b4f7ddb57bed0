"""Marking modules as done."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import ModulePage
from enrollment.models import Enrollment, ModuleVisit
from enrollment.queries.modules import marks_in_course, places_in_course


class ModuleMarkRefused(Exception):
    """The module cannot be marked; the text says why."""


@transaction.atomic
def mark_module(module: ModulePage, person: User, *, done: bool, now: datetime) -> None:
    """Note that the person has done the module, or has not; doing it again changes nothing.

    Raises ModuleMarkRefused for somebody without a place in a run of the course. The mark is the person's in the
    course: it is kept with the newest place, outlives it, and is taken off all at once.
    """
    places = places_in_course(person, module.section.course_id)
    newest = Enrollment.objects.select_for_update(of=("self",)).filter(pk__in=places.values("pk")).first()
    if newest is None:
        raise ModuleMarkRefused(_("Only participants mark modules."))
    marks = marks_in_course(person, module.section.course_id).filter(module_key=module.key)
    if not done:
        marks.delete()
    elif not marks.exists():
        ModuleVisit.objects.create(enrollment=newest, module_key=module.key, done_at=now)

"""Who writes the page and the modules of a training: administrators, and those who lead or train one of its runs."""

from typing import Any

from wagtail.models import PagePermissionTester

from accounts.models import User
from accounts.queries import is_administrator
from courses.enums import RoleKind
from courses.models.run import RunRole

WRITERS = (RoleKind.LEAD, RoleKind.TRAINER)  # of a whole run; a substitute for one session writes nothing


def courses_trained_by(user: User) -> frozenset[int]:
    """The courses in a run of which the person is a trainer; asked once per request and kept on the object."""
    if not hasattr(user, "_courses_trained"):
        parts = RunRole.objects.filter(person=user, role__in=WRITERS, session=None)
        user._courses_trained = frozenset(parts.values_list("run__course", flat=True))  # type: ignore[attr-defined]
    return user._courses_trained  # type: ignore[attr-defined]


class OfCoursePermissions(PagePermissionTester):
    """Wagtail's rights in a training's page or module: none but for those who write it, and its reviewer in turn."""

    def __init__(self, user: User, page: Any, *, course_id: int | None) -> None:
        super().__init__(user, page)
        is_writer = course_id is None or is_administrator(user) or course_id in courses_trained_by(user)
        if not (user.is_active and is_writer):
            self.permissions: set[str] = set()

"""What enrollment answers and does when a lower app asks or announces."""

from typing import Any

from django.dispatch import receiver
from django.http import HttpRequest

from accounts.queries import is_administrator
from courses.models import ModulePage
from courses.signals import may_read_module
from enrollment.models import Enrollment


@receiver(may_read_module, dispatch_uid="participants-read-modules")
def participant_may_read(*, module: ModulePage, request: HttpRequest, **_: Any) -> bool:
    """Participants of any run of the course read its modules, and so do its trainers and administrators."""
    if not request.user.is_authenticated:
        return False
    runs = {"run__course": module.section.course_id}
    is_participant = Enrollment.objects.confirmed().filter(person=request.user, **runs).exists()
    return is_participant or is_administrator(request.user) or request.user.run_roles.filter(**runs).exists()

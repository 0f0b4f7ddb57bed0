"""Whom the previews of this app's messages are shown as."""

from django.db.models import Q
from django.utils import timezone

from accounts.names import folded
from enrollment.models import Enrollment
from enrollment.services.announce import facts_of
from messaging.previews import Receivers, register_receivers


def _find(text: str) -> Enrollment | None:
    """The newest enrolment of whoever has this name or address; people who have been erased have neither."""
    named = Q(person__name_folded__contains=folded(text)) | Q(person__email__iexact=text.strip())
    found = Enrollment.objects.filter(named, person__erased_at=None).select_related("person", "run__course")
    return found.order_by("-created_at", "-pk").first()


register_receivers(
    "enrollment.",
    Receivers(
        find=_find,
        label=lambda enrollment: f"{enrollment.shown_name}, {enrollment.run}",
        facts=lambda enrollment: facts_of(enrollment, timezone.now()),
    ),
)

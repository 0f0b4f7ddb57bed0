"""How messages of this app would read to somebody who gets them."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override

from accounts.names import folded
from enrollment.letters import NOTE
from enrollment.models import Enrollment
from enrollment.services.announce import facts_of
from messaging.previews import Receivers, register_receivers
from messaging.services import Letter, compose


def _find(text: str) -> Enrollment | None:
    """The newest enrolment of whoever has this name or address; people who have been erased have neither."""
    named = Q(person__name_folded__contains=folded(text)) | Q(person__email__iexact=text.strip())
    found = Enrollment.objects.filter(named, person__erased_at=None).select_related("person", "run__course")
    return found.order_by("-created_at", "-pk").first()


def note_to(enrollment: Enrollment, subject: str, text: str) -> Letter:
    """How a text of the organiser would read to this person now; nothing is written."""
    language = enrollment.person.language
    with override(language):
        facts = facts_of(enrollment, timezone.now())
    return compose(NOTE.key, language, {**facts, "subject": subject, "text": text})


register_receivers(
    "enrollment.",
    Receivers(
        find=_find,
        label=lambda enrollment: f"{enrollment.shown_name}, {enrollment.run}",
        facts=lambda enrollment: facts_of(enrollment, timezone.now()),
    ),
)

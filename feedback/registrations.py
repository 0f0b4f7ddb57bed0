"""What of this app hangs on a person, and how long it is kept."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.registry import (
    DataKind,
    OnErasure,
    OnMerge,
    PersonLink,
    RetentionStep,
    register_data_kind,
    register_person_link,
    register_retention,
)
from feedback.models import Answer, Receipt
from feedback.services.retain import forget_rounds, rounds_to_forget

FEEDBACK = register_data_kind(
    DataKind(
        key="feedback",
        name=_("Feedback results, and who has answered"),
        months=60,
        counted_from=_("from the closing of the survey"),
        afterwards=_("The answers are deleted."),
        when_erased=_(
            "Your feedback is anonymous, so nobody can find your answers, not even to erase them. That you have "
            "answered stays without your name."
        ),
        outcome=OnErasure.EMPTY,
        position=50,
    )
)
register_data_kind(
    DataKind(
        key="feedback_texts",
        name=_("What was written to feedback in own words"),
        months=12,
        counted_from=_("from the closing of the survey"),
        afterwards=_("The texts are deleted, the figures stay."),
        when_erased=_("Your feedback is anonymous, so nobody can find your answers, not even to erase them."),
        outcome=OnErasure.KEEP,
        position=51,
    )
)

register_person_link(
    PersonLink(
        Receipt,
        "person",
        ("round__run",),
        OnErasure.EMPTY,
        OnMerge.MOVE,
        FEEDBACK.key,
        loads=("round__run__course",),
    )
)


def _texts_due(cutoff: datetime, now: datetime) -> QuerySet[Answer]:
    return Answer.objects.exclude(text="").filter(response__round__closes_at__lt=cutoff)


def _delete(rows: QuerySet[Answer], now: datetime) -> None:
    rows.delete()


register_retention(
    RetentionStep("feedback_texts", "answers in own words", _("Answers in own words are deleted"), _texts_due, _delete)
)
register_retention(
    RetentionStep(
        "feedback", "rounds to forget", _("Answers of feedback rounds are deleted"), rounds_to_forget, forget_rounds
    )
)

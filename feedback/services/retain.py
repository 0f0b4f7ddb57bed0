"""The end of a round's keeping time."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from feedback.models import FeedbackRound, Receipt, Response


def rounds_to_forget(cutoff: datetime, now: datetime) -> QuerySet[FeedbackRound]:
    """Rounds that closed before the cut-off and still hold answers or receipts."""
    held = Q(Exists(Response.objects.filter(round=OuterRef("pk")))) | Q(
        Exists(Receipt.objects.filter(round=OuterRef("pk")))
    )
    return FeedbackRound.objects.filter(held, closes_at__lt=cutoff).order_by("pk")


def forget_rounds(rounds: QuerySet[FeedbackRound], now: datetime) -> None:
    """Delete answers and receipts together, so that their numbers stay equal; that there was a round stays."""
    keys = list(rounds.values_list("pk", flat=True))
    Response.objects.filter(round__in=keys).delete()
    Receipt.objects.filter(round__in=keys).delete()

"""States of an outgoing message."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class MessageState(TextChoices):
    """queued → sending → sent | failed → queued; queued → dropped."""

    QUEUED = "queued", pgettext_lazy("message state", "Waiting")
    SENDING = "sending", pgettext_lazy("message state", "Being sent")
    SENT = "sent", pgettext_lazy("message state", "Sent")
    FAILED = "failed", pgettext_lazy("message state", "Failed")
    DROPPED = "dropped", pgettext_lazy("message state", "Dropped")

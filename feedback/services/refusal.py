"""Why an answer was not taken."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Refusal(TextChoices):
    """Each reason with the words the person reads."""

    NOT_OPEN = "not_open", _("This survey is not open now.")
    NOT_PARTICIPANT = "not_participant", _("This survey is for the participants of the run.")
    ANSWERED = "answered", _("Your answer has been received already.")
    NOTHING_ANSWERED = "nothing_answered", _("Answer at least one question before you send.")


class FeedbackRefused(Exception):
    """The answer was not taken and nothing was stored."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.label)
        self.reason = reason

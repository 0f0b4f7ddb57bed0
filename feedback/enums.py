"""Choices of questionnaires."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Moment(TextChoices):
    START = "start", pgettext_lazy("feedback moment", "Before the first session")
    SESSION = "session", pgettext_lazy("feedback moment", "After a session")
    END = "end", pgettext_lazy("feedback moment", "After the last session")
    FOLLOW_UP = "follow_up", pgettext_lazy("feedback moment", "Later")


class QuestionKind(TextChoices):
    SCALE = "scale", pgettext_lazy("question kind", "Scale 1–5")
    CHOICE = "choice", pgettext_lazy("question kind", "Choice")
    TEXT = "text", pgettext_lazy("question kind", "Own words")

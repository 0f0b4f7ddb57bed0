"""Files attached to the answers of file assignments."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.contents import CONTENT_TYPES
from enrollment.enums import FileKind
from enrollment.models.submission import Submission, SubmissionTurn


class SubmissionFile(models.Model):
    """A file of one answer. It is `is_attached` to what is being written or was sent last; `turns` are the sent answers
    it was part of. The bytes lie in the storage "answers" under `key`, a random name that is told to nobody.

    Personal data: as `Submission`; pictures hold no place, time or device (erased with the answer).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="files", verbose_name=_("submission"))
    turns = models.ManyToManyField(SubmissionTurn, related_name="files", verbose_name=_("turns"))
    is_attached = models.BooleanField(_("attached"), default=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("type"), max_length=5, choices=FileKind.choices)
    size = models.PositiveIntegerField(_("size"))  # bytes
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=64, unique=True)
    added_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("file of an answer")
        verbose_name_plural = _("files of answers")
        ordering = ["added_at", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "sha256"], condition=Q(is_attached=True), name="submissionfile_attached_once"
            ),
            models.CheckConstraint(condition=Q(size__gte=1), name="submissionfile_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"#{str(self.pk)[:8]}"

    @property
    def content_type(self) -> str:
        """The media type of its content, for the answer that carries it."""
        return CONTENT_TYPES[FileKind(self.kind)]

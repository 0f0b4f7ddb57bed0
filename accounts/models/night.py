"""Which work of the night has been done: a row, so that no restart and no emptied cache repeats or forgets it."""

from django.db import models


class NightlyRound(models.Model):
    """The newest night whose round of this job went through; one row a job. Personal data: none."""

    job = models.CharField(max_length=60, unique=True)
    night = models.DateField()
    done_at = models.DateTimeField()

    class Meta:
        verbose_name = "nightly round"
        verbose_name_plural = "nightly rounds"
        ordering = ["job"]

    def __str__(self) -> str:
        return f"{self.job} {self.night}"

"""A run with places, and who has one."""

from django.conf import settings
from django.db import models


class FloorRun(models.Model):
    """Places None = no limit. Personal data: none."""

    title = models.CharField(max_length=80)
    places = models.PositiveIntegerField(null=True)

    def __str__(self) -> str:
        return self.title


class FloorPlace(models.Model):
    """Somebody's place or number in the queue. Personal data: who."""

    run = models.ForeignKey(FloorRun, models.PROTECT)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_waiting = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "person"], name="floorplace_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"

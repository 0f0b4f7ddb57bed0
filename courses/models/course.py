"""The stable thing that is offered again and again, and how its content is divided."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.register import TranslatedTitle
from courses.enums import CourseStatus


class Course(TranslatedTitle):
    """A training that is offered in runs; survives its pages. Personal data: none."""

    code = models.SlugField(_("code"), unique=True)
    status = models.CharField(_("status"), max_length=10, choices=CourseStatus.choices, default=CourseStatus.IDEA)
    default_organiser = models.ForeignKey(
        "courses.Organiser",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("usual organiser"),
    )
    target_groups = models.ManyToManyField(
        "accounts.Sector",
        blank=True,
        related_name="courses",
        verbose_name=_("target groups"),
        help_text=_("The sectors the training is meant for; none chosen = for everyone. The catalogue looks by these."),
    )
    parallel_places = models.PositiveSmallIntegerField(
        _("places one person may hold in parallel runs"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("1 = a person holds a place in one run of this training at a time."),
    )

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        ordering = ["title_fi"]
        constraints = [
            models.CheckConstraint(condition=models.Q(parallel_places__gte=1), name="course_allows_one_place"),
        ]

    @property
    def short_title(self) -> str:
        """The title up to its first dash, for headings, lists and subjects; certificates print the whole."""
        return self.title.partition(" – ")[0]


class Section(TranslatedTitle):
    """A section (osio) of a training's content. Personal data: none."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="sections", verbose_name=_("training"))
    number = models.PositiveSmallIntegerField(_("number"))

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["course", "number"]
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="section_one_of_a_number")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Theme(TranslatedTitle):
    """A core theme (ydinteema) that cuts across sections. Personal data: none."""

    key = models.SlugField(_("key"), unique=True)
    intro = models.TextField(_("introduction"), blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("core theme")
        verbose_name_plural = _("core themes")
        ordering = ["position", "title_fi"]


class Topic(TranslatedTitle):
    """What a session is about: the same topic in another run makes up for a missed one. Personal data: none."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="topics", verbose_name=_("training"))
    number = models.PositiveSmallIntegerField(_("number"))
    retired_at = models.DateTimeField(_("no longer used"), null=True, blank=True)

    class Meta:
        verbose_name = _("session topic")
        verbose_name_plural = _("session topics")
        ordering = ["course", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "number"],
                condition=models.Q(retired_at=None),
                name="topic_one_in_use_of_a_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

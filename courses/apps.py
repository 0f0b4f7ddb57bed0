from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Trainings")

    def ready(self) -> None:
        from courses import receivers, registrations  # noqa: F401, PLC0415

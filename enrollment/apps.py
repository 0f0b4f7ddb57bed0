from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnrollmentConfig(AppConfig):
    name = "enrollment"
    verbose_name = _("Participants")

    def ready(self) -> None:
        from enrollment import (  # noqa: F401, PLC0415
            change_letters,
            group_letters,
            letters,
            log_actions,
            offer_letters,
            previews,
            receivers,
            registrations,
            work_letters,
        )

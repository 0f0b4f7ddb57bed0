from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Pages")

    def ready(self) -> None:
        from cms import letters, receivers, registrations  # noqa: F401, PLC0415
        from cms.images import suggest_only_descriptions  # noqa: PLC0415 - the model of images is not there before

        suggest_only_descriptions()

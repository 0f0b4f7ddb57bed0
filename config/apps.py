"""The top of the house: may import every app, is imported by none."""

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class ConfigConfig(AppConfig):
    name = "config"
    default = True

    def ready(self) -> None:
        from config import checks  # noqa: F401, PLC0415 - registers the system checks
        from config.link_labels import name_link_fields  # noqa: PLC0415 - Wagtail's forms need every app

        name_link_fields()


class StaffUsersConfig(WagtailUsersAppConfig):
    """Wagtail's user screens for a person with one name and no username (superusers only)."""

    user_viewset = "config.staff_users.StaffUserViewSet"

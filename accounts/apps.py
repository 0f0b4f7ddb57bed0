from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and organisations")

    def ready(self) -> None:
        from accounts import collation, log_actions, registrations  # noqa: F401, PLC0415

        connection_created.connect(collation.teach_sqlite_finnish, dispatch_uid="finnish-collation")

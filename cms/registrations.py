"""What of this app hangs on a person, and how long it is kept."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.registry import (
    DataKind,
    OnErasure,
    OnMerge,
    PersonLink,
    RetentionStep,
    register_data_kind,
    register_person_link,
    register_retention,
)
from cms.models import AccessibilityRequest, LibraryItemPage
from cms.services.accessibility import requests_due

REQUESTS = register_data_kind(
    DataKind(
        key="accessibility",
        name=_("Feedback on accessibility"),
        months=12,
        counted_from=_("from the answer"),
        afterwards=_("The message, the address and the answer are deleted."),
        when_erased=_("Your address is erased from answered messages. An open one is answered first."),
        outcome=OnErasure.DELETE,
        position=75,
    )
)

register_person_link(
    PersonLink(
        AccessibilityRequest, "answered_by", (), OnErasure.KEEP, OnMerge.STAY, REQUESTS.key, "who answered a request"
    )
)
register_person_link(PersonLink(LibraryItemPage, "reviewer", (), OnErasure.UNLINK, OnMerge.MOVE))


def _delete(rows: QuerySet[AccessibilityRequest], now: datetime) -> None:
    rows.delete()


register_retention(
    RetentionStep(
        REQUESTS.key,
        "answered feedback on accessibility",
        _("Answered feedback on accessibility is deleted"),
        requests_due,
        _delete,
    )
)

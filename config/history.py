"""What has been done in the admin. The log keeps numbers; what the rows are called is read when the list is opened."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.admin.viewsets import viewsets

from accounts.admin_helpers import RegisterViewSet
from accounts.models import User


class History(LogEntriesView):
    """Wagtail's list of what has been done, told by names that the log itself never holds."""

    results_template_name = "admin/site_history.html"

    def decorate_paginated_queryset(self, queryset: Any) -> list[Any]:
        entries = super().decorate_paginated_queryset(queryset)
        tell_names(entries, self.request.user)
        return entries


def tell_names(entries: Iterable[Any], user: User) -> None:
    """Give each entry `told`, what its row is called now, and `belongs_to`; one query for each kind of row.

    A row that is no longer there, or that the person may not see, keeps the label of the log.
    """
    screens = {each.model: each for each in viewsets.viewsets if isinstance(each, RegisterViewSet)}
    by_kind: dict[type, list[Any]] = defaultdict(list)
    for entry in entries:
        entry.told, entry.belongs_to = entry.label, ""
        by_kind[entry.content_type.model_class()].append(entry)
    for model, logged in by_kind.items():
        if model in screens:
            _tell(logged, screens[model], user)


def _tell(logged: list[Any], screen: RegisterViewSet, user: User) -> None:
    rows = screen.visible_to(user, screen.model._default_manager.select_related(*screen.relations))
    found = {str(row.pk): row for row in rows.filter(pk__in={entry.object_id for entry in logged})}
    for entry in logged:
        if row := found.get(str(entry.object_id)):
            entry.told, entry.belongs_to = screen.title_of(row), screen.belongs_to(row)

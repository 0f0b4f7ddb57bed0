"""Wagtail's generic views, made to show only the rows a person may see and to refuse in words."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Model, ProtectedError, Q, QuerySet, RestrictedError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.widgets.button import ButtonWithDropdown, HeaderButton
from wagtail.log_actions import log

from accounts.admin_helpers.as_read import NeverOverNewer
from accounts.admin_helpers.changes import changes_in_words, changes_of
from accounts.admin_helpers.columns import TextColumn, plain
from accounts.cells import guarded, printable
from accounts.collation import in_finnish_order
from accounts.models import User
from accounts.names import folded

Scope = Callable[[User, QuerySet[Any]], QuerySet[Any]]


def _for_xlsx(text: str) -> str:
    return guarded(printable(text))


class Scoped:
    """Rows the signed-in person may see; everything else does not exist for them (404)."""

    scope: Scope | None = None
    frozen_reason: Callable[[Model], str] | None = None
    request: HttpRequest

    def scoped(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return self.scope(self.request.user, rows) if self.scope else rows

    def refusal(self, row: Model) -> str:
        """Why the row may not be changed any more; empty when it may."""
        return self.frozen_reason(row) if self.frozen_reason else ""


class Named:
    """A row that is told of by what it is called, not by its number."""

    title_of: Callable[[Any], str] = str
    success_message: Any
    object: Any

    def get_success_message(self, *row: Model) -> str:
        kind = capfirst(self.object._meta.verbose_name)
        return self.success_message % {"object": self.title_of(self.object), "model_name": kind}


class Titled(Named):
    """A screen of one row, headed by what the row is called."""

    def get_page_subtitle(self) -> str:
        return self.title_of(self.object)


class RegisterIndex(Scoped, generic.IndexView):
    """A listing with one query per relation, a search that folds accents and safe files."""

    template_name = "admin/register.html"
    explanation: Any = ""
    relations: tuple[str, ...] = ()
    folded_fields: tuple[str, ...] = ()
    counted: Any = ""
    alphabetical = ""
    title_of: Callable[[Any], str] = str
    custom_value_preprocess = {**generic.IndexView.custom_value_preprocess, str: {"csv": guarded, "xlsx": _for_xlsx}}

    @property
    def is_searchable(self) -> bool:
        return bool(self.search_fields or self.folded_fields)

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By name as the Finnish alphabet goes, unless another column was asked for."""
        asked = self.request.GET.get("ordering", self.alphabetical)
        if not self.alphabetical or asked.removeprefix("-") != self.alphabetical:
            return super().order_queryset(queryset)
        order = in_finnish_order(self.alphabetical)
        return queryset.order_by(order.desc() if asked.startswith("-") else order, "pk")

    def get_base_queryset(self) -> QuerySet[Any]:
        return self.scoped(super().get_base_queryset().select_related(*self.relations))

    def get_paginator(self, *args: Any, **kwargs: Any) -> Any:
        """Wagtail's own, which also says the number of rows in words (`pagination_nav.html`)."""
        paginator = super().get_paginator(*args, **kwargs)
        paginator.counted = self.counted and self.counted % {"count": paginator.count}
        return paginator

    def get_list_buttons(self, instance: Model) -> list[Any]:
        """A row's menu is called by what the row is called."""
        buttons = super().get_list_buttons(instance)
        for button in buttons:
            if isinstance(button, ButtonWithDropdown):
                button.attrs["aria-label"] = _("Actions: %(row)s") % {"row": self.title_of(instance)}
        return buttons

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.is_searching:
            return queryset
        wanted = Q()
        for field in self.search_fields or ():
            wanted |= Q(**{f"{field}__icontains": self.search_query})
        for field in self.folded_fields:
            wanted |= Q(**{f"{field}__contains": folded(self.search_query)})
        return queryset.filter(wanted).distinct()


class Announces:
    """Tells the screen that a row was added, changed or deleted, in the same transaction."""

    after_change: Callable[[Model], None] | None = None

    def save_instance(self) -> Model:
        row = super().save_instance()  # type: ignore[misc]
        if self.after_change:
            self.after_change(row)
        return row


class LogsChanges:
    """Writes into the log what changed from what to what; of private fields only that they changed."""

    private_fields: tuple[str, ...] = ()
    form: Any

    def save_instance(self) -> Model:
        row: Model = self.form.save()
        self.has_content_changes = self.form.has_changed()
        data = {"changes": changes_of(self.form, self.private_fields)} if self.has_content_changes else {}
        log(instance=row, action="wagtail.edit", content_changed=self.has_content_changes, data=data)
        return row


class RegisterCreate(Announces, Named, generic.CreateView):
    """Adds a row; proposes what the row belongs to when the address names it."""

    proposed_field = ""

    def get_initial_form_instance(self) -> Model | None:
        asked = self.request.GET.get(self.proposed_field, "") if self.proposed_field else ""
        return self.model(**{f"{self.proposed_field}_id": int(asked)}) if asked.isdecimal() else None

    def get_page_subtitle(self) -> str:
        """`New: run`, the whole heading."""
        return _("New: %(model_name)s") % {"model_name": self.model._meta.verbose_name}

    def get_header_title(self) -> str:
        return self.get_page_subtitle()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items()[:-1], {"url": "", "label": self.get_page_subtitle()}]


class RegisterEdit(Announces, LogsChanges, NeverOverNewer, Titled, Scoped, generic.EditView):
    """Changes a row, unless the row is frozen."""

    def get_side_panels(self) -> MediaContainer:
        """None: Wagtail's would call every row published. The log is one press away in the header."""
        return MediaContainer([])

    def get_queryset(self) -> QuerySet[Any]:
        return self.scoped(self.model._default_manager.all())

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.user_has_permission("change"):
            self.object = self.get_object()
            if refusal := self.refusal(self.object):
                messages.error(request, refusal)
                return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)


class RegisterDelete(Titled, Scoped, generic.DeleteView):
    """Deletes a row nothing hangs on; otherwise says what does."""

    after_change: Callable[[Model], None] | None = None

    def delete_action(self) -> None:
        super().delete_action()
        if self.after_change:
            self.after_change(self.object)

    def get_queryset(self) -> QuerySet[Any]:
        return self.scoped(self.model._default_manager.all())

    def form_valid(self, form: Any) -> HttpResponse:
        if refusal := self.refusal(self.object):
            messages.error(self.request, refusal)
            return HttpResponseRedirect(self.get_success_url())
        try:
            return super().form_valid(form)
        except (ProtectedError, RestrictedError) as failure:
            rows = getattr(failure, "protected_objects", None) or getattr(failure, "restricted_objects", ())
            names = sorted({str(row._meta.verbose_name_plural) for row in rows})
            messages.error(
                self.request,
                _("This cannot be deleted, because something uses it: %(what)s.") % {"what": ", ".join(names)},
            )
            return HttpResponseRedirect(self.get_success_url())


class RegisterInspect(Titled, Scoped, generic.InspectView):
    """Shows a row in plain words."""

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Model:
        return get_object_or_404(self.scoped(self.model._default_manager.all()), pk=self.pk)

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        return plain(value) if value is None or isinstance(value, str | bool | datetime) else value

    @property
    def header_buttons(self) -> list[HeaderButton]:
        url = self.get_edit_url()
        return [HeaderButton(_("Edit"), url=url, icon_name="edit")] if url and not self.refusal(self.object) else []

    header_more_buttons: list[Any] = []


class RegisterHistory(Titled, Scoped, HistoryView):
    """What was done to a row in the admin, with what changed from what to what."""

    @cached_property
    def columns(self) -> list[Any]:
        action, *who_and_when = super().columns
        said = TextColumn("changes", label=_("What changed"), accessor=lambda entry: changes_in_words(entry.data))
        return [action, said, *who_and_when]

    def get_base_object_queryset(self) -> QuerySet[Any]:
        return self.scoped(super().get_base_object_queryset())


def perform(
    viewset: Any, action: Callable[[HttpRequest, Model], str], permission: str = "change"
) -> Callable[..., HttpResponse]:
    """A view that does one thing to one row by POST, shows its message and returns to the list.

    `action` returns the message; a `ValueError` of the domain becomes the refusal shown.
    """

    def view(request: HttpRequest, pk: int | UUID) -> HttpResponse:
        if not viewset.permission_policy.user_has_permission(request.user, permission):
            raise PermissionDenied
        if request.method != "POST":
            return redirect(reverse(viewset.get_url_name("index")))
        row = get_object_or_404(viewset.visible_to(request.user, viewset.model._default_manager.all()), pk=pk)
        try:
            messages.success(request, action(request, row))
        except ValueError as refusal:
            messages.error(request, str(refusal))
        return redirect(get_valid_next_url_from_request(request) or reverse(viewset.get_url_name("index")))

    return view

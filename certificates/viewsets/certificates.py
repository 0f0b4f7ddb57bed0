"""Certificates in the admin: looked at, replaced, and revoked with a reason."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.admin_helpers import (
    AdminMenu,
    HubIndex,
    HubView,
    HubViewSet,
    Linked,
    MomentColumn,
    PageAction,
    TextColumn,
    plain,
)
from accounts.models import User
from certificates.enums import CertificateStatus
from certificates.models import Certificate
from certificates.numbers import normalised_human_id
from certificates.queries import may_be_replaced, newer_than
from certificates.viewsets.ending import Question, Replacing, Revoking


def certificate_facts(row: Certificate) -> list[tuple[Any, Any]]:
    """Whose it is and what it says, as it was frozen: what somebody checks before revoking it."""
    return [
        (_("Certificate ID"), row.human_id),
        (_("Name on the certificate"), row.snapshot.get("name", "")),
        (_("Run"), Linked(row.enrollment.run, reverse("courserun:inspect", args=[row.enrollment.run_id]))),
        (_("State"), row.get_status_display()),
        (_("Condition met on"), row.met_on),
        (_("Issued"), row.issued_at),
    ]


def said(value: Any) -> str:
    """A fact in plain words, without its link."""
    return plain(value.text if isinstance(value, Linked) else value)


def linked(certificate: Certificate | None) -> Linked | str:
    """The ID of a certificate, leading to its page."""
    if certificate is None:
        return ""
    return Linked(certificate.human_id, reverse("certificate:inspect", args=[certificate.pk]))


class CertificatePage(HubView):
    """One certificate: its state, its public page and its file."""

    def facts(self) -> list[tuple[Any, Any]]:
        row = self.object
        return [
            *certificate_facts(row),
            (_("Problem"), row.problem),
            (_("Ended"), row.ended_at),
            (_("Ended by"), row.ended_by.shown_name if row.ended_by else ""),
            (_("Reason"), ": ".join(filter(None, [row.get_end_reason_display(), row.end_note]))),
            (_("Replaces the certificate"), linked(row.replaces)),
            (_("Replaced by"), linked(newer_than(row))),
        ]

    def actions(self) -> list[PageAction]:
        row, actions = self.object, []
        if row.issued_at:
            actions.append(
                PageAction(_("Open the public page"), reverse("certificate-verify", args=[row.token]), posts=False)
            )
        if row.status == CertificateStatus.VALID:
            actions.append(PageAction(_("Open the PDF"), reverse("certificate-pdf", args=[row.token]), posts=False))
        if self.permission_policy.user_has_permission(self.request.user, "change"):
            actions += self._endings(row)
        return actions

    def _endings(self, row: Certificate) -> list[PageAction]:
        """A new one in its place, and taking it back."""
        actions = []
        if may_be_replaced(row):
            url = reverse("certificate:replace", args=[row.pk])
            actions.append(PageAction(_("Replace the certificate"), url, posts=False))
        if row.status == CertificateStatus.VALID:
            url = reverse("certificate:revoke", args=[row.pk])
            actions.append(PageAction(_("Revoke the certificate"), url, posts=False, is_serious=True))
        return actions


class CertificateIndex(HubIndex):
    """Finds a certificate by its ID however it was typed, as the public check does."""

    def search_queryset(self, queryset: QuerySet[Certificate]) -> QuerySet[Certificate]:
        found = super().search_queryset(queryset)
        human_id = normalised_human_id(self.search_query or "")
        return found | queryset.filter(human_id=human_id).distinct() if human_id else found


class CertificateViewSet(HubViewSet):
    """Certificates issue themselves; staff look, replace and revoke with a reason."""

    model = Certificate
    counted = ngettext_lazy("%(count)s certificate", "%(count)s certificates", "count")
    icon = "doc-full-inverse"
    menu = AdminMenu.CERTIFICATES
    menu_order = 10
    actions = ("view", "change")
    opens_form = False
    index_view_class = CertificateIndex
    inspect_view_class = CertificatePage
    relations = ("enrollment__run__course", "enrollment__person", "ended_by")
    list_filter = {"status": ["exact"], "kind": ["exact"]}
    folded_fields = ("enrollment__person__name_folded",)
    search_fields = ("human_id",)
    list_display = (
        "human_id",
        TextColumn("name", label=gettext_lazy("Name"), accessor=lambda row: row.snapshot.get("name", "")),
        TextColumn("run", label=gettext_lazy("Run"), accessor="enrollment.run"),
        TextColumn("status", label=gettext_lazy("State"), accessor="get_status_display"),
        MomentColumn("issued_at", label=gettext_lazy("Issued")),
        TextColumn("problem", label=gettext_lazy("Problem")),
    )

    def belongs_to(self, row: Certificate) -> str:
        return str(row.enrollment.run)

    def visible_to(self, user: User, rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
        """Without the files: a page of certificates would otherwise read them all."""
        return rows.defer("pdf").select_related(*self.relations)

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("revoke/<int:pk>/", self.revoke_view, name="revoke"),
            path("replace/<int:pk>/", self.replace_view, name="replace"),
        ]

    def revoke_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask the reason, then revoke."""
        return self._ask(request, pk, Revoking)

    def replace_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask the reason and the paper, then prepare the new one."""
        return self._ask(request, pk, Replacing)

    def _ask(self, request: HttpRequest, pk: int, question: type[Question]) -> HttpResponse:
        certificate = get_object_or_404(self.visible_to(request.user, Certificate.objects.all()), pk=pk)
        if not self.permission_policy.user_has_permission(request.user, "change"):
            return redirect("wagtailadmin_home")
        facts = [(label, said(value)) for label, value in certificate_facts(certificate)]
        return question(certificate, facts).answer(request)


certificates = CertificateViewSet()
screens = (certificates,)

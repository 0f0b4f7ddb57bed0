"""Certificates in the admin: looked at, and revoked with a reason."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from wagtail.admin import messages

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
from certificates.enums import CertificateStatus, EndReason
from certificates.models import Certificate
from certificates.numbers import normalised_human_id
from certificates.services import REVOCATION_REASONS, CertificateRefused, revoke


class RevocationForm(forms.Form):
    """Why a certificate is revoked; never shown outside staff."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[(reason.value, reason.label) for reason in REVOCATION_REASONS],
        error_messages={"required": gettext_lazy("Choose the reason.")},
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("In your own words"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Only staff see this."),
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if facts.get("reason") == EndReason.OTHER and not facts.get("note", "").strip():
            self.add_error("note", _("Write the reason in your own words."))
        return facts


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
    """Certificates issue themselves; staff look, and revoke with a reason."""

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

    def visible_to(self, user: User, rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
        """Without the files: a page of certificates would otherwise read them all."""
        return rows.defer("pdf").select_related(*self.relations)

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("revoke/<int:pk>/", self.revoke_view, name="revoke")]

    def revoke_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask the reason, then revoke."""
        certificate = get_object_or_404(self.visible_to(request.user, Certificate.objects.all()), pk=pk)
        page = reverse("certificate:inspect", args=[pk])
        if not self.permission_policy.user_has_permission(request.user, "change"):
            return redirect("wagtailadmin_home")
        form = RevocationForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            title = _("Revoke the certificate")
            if form.is_bound:
                messages.validation_error(request, _("The certificate was not revoked."), form)
            return render(
                request,
                "admin/revoke.html",
                {
                    "form": form,
                    "certificate": certificate,
                    "facts": [(label, said(value)) for label, value in certificate_facts(certificate)],
                    "back": page,
                    "header_title": title,
                    "page_title": title,
                },
            )
        try:
            revoke(
                certificate,
                by=request.user,
                reason=form.cleaned_data["reason"],
                note=form.cleaned_data["note"],
                now=timezone.now(),
            )
            messages.success(request, _("The certificate is no longer valid."))
        except CertificateRefused as refusal:
            messages.error(request, str(refusal.message))
        return redirect(page)


certificates = CertificateViewSet()
screens = (certificates,)

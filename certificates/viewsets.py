"""Certificates and what they are made of, in the admin."""

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
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList

from accounts.admin_helpers import (
    AdminMenu,
    ChildForm,
    ChildViewSet,
    HubView,
    HubViewSet,
    MomentColumn,
    PageAction,
    RegisterViewSet,
    TextColumn,
    plain,
)
from accounts.models import User
from certificates.enums import CertificateStatus, EndReason
from certificates.models import Certificate, CertificateOffer, CertificateProgramme, CertificateTemplate, Route
from certificates.services import REVOCATION_REASONS, CertificateRefused, revoke


class RevocationForm(forms.Form):
    """Why a certificate is revoked; never shown outside staff."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[(reason.value, reason.label) for reason in REVOCATION_REASONS],
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
        (_("Run"), row.enrollment.run),
        (_("State"), row.get_status_display()),
        (_("Condition met on"), row.met_on),
        (_("Issued"), row.issued_at),
    ]


class CertificatePage(HubView):
    """One certificate: its state, its public page and its file."""

    def facts(self) -> list[tuple[Any, Any]]:
        row = self.object
        return [
            *certificate_facts(row),
            (_("Problem"), row.problem),
            (_("Ended"), row.ended_at),
            (_("Ended by"), row.ended_by.shown_name if row.ended_by else ""),
            (_("Reason"), " ".join(filter(None, [row.get_end_reason_display(), row.end_note]))),
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


class CertificateViewSet(HubViewSet):
    """Certificates issue themselves; staff look, and revoke with a reason."""

    model = Certificate
    counted = ngettext_lazy("%(count)s certificate", "%(count)s certificates", "count")
    icon = "doc-full-inverse"
    menu = AdminMenu.CERTIFICATES
    menu_order = 10
    actions = ("view", "change")
    opens_form = False
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
        form = RevocationForm(request.POST or None)
        if not form.is_valid():
            title = _("Revoke the certificate")
            return render(
                request,
                "admin/revoke.html",
                {
                    "form": form,
                    "certificate": certificate,
                    "facts": [(label, plain(value)) for label, value in certificate_facts(certificate)],
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


class ProgrammeViewSet(RegisterViewSet):
    """What certificates lead to."""

    model = CertificateProgramme
    counted = ngettext_lazy("%(count)s certificate programme", "%(count)s certificate programmes", "count")
    icon = "doc-full"
    menu = AdminMenu.CERTIFICATES
    menu_order = 20
    list_display = ("title_fi", "key")
    panels = ["title_fi", "title_sv", "title_en", "key"]


class RouteViewSet(RegisterViewSet):
    """Ways to a certificate."""

    model = Route
    counted = ngettext_lazy("%(count)s route", "%(count)s routes", "count")
    icon = "redirect"
    menu = AdminMenu.CERTIFICATES
    menu_order = 30
    relations = ("programme",)
    list_display = ("title_fi", TextColumn("programme", label=gettext_lazy("Certificate programme")), "key")
    panels = ["programme", "title_fi", "title_sv", "title_en", "key", "sentence", "sentence_sv", "sentence_en"]


class TemplateForm(WagtailAdminModelForm):
    """Signatories one per line, instead of the stored list."""

    signatory_lines = forms.CharField(
        label=gettext_lazy("Signatories"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("One per line: name, title. For example: Helmi Harju, trainer"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = self.instance.signatories or []
        self.fields["signatory_lines"].initial = "\n".join(
            f"{person.get('name', '')}, {person.get('title', '')}" for person in people
        )

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        lines = [line.partition(",") for line in facts.get("signatory_lines", "").splitlines() if line.strip()]
        self.instance.signatories = [{"name": name.strip(), "title": title.strip()} for name, _comma, title in lines]
        return facts


class TemplateViewSet(RegisterViewSet):
    """The wording of the paper; certificates already issued are never redrawn."""

    private_fields = ("signatory_lines",)

    model = CertificateTemplate
    counted = ngettext_lazy("%(count)s certificate template", "%(count)s certificate templates", "count")
    icon = "doc-empty"
    menu = AdminMenu.CERTIFICATES
    menu_order = 40
    list_display = (
        "key",
        "number",
        TextColumn("language", accessor="get_language_display", label=gettext_lazy("Language")),
        "place",
    )

    def get_edit_handler(self) -> ObjectList:
        panels = [
            "key",
            "number",
            "language",
            "heading",
            "verb",
            "place",
            "place_inflected",
            FieldPanel("signatory_lines"),
        ]
        return ObjectList(panels, base_form_class=TemplateForm).bind_to_model(self.model)


def route_name(route: Route) -> str:
    """The route with its programme: routes of different programmes may have the same name."""
    return f"{route.programme.title}: {route.title}"


class OfferForm(ChildForm):
    """Shows routes with their programme."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["route"].queryset = Route.objects.select_related("programme")
        self.fields["route"].label_from_instance = route_name


class OfferViewSet(ChildViewSet):
    """Which certificate a run gives."""

    model = CertificateOffer
    counted = ngettext_lazy("%(count)s certificate", "%(count)s certificates", "count")
    icon = "doc-full-inverse"
    form_class = OfferForm
    relations = ("run__course", "route__programme", "template")
    list_display = (TextColumn("run", label=gettext_lazy("Run")), TextColumn("route", label=gettext_lazy("Route")))
    panels = ["kind", "route", "template", "mode"]

    def title_of(self, row: CertificateOffer) -> str:
        return route_name(row.route)


offers, certificates = OfferViewSet(), CertificateViewSet()
screens = (certificates, ProgrammeViewSet(), RouteViewSet(), TemplateViewSet(), offers)

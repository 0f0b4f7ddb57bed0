"""What certificates are made of, in the admin: programmes, routes, the wording of the paper, and what a run gives."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from wagtail.admin.panels import FieldPanel, ObjectList

from accounts.admin_helpers import AdminMenu, ChildForm, ChildViewSet, RegisterForm, RegisterViewSet, TextColumn
from certificates.models import CertificateOffer, CertificateProgramme, CertificateTemplate, Route


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


class TemplateForm(RegisterForm):
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


def template_name(template: CertificateTemplate) -> str:
    """`perus, versio 1, suomi`: which paper it is, and its language."""
    return _("%(key)s, version no. %(number)s, %(language)s") % {
        "key": template.key,
        "number": template.number,
        "language": template.get_language_display().lower(),
    }


class OfferForm(ChildForm):
    """Shows routes with their programme, and templates with their language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["route"].queryset = Route.objects.select_related("programme")
        self.fields["route"].label_from_instance = route_name
        self.fields["template"].label_from_instance = template_name


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


offers = OfferViewSet()
screens = (ProgrammeViewSet(), RouteViewSet(), TemplateViewSet(), offers)

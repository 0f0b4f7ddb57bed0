"""Certificates on the pages of runs and of people in the admin."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from accounts.admin_helpers import RelatedList
from accounts.models import User
from certificates.models import Certificate
from certificates.viewsets.certificates import certificates
from certificates.viewsets.papers import offers, template_name


def _certificates_of(person: User) -> QuerySet[Certificate]:
    return Certificate.objects.filter(enrollment__person=person).defer("pdf").order_by("-prepared_at")


CERTIFICATES_OF_A_PERSON = RelatedList(
    title=gettext_lazy("Certificates"),
    viewset=lambda: certificates,
    rows=_certificates_of,
    columns=(
        (gettext_lazy("Certificate ID"), lambda row: row.human_id),
        (gettext_lazy("Training"), lambda row: row.snapshot.get("course", "")),
        (gettext_lazy("State"), lambda row: row.get_status_display()),
        (gettext_lazy("Issued"), lambda row: row.issued_at),
    ),
    empty=gettext_lazy("The person has no certificates."),
    order=20,
)
OFFERS_OF_A_RUN = RelatedList(
    title=gettext_lazy("Certificate of the run"),
    viewset=lambda: offers,
    rows=lambda run: run.certificate_offers.select_related("route__programme", "template"),
    columns=(
        (gettext_lazy("Kind"), lambda offer: offer.get_kind_display()),
        (gettext_lazy("Certificate programme"), lambda offer: offer.route.programme),
        (gettext_lazy("Route"), lambda offer: offer.route),
        (gettext_lazy("Certificate template"), lambda offer: template_name(offer.template)),
        (gettext_lazy("How it is issued"), lambda offer: offer.get_mode_display()),
    ),
    add_label=gettext_lazy("Add a certificate to the run"),
    empty=gettext_lazy("The run gives no certificate yet."),
    order=50,
)

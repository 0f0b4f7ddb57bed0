"""What of this app hangs on a person, and how long it is kept."""

from collections.abc import Iterator
from functools import partial

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.registry import (
    DataKind,
    ExportFile,
    OnErasure,
    OnMerge,
    PersonLink,
    RetentionStep,
    register_data_kind,
    register_hold,
    register_person_link,
    register_retention,
)
from certificates.models import Certificate
from certificates.numbers import file_name
from certificates.services.retain import certificates_to_forget, forget_certificates
from enrollment.models import Enrollment

CERTIFICATES = register_data_kind(
    DataKind(
        key="certificates",
        name=_("Register of certificates"),
        months=120,
        counted_from=_("from the issuing"),
        afterwards=_("The certificate is deleted from the register and can no longer be checked."),
        when_erased=_(
            "What is needed to check an issued certificate stays: your name on it, the training, the dates, the ID and "
            "how the conditions were met. Otherwise anybody could claim to have a certificate, and yours could not be "
            "checked."
        ),
        outcome=OnErasure.KEEP,
        position=40,
    )
)
_RECORD = "an issued certificate must stay checkable (GDPR 17(3)(b) and (d))"


def _files(certificate: Certificate) -> Iterator[ExportFile]:
    if certificate.pdf:
        yield ExportFile(file_name(certificate.human_id), partial(bytes, certificate.pdf))


register_person_link(
    PersonLink(
        Certificate,
        "enrollment__person",
        (
            "human_id",
            "enrollment__run",
            "status",
            "language",
            "met_on",
            "issued_at",
            "ended_at",
            "pdf_sha256",
            "snapshot",
        ),
        OnErasure.KEEP,
        OnMerge.FOLLOW,
        CERTIFICATES.key,
        _RECORD,
        activity=("issued_at",),
        loads=("enrollment__run__course",),
        files=_files,
    )
)
register_person_link(
    PersonLink(Certificate, "ended_by", (), OnErasure.KEEP, OnMerge.STAY, CERTIFICATES.key, "who ended a record")
)
register_hold(Enrollment, lambda: Q(Exists(Certificate.objects.filter(enrollment=OuterRef("pk")))))
register_retention(RetentionStep("certificates", "certificates to forget", certificates_to_forget, forget_certificates))

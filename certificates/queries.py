"""Questions about certificates: what the public may see, what the holder sees, and whether the register is whole."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.names import surname_matches
from certificates import qr
from certificates.chain import GENESIS, digest, sha256
from certificates.due import WANTED
from certificates.enums import STANDING, CertificateKind, CertificateStatus, IssueMode, LogEvent
from certificates.models import Certificate, CertificateOffer, CertificateTemplate, IssueLogEntry
from certificates.numbers import normalised_human_id
from courses.models import CourseRun
from courses.queries import contact_in_words
from enrollment.enums import EnrollmentState
from enrollment.models import Enrollment

NOBODY = "Nimetön Tuntematon"  # compared with when there is no such certificate: the same work as for a wrong surname
NOT_PUBLIC = frozenset({"route"})  # how somebody got there is nobody's business (certificate.md §7)


@dataclass(frozen=True)
class PublicRecord:
    """What anyone may see of one certificate. `snapshot` is empty unless it is valid."""

    status: CertificateStatus
    token: str
    human_id: str
    issued_at: datetime | None
    snapshot: dict[str, Any] = field(default_factory=dict)

    @property
    def is_valid(self) -> bool:
        """Whether the printed facts and the file may be shown."""
        return self.status == CertificateStatus.VALID

    @property
    def issued_on(self) -> date | None:
        """The day of issue in Finnish time."""
        return localtime(self.issued_at).date() if self.issued_at else None

    @property
    def facts(self) -> list[dict[str, Any]]:
        """The printed facts in the order of the paper, but for the route."""
        return [fact for fact in self.snapshot.get("facts", []) if fact["key"] not in NOT_PUBLIC]

    @property
    def completed_on(self) -> date | None:
        """The day of the paper's place and date, where its facts do not name it: so it was until 2026."""
        met_on = self.snapshot.get("met_on")
        is_named = any(fact["key"] == "completed" for fact in self.facts)
        return date.fromisoformat(met_on) if met_on and not is_named else None

    @property
    def qr(self) -> dict[str, Any]:
        """Side of the view box and path of the QR code on the paper."""
        side, path = qr.svg_path(self.snapshot["check_url"])
        return {"side": side, "path": path}


def _made() -> QuerySet[Certificate]:
    """Certificates that exist for the public: made, whatever happened to them since. The file stays in the database."""
    return Certificate.objects.exclude(status=CertificateStatus.PREPARED).defer("pdf")


def record_by_token(token: str) -> PublicRecord | None:
    """What the link or the QR code leads to; None for an unknown or unfinished one."""
    return _record(_made().filter(token=token).first())


def record_by_id(typed_id: str, typed_surname: str) -> PublicRecord | None:
    """What a typed ID and surname lead to; None alike, after the same work, for an unknown ID and a wrong surname."""
    certificate = _made().filter(human_id=normalised_human_id(typed_id)).first()
    matches = surname_matches(certificate.snapshot["name"] if certificate else NOBODY, typed_surname)
    return _record(certificate) if certificate and matches else None


def valid_file(token: str) -> Certificate | None:
    """The certificate with its file, while it is valid."""
    return Certificate.objects.filter(token=token, status=CertificateStatus.VALID).only("human_id", "pdf").first()


def _record(certificate: Certificate | None) -> PublicRecord | None:
    if certificate is None:
        return None
    status = CertificateStatus(certificate.status)
    shown = {key: value for key, value in certificate.snapshot.items() if key != "evidence"}
    return PublicRecord(
        status,
        certificate.token,
        certificate.human_id,
        certificate.issued_at,
        shown if status == CertificateStatus.VALID else {},
    )


@dataclass(frozen=True)
class HolderPanel:
    """What the own page says about the certificate. `state`: "" (nothing to say), none, on_request, out_of_reach,
    may_ask (completed, and only the wish is missing), not_asked, not_yet, completed, being_made, delayed, ready, ended.
    """

    state: str
    human_id: str = ""
    issued_at: datetime | None = None
    page: str = ""
    file: str = ""
    share_link: str = ""
    contact: str = ""


def holder_panel(enrollment: Enrollment, *, is_out_of_reach: bool = False) -> HolderPanel:
    """Where the person's certificate of this training stands, in at most three queries.

    `is_out_of_reach`: the completion rule can no longer be filled in this run (`enrollment.queries.own.OwnPage`).
    """
    newest = Certificate.objects.filter(enrollment=enrollment).defer("pdf").order_by("-prepared_at", "-pk").first()
    if newest:
        return _panel_of(newest, enrollment.run)
    if enrollment.state != EnrollmentState.CONFIRMED:
        return HolderPanel("")
    offer = CertificateOffer.objects.filter(run=enrollment.run_id, kind=CertificateKind.COMPLETION).first()
    if offer is None:
        return HolderPanel("none")
    if offer.mode == IssueMode.ON_REQUEST:
        return HolderPanel("on_request", contact=contact_in_words(enrollment.run))
    if is_out_of_reach:
        return HolderPanel("out_of_reach")
    if not Enrollment.objects.filter(WANTED, pk=enrollment.pk).exists():
        return HolderPanel("may_ask" if enrollment.completed_at else "not_asked")
    return HolderPanel("completed" if enrollment.completed_at else "not_yet")


def _panel_of(certificate: Certificate, run: CourseRun) -> HolderPanel:
    if certificate.status == CertificateStatus.PREPARED:
        return HolderPanel("delayed" if certificate.problem else "being_made")
    if certificate.status != CertificateStatus.VALID:
        return HolderPanel("ended", human_id=certificate.human_id, contact=contact_in_words(run))
    page = reverse("certificate-verify", args=[certificate.token])
    return HolderPanel(
        "ready",
        human_id=certificate.human_id,
        issued_at=certificate.issued_at,
        page=page,
        file=reverse("certificate-pdf", args=[certificate.token]),
        share_link=settings.SITE_URL + page,
    )


def newer_than(certificate: Certificate) -> Certificate | None:
    """The certificate made in the place of this one."""
    return Certificate.objects.filter(replaces=certificate).defer("pdf").first()


def may_be_replaced(certificate: Certificate) -> bool:
    """Whether a new one may be made in its place: it is valid or was revoked, and there is no newer one."""
    if certificate.status not in (CertificateStatus.VALID, CertificateStatus.REVOKED):
        return False
    others = Certificate.objects.filter(enrollment=certificate.enrollment_id, kind=certificate.kind)
    newer = others.filter(Q(replaces=certificate) | Q(status__in=STANDING)).exclude(pk=certificate.pk)
    return not newer.exists()


def newest_templates(key: str) -> QuerySet[CertificateTemplate]:
    """The newest version of a template in each of its languages."""
    later = CertificateTemplate.objects.filter(
        key=OuterRef("key"), language=OuterRef("language"), number__gt=OuterRef("number")
    )
    return CertificateTemplate.objects.filter(~Exists(later), key=key).order_by("language")


def digest_of(entry: IssueLogEntry) -> str:
    """What the entry's digest must be after its `previous_digest`."""
    return digest(
        entry.previous_digest,
        sequence=entry.sequence,
        event=str(entry.event),
        id_hash=entry.id_hash,
        pdf_sha256=entry.pdf_sha256,
        at=entry.at,
    )


def verify_chain() -> IssueLogEntry | None:
    """The first entry of the issue log that does not follow from the one before it; None when the chain is whole."""
    previous = GENESIS
    for number, entry in enumerate(IssueLogEntry.objects.order_by("sequence").iterator(), start=1):
        if (entry.sequence, entry.previous_digest, entry.digest) != (number, previous, digest_of(entry)):
            return entry
        previous = entry.digest
    return None


@dataclass(frozen=True)
class BrokenCertificate:
    """A certificate the register contradicts, and how; in English, for the audit command."""

    certificate_id: int
    human_id: str
    fault: str

    def __str__(self) -> str:
        return f"certificate {self.certificate_id} ({self.human_id}): {self.fault}"


def broken_certificates() -> Iterator[BrokenCertificate]:
    """Every fault of every certificate that was made; the files are read one at a time."""
    logged = set(IssueLogEntry.objects.values_list("event", "id_hash", "pdf_sha256"))
    for certificate in Certificate.objects.exclude(status=CertificateStatus.PREPARED).order_by("pk").iterator(1):
        for fault in _faults(certificate, logged):
            yield BrokenCertificate(certificate.pk, certificate.human_id, fault)


def _faults(certificate: Certificate, logged: set[tuple[str, str, str]]) -> Iterator[str]:
    if not certificate.pdf:
        yield "no file"
    elif sha256(bytes(certificate.pdf)) != certificate.pdf_sha256:
        yield "file and stored hash differ"
    if not certificate.snapshot.get("evidence", {}).get("units"):
        yield "no evidence"
    if certificate.snapshot.get("human_id") != certificate.human_id:
        yield "printed ID differs"
    ended = {CertificateStatus.REVOKED.value: LogEvent.REVOKED, CertificateStatus.REPLACED.value: LogEvent.REPLACED}
    for event in filter(None, [LogEvent.ISSUED, ended.get(certificate.status)]):
        if (event.value, sha256(certificate.human_id), certificate.pdf_sha256) not in logged:
            yield f"not in the issue log as {event.value}"

from certificates.services.end import REVOCATION_REASONS, CertificateRefused, require_valid, revoke
from certificates.services.issue import make_certificate, make_prepared_certificates
from certificates.services.prepare import note_corrected_facts, prepare_certificate, prepare_overdue_certificates
from certificates.services.replace import REPLACEMENT_REASONS, replace, require_replaceable

__all__ = [
    "REPLACEMENT_REASONS",
    "REVOCATION_REASONS",
    "CertificateRefused",
    "make_certificate",
    "make_prepared_certificates",
    "note_corrected_facts",
    "prepare_certificate",
    "prepare_overdue_certificates",
    "replace",
    "require_replaceable",
    "require_valid",
    "revoke",
]

from certificates.models.certificate import Certificate, IssueLogEntry
from certificates.models.programme import CertificateOffer, CertificateProgramme, CertificateTemplate, Route

__all__ = ["Certificate", "CertificateOffer", "CertificateProgramme", "CertificateTemplate", "IssueLogEntry", "Route"]

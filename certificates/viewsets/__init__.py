"""Screens of certificates and of what they are made of."""

from certificates.viewsets import certificates, papers

screens = (*certificates.screens, *papers.screens)

__all__ = ["certificates", "papers", "screens"]

"""`{% holder_certificate enrollment as certificate %}`: the holder's certificate, in at most three queries.

`certificates/panel.html` draws it; the page's next step looks at its state.
"""

from django import template

from accounts.models import User
from certificates.enums import CertificateStatus
from certificates.models import Certificate
from certificates.queries import HolderPanel, holder_panel
from enrollment.models import Enrollment

register = template.Library()


@register.simple_tag
def holder_certificate(enrollment: Enrollment, *, is_out_of_reach: bool = False) -> HolderPanel:
    """Where the certificate of this training stands; an empty state for somebody without a place."""
    return holder_panel(enrollment, is_out_of_reach=is_out_of_reach)


@register.simple_tag
def valid_certificate_count(person: User) -> int:
    """How many valid certificates the person holds; one query."""
    return Certificate.objects.filter(enrollment__person=person, status=CertificateStatus.VALID).count()

"""`{% certificate_panel enrollment %}`: the holder's certificate on the own page, in at most three queries."""

from typing import Any

from django import template

from certificates.queries import holder_panel
from enrollment.models import Enrollment

register = template.Library()


@register.inclusion_tag("certificates/panel.html")
def certificate_panel(enrollment: Enrollment) -> dict[str, Any]:
    """Where the certificate of this training stands; nothing for somebody without a place."""
    return {"panel": holder_panel(enrollment)}

"""How long data are kept, in words and from the registry, so that a page cannot promise anything else."""

from django import template

from accounts.queries import keeping_months, months_kept
from accounts.registry import data_kind
from accounts.wording import KeepingTime, duration
from accounts.wording import keeping_times as in_words

register = template.Library()


@register.simple_tag
def keeping_times() -> list[KeepingTime]:
    """Every kind of data with its keeping time; one query."""
    return in_words(keeping_months())


@register.simple_tag
def kept_for(kind: str) -> str:
    """The keeping time of one kind, such as `6 kuukautta`; empty for one without a clock. One query."""
    months = months_kept(data_kind(kind))
    return duration(months) if months else ""

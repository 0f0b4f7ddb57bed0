"""How a completion rule decides. Pure: facts in, verdict and sentences out (certificate.md §3)."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.progress import Progress


def counted_units(progress: Progress, max_replaced: int) -> int:
    """How many units count: every one covered by presence, and of the replaced ones at most `max_replaced`."""
    replaced = sum(unit.is_replaced for unit in progress.covered)
    return len(progress.covered) - replaced + min(replaced, max_replaced)


def needed_units(progress: Progress, minimum: int | None) -> int:
    """How many must count: `minimum`, or all of them; never more than there are left after cancellations."""
    total = len(progress.units)
    return total if minimum is None else min(minimum, total)


def attendance_is_met(progress: Progress, minimum: int | None, max_replaced: int) -> bool:
    """Whether enough units count; a run without any units is never complete."""
    return bool(progress.units) and counted_units(progress, max_replaced) >= needed_units(progress, minimum)


def attendance_is_reachable(progress: Progress, minimum: int | None, max_replaced: int) -> bool:
    """Whether enough units can still count: those covered, those that may yet be attended, and the missed ones as far
    as they may be replaced. A run without any units yet is within everybody's reach.
    """
    missed = [unit.uses_up_replacement for unit in progress.missed]
    replaced = sum(unit.is_replaced for unit in progress.covered)
    still_replaced = min(sum(missed), max(max_replaced - replaced, 0)) + missed.count(False)
    attended = len(progress.units) - len(progress.covered) - len(missed)
    most = counted_units(progress, max_replaced) + attended + still_replaced
    return most >= needed_units(progress, minimum)


def attendance_missing(progress: Progress, minimum: int | None, max_replaced: int) -> str:
    """What the certificate still needs, as a sentence; empty when nothing."""
    lacking = needed_units(progress, minimum) - counted_units(progress, max_replaced)
    if lacking <= 0:
        return ""
    sentence = ngettext(
        "%(count)s session is still needed for the certificate.",
        "%(count)s sessions are still needed for the certificate.",
        lacking,
    ) % {"count": lacking}
    if sum(unit.is_replaced for unit in progress.covered) > max_replaced:
        return f"{sentence} {replacement_limit(max_replaced)}"
    return sentence


def attendance_out_of_reach(progress: Progress, max_replaced: int) -> str:
    """Why the certificate can no longer be had from this run, as sentences."""
    lost = len(progress.missed) + sum(unit.is_replaced for unit in progress.covered)
    missed = ngettext("You missed %(count)s session.", "You missed %(count)s sessions.", lost) % {"count": lost}
    limit = replacement_limit(max_replaced) if max_replaced else _("A missed session cannot be made up for.")
    return f"{missed} {limit}"


def replacement_limit(max_replaced: int) -> str:
    """How many sessions may be replaced, as a sentence."""
    return _("Sessions that may be replaced: at most %(count)s.") % {"count": max_replaced}


def attendance_sentence(unit_count: int, minimum: int | None, max_replaced: int) -> str:
    """The rule in a sentence or two, for the course page, the own page and the admin."""
    facts = {"minimum": minimum, "total": unit_count, "replaced": max_replaced}
    if unit_count == 1 and max_replaced:
        return _("You get the certificate when you have taken part or made up for your absence.")
    if unit_count == 1:
        return _("You get the certificate when you have taken part.")
    if minimum is None or minimum >= unit_count:
        sentence = _("You get the certificate when you have taken part in every session.")
    else:
        sentence = (
            _(
                "You get the certificate when you have taken part in at least %(minimum)s sessions "
                "(sessions: %(total)s)."
            )
            % facts
        )
    limit = _("Of these you may make up for at most %(replaced)s.") % facts
    return f"{sentence} {limit}" if max_replaced else sentence

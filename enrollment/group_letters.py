"""What is said about the groups of a training side by side: a change of group, and a second wish (journeys §1)."""

from django.utils.translation import gettext_lazy as _

from enrollment.letters import letter

MOVED = letter(
    "enrollment.moved",
    _("The group was changed"),
    _("Your group has changed: {course}, {run}"),
    _(
        "Hello, {name}!\n\n"
        "You have changed groups, and your place is now in this one.\nThe first session is on {first}.\n\n"
        "Your new times\nTraining: {course}, {run}\n{sessions}\n\n"
        "Join here: {link}\n\n"
        "Your earlier times, which no longer hold\n{left_group}\n{left_sessions}\n\n"
        "The calendar file brings the new times, and the other one takes the earlier ones off your calendar.\n\n"
        "You are no longer in the queue: {left_queues}\n\n"
        "What you have done so far came along. You see it under Omat koulutukset: {own_page}\n\n"
        "If you cannot come, please cancel by {cancel_by} on the same page.\n\n"
        "Questions? Contact: {contact}"
    ),
    "sessions",
    "left_sessions",
    "own_page",
)
QUEUED_TO_CHANGE = letter(
    "enrollment.queued_to_change",
    _("Number in the queue of another group"),
    _("You are number {position} in the queue: {course}, {run}"),
    _(
        "Hello, {name}!\n\n"
        "The group is full, and your number in its queue is {position}. You keep the place you have until a place "
        "becomes free and is yours.\n\n"
        "You wait for: {course}, {run}\n{sessions}\n\n"
        "Your place meanwhile: {place_group}\n\n"
        "You can leave the queue under Omat koulutukset: {own_page}\n\n"
        "Questions? Contact: {contact}"
    ),
    "position",
    "own_page",
)
IN_ANOTHER_GROUP = letter(
    "enrollment.in_another_group",
    _("Somebody enrolled in a second group with the same address"),
    _("Do you want to change the group? {course}"),
    _(
        "Hello, {name}!\n\n"
        "Somebody, probably you, enrolled with this address in another group too. Nothing changed.\n\n"
        "You are already in: {place_group}\n"
        "You are already in the queue: {queue_group}\n\n"
        "Do you want to change to this time: {other_group}? {change_page}\n\n"
        "Questions? Contact: {contact}"
    ),
    "change_page",
)

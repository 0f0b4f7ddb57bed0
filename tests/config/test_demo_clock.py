"""The demo loaded at other hours, and not at all outside its settings; apart from the demo other tests share."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from config.demo.runs import TRIAL
from courses.enums import Phase
from courses.queries import held_sessions, phase
from tests.clock import HELSINKI, NOW
from tests.config.test_load_demo import load, run_called

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.mark.parametrize(
    ("clock", "ended"),
    [((5, 59), "19.05. 20.00"), ((6, 0), "20.05. 05.30"), ((23, 58), "20.05. 23.00")],
)
def test_the_trials_sessions_ended_before_the_moment_of_loading(clock, ended):
    at = NOW.replace(hour=clock[0], minute=clock[1])

    load(at)

    trial = run_called(TRIAL)
    last = held_sessions(trial)[-1]
    assert last.ends_at.astimezone(HELSINKI).strftime("%d.%m. %H.%M") == ended
    assert phase(trial, at) == Phase.OPEN


def test_the_demo_is_loaded_under_demo_settings_only(settings):
    settings.IS_DEMO = False

    with pytest.raises(CommandError):
        call_command("load_demo")

    assert User.objects.count() == 0

"""What has been done: told by the names of the rows, which the log itself does not hold."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from tests.factories import CourseRunFactory, RunRoleFactory, UserFactory

HISTORY = "/hallinta/reports/site-history/"


def rows(admin: Any) -> list[list[str]]:
    page = BeautifulSoup(admin.get(HISTORY).content, "html.parser")
    return [[cell.get_text(" ", strip=True) for cell in row.select("td")][:3] for row in page.select("tbody tr")]


def test_a_part_is_told_by_its_holder_and_run_and_the_log_by_its_number(admin, sanna, run):
    part = RunRoleFactory(run=run, person=UserFactory(name="Outi Outo"))
    log(instance=part, action="wagtail.edit", user=sanna)

    assert rows(admin) == [["Outi Outo", str(run), "Rooli toteutuksessa"]]
    assert ModelLogEntry.objects.get().label == f"#{part.pk}"


def test_a_session_a_rule_and_an_organiser_are_told_with_their_run(admin, sanna, run):
    rule = run.rule_sets.get().rules.get()
    for row in (run.sessions.get(number=1), rule, run.organisers.get()):
        log(instance=row, action="wagtail.edit", user=sanna)

    told = {tuple(row[:2]) for row in rows(admin)}

    organiser = run.organisers.get().organiser.name
    assert told == {("1. kerta: Aihe 1", str(run)), ("Läsnäoloehto", str(rule.rule_set)), (organiser, str(run))}


def test_a_row_that_is_gone_keeps_the_label_of_the_log(admin, sanna, run):
    part = RunRoleFactory(run=run, person=UserFactory())
    log(instance=part, action="wagtail.delete", user=sanna)
    label = f"#{part.pk}"
    part.delete()

    assert rows(admin)[0][:2] == [label, "–"]


def test_names_cost_the_same_of_thirty_entries_as_of_one(admin, sanna, run):
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            admin.get(HISTORY)
        return len(queries)

    log(instance=RunRoleFactory(run=run, person=UserFactory()), action="wagtail.edit", user=sanna)
    cost()
    one = cost()

    for number in range(29):
        other = CourseRunFactory(course=run.course, label=f"Ryhmä {number}", session_count=1)
        log(instance=RunRoleFactory(run=other, person=UserFactory()), action="wagtail.edit", user=sanna)

    assert cost() == one


def test_what_is_due_now_is_told_without_changing_anything(admin, db):
    page = BeautifulSoup(admin.get(reverse("retentionperiod:due")).content, "html.parser").main

    lines = [[cell.get_text(strip=True) for cell in row.select("td")] for row in page.select("tbody tr")]
    assert ["Tehtävien vastaukset poistetaan", "0"] in [line[:2] for line in lines]
    assert [word for line in lines for word in line if "sinu" in word.lower()] == []


@pytest.mark.parametrize("who", ["helmi"])
def test_what_is_due_is_the_administrators_to_see(request, who, run):
    from tests.conftest import signed_in  # noqa: PLC0415

    response = signed_in(request.getfixturevalue(who)).get(reverse("retentionperiod:due"))

    assert response.status_code == 302

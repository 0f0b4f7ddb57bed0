"""Told numbers in the admin: administrators everything, trainers those of their own runs."""

import pytest
from django.urls import reverse

from enrollment.models import Figure
from tests.admin.conftest import told_figure
from tests.conftest import signed_in

HOME = "/hallinta/"
TOLD = {
    "kind": "registered", "qualifier": "over", "value": "900", "low": "", "high": "", "covers": "everyone",
    "session": "", "as_of": "2027-05-20", "source": "Järjestäjän viesti",
}  # fmt: skip


@pytest.fixture
def trainer(helmi):
    return signed_in(helmi)


def add_address(run) -> str:
    return f"{reverse('figure:add')}?run={run.pk}"


def test_a_trainer_tells_and_corrects_a_number_of_an_own_run_in_ones_own_name(trainer, helmi, run):
    answer = trainer.post(add_address(run), TOLD)

    figure = Figure.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("courserun:inspect", args=[run.pk]))
    assert (figure.run, figure.kind, figure.in_words(), figure.by) == (run, "registered", "yli 900", helmi)

    trainer.post(reverse("figure:edit", args=[figure.pk]), {**TOLD, "qualifier": "about", "value": "950"})

    figure.refresh_from_db()
    assert (figure.in_words(), figure.by, Figure.objects.count()) == ("noin 950", helmi, 1)


def test_a_trainer_neither_sees_nor_adds_numbers_of_another_run(trainer, run, other_run):
    own, foreign = told_figure(run), told_figure(other_run)

    assert list(trainer.get(reverse("figure:index")).context["object_list"]) == [own]
    assert trainer.get(add_address(other_run)).status_code == 404
    assert trainer.post(add_address(other_run), TOLD).status_code == 404
    for name in ("edit", "history"):
        assert trainer.get(reverse(f"figure:{name}", args=[foreign.pk])).status_code == 404
    assert Figure.objects.count() == 2


def test_only_administrators_delete_a_number(trainer, admin, run):
    address = reverse("figure:delete", args=[told_figure(run).pk])

    assert trainer.post(address).url == HOME
    assert Figure.objects.count() == 1
    admin.post(address)
    assert Figure.objects.count() == 0


def test_an_impossible_number_is_said_at_its_field(trainer, run):
    answer = trainer.post(add_address(run), {**TOLD, "qualifier": "range", "value": "", "low": "70", "high": "34"})

    assert answer.context["form"].errors == {"high": ["Kirjoita tähän suurempi luku kuin kohtaan Vähintään."]}
    assert Figure.objects.count() == 0


def test_a_number_of_the_same_day_is_not_told_twice(trainer, run):
    trainer.post(add_address(run), TOLD)

    answer = trainer.post(add_address(run), {**TOLD, "value": "950"})

    text = "Tämä luku on jo kirjattu samalle päivälle. Muuta sitä riviä."
    assert answer.context["form"].errors == {"as_of": [text]}
    assert Figure.objects.get().value == 900


def test_the_session_is_one_of_the_run_and_not_cancelled(trainer, run, other_run):
    first, *rest = run.sessions.order_by("number")
    run.sessions.filter(pk=first.pk).update(cancelled_at=first.starts_at)

    form = trainer.get(add_address(run)).context["form"]

    assert list(form.fields["session"].queryset) == rest
    foreign = trainer.post(add_address(run), {**TOLD, "session": str(other_run.sessions.first().pk)})
    assert foreign.context["form"].errors.keys() == {"session"}


def test_the_run_s_page_lists_its_numbers(trainer, run):
    told_figure(run)

    page = trainer.get(reverse("courserun:inspect", args=[run.pk])).content.decode()

    assert "Muualta saadut luvut" in page
    assert "Kävijämäärä" in page
    assert add_address(run) in page

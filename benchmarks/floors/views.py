"""The bare pages, and the bare enrolment: form, press, the page after it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from benchmarks.floors.models import FloorPlace, FloorRun
from benchmarks.floors.services import IsFull, take_place

ROWS = [
    {"number": number, "text": f"Rivi {number}: lasten ja perheiden kanssa työtä tekeville"} for number in range(60)
]


def bare(request: HttpRequest) -> HttpResponse:
    """About 6 kB of HTML from a template with a loop."""
    return render(request, "floor.html", {"title": "Sivu", "rows": ROWS})


def query(request: HttpRequest) -> HttpResponse:
    """The same after one query."""
    return render(request, "floor.html", {"title": FloorRun.objects.get(pk=1).title, "rows": ROWS})


@login_required
def enrol(request: HttpRequest, run_id: int) -> HttpResponse:
    """The form, and the press: taken, or asked about the queue."""
    if request.method == "POST":
        try:
            take_place(run_id, request.user, accepts_queue="queue_seen" in request.POST)
        except IsFull:
            return render(request, "floor.html", {"title": "Jonoon?", "rows": ROWS, "has_form": True})
        return redirect("done", run_id)
    run = get_object_or_404(FloorRun, pk=run_id)
    return render(request, "floor.html", {"title": run.title, "rows": ROWS, "has_form": True})


@login_required
def done(request: HttpRequest, run_id: int) -> HttpResponse:
    """The page after the press."""
    place = get_object_or_404(FloorPlace.objects.select_related("run"), run=run_id, person=request.user)
    return render(request, "floor.html", {"title": place.run.title, "rows": ROWS})

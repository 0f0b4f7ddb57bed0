"""`python -m benchmarks.floors.fill PEOPLE RUNS`: tables, people with sessions and runs; prints where to look."""

import json
import sys
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command

NO_PASSWORD = "!"  # noqa: S105 - what Django stores for whoever has no password


def fill(people: int, runs: int) -> dict[str, Any]:
    """Make everything and tell the keys of the sessions and the runs: the first without a limit, the others of 35."""
    from benchmarks.floors.models import FloorRun  # noqa: PLC0415 - after django.setup()
    from benchmarks.sessions import signed_in  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    if "wagtail" in settings.INSTALLED_APPS:
        _add_pages()
    from django.contrib.auth.models import User  # noqa: PLC0415

    persons = User.objects.bulk_create(
        [User(username=f"henkilo{number}", password=NO_PASSWORD) for number in range(people)]
    )
    made = [FloorRun.objects.create(title=f"Ryhmä {number}", places=35 if number else None) for number in range(runs)]
    return {"sessions": signed_in(persons), "runs": [run.pk for run in made]}


def _add_pages() -> None:
    """A home page and one below it, as deep as the product's catalogue."""
    from wagtail.models import Page, Site  # noqa: PLC0415

    from benchmarks.floor_pages.models import FloorPage  # noqa: PLC0415

    root = Page.objects.get(depth=1)
    home = root.add_child(instance=FloorPage(title="Etusivu", slug="etusivu"))
    home.add_child(instance=FloorPage(title="Koulutus", slug="koulutus", body="<p>Teksti.</p>"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "127.0.0.1", "root_page": home})


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(fill(int(sys.argv[1]), int(sys.argv[2]))))

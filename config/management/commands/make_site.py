"""Make what a new site needs: pages, registers, certificate templates, feedback forms. A second run adds nothing."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from config.new_site import Publisher, make_site
from config.swedish_site import make_swedish_pages


class Command(BaseCommand):
    help = "Make the pages and forms a new site needs, in the publisher's name. What exists stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--name", required=True, help="The organisation that publishes the site and answers for data."
        )
        parser.add_argument("--address", required=True, help="Its postal address and telephone.")
        parser.add_argument("--officer", required=True, help="Its data protection officer, and how to reach them.")
        parser.add_argument("--email", required=True, help="Where questions about data and accessibility are sent.")
        parser.add_argument(
            "--language", choices=["fi", "sv"], default="fi", help="sv: the same pages in Swedish too, under /sv/."
        )

    def handle(self, *args: Any, name: str, address: str, officer: str, email: str, **options: Any) -> None:
        told = {"--name": name, "--address": address, "--officer": officer, "--email": email}
        if empty := [option for option, value in told.items() if not value.strip()]:
            raise CommandError(f"{', '.join(empty)} must not be empty.")
        try:
            validate_email(email)
        except ValidationError as fault:
            raise CommandError(f"--email {email} is not an e-mail address.") from fault
        publisher, now = Publisher(name, address, officer, email), timezone.now()
        with transaction.atomic():
            made = make_site(publisher, now)
            if options["language"] == "sv":
                made += make_swedish_pages(publisher, now)
        for path in made:
            self.stdout.write(f"Made /{path}")
        if not made:
            self.stdout.write("Every page is there.")

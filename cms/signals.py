"""What the site shell asks. Signals only travel up; documented where they are declared."""

from django.dispatch import Signal

# When does the front page say something else by itself? Sent with `now`; receivers answer with an instant or None.
# Without one the page is kept for as long as any page. Listener: courses.
asked_when_runs_change = Signal()

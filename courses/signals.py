"""What courses asks and announces. Signals only travel up; documented where they are declared."""

from django.dispatch import Signal

# May this request read a module that is for participants only? Sent with `module: ModulePage` and `request`.
# Any receiver answering True opens it; without one only what it is and how to take part is shown. Listener: enrollment.
may_read_module = Signal()

# Which of these runs would give a place to somebody enrolling now? Sent with `runs` (sessions loaded) and `now`;
# receivers answer with the ids. Without one no run has room. Listener: enrollment.
runs_with_room = Signal()

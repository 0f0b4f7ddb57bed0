"""What courses asks and announces. Signals only travel up; documented where they are declared."""

from django.dispatch import Signal

# May this request read a module that is for participants only? Sent with `module: ModulePage` and `request`.
# Any receiver answering True opens it; without one the module answers 404. Listener: enrollment.
may_read_module = Signal()

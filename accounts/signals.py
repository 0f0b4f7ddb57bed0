"""What accounts announces to the apps above it. Signals only travel up; receivers must be idempotent."""

from django.dispatch import Signal

# A person is about to be erased whole. Sent inside the transaction, before anything is emptied, with `person: User`,
# `by: User | None`, `addresses: list[str]` and `now: datetime`. Listeners: enrollment (gives coming places back, takes
# unread answers back), messaging (says goodbye, forgets codes sent to the addresses), certificates (drops what is not
# made yet), cms (forgets who sent answered accessibility requests).
person_erasing = Signal()

# An account has not been used and will be closed. Sent with `person`, `closes_on: date`, `number: int` (1 or 2) and
# `now`, inside the transaction that counts the warning. Listener: messaging (warns by mail).
account_idle = Signal()

# Staff changed how long a kind of data is kept. Sent without arguments. Listener: cms (the privacy notice says it).
keeping_times_changed = Signal()

# Somebody is no longer a trainer or an administrator. Sent inside the transaction with `person: User` and `role: Role`.
# Listener: enrollment (the person's parts in runs stay shown by name and give no rights).
staff_role_taken = Signal()

# A typed name has become another name of a known organisation. Sent inside the transaction with `typed: Organisation`
# and `into: Organisation`. Listeners: courses (organisers), enrollment (what enrolments say of the employer).
organisations_merged = Signal()

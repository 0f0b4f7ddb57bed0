"""What enrollment announces to the apps above it. Signals only travel up; receivers must be idempotent."""

from django.dispatch import Signal

# A completed enrolment has been settled again. Sent inside the transaction of the fact, every time, with
# `enrollment: Enrollment` and `now: datetime`. Listener: certificates (prepares the certificate in due time).
enrollment_completed = Signal()

# A completed enrolment's rule is no longer filled after a correction. Sent with `enrollment` and `now`.
# Listener: certificates (raises a staff task when a certificate stands; nothing is withdrawn).
completion_undone = Signal()

# Who of these has lasting proof of completion? Sent with `enrollments`, their keys; a receiver answers the set of keys.
# Listener: certificates (who holds a valid certificate; nothing is asked of them until staff have decided).
proof_asked = Signal()

# What does an app above find in a run before it is published? Sent with `run: CourseRun`; a receiver answers one
# `enrollment.queries.readiness.Check`. Listeners: certificates (whether the run gives a certificate, in its language).
run_checked = Signal()

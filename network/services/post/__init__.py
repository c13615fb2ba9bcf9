"""The post: the door through which every app sends. It carries references, knows no concern.

A service plans letters inside its own transaction; workers and the relay deliver what is due. What
is promised, and what is not, stands in docs/delivery-guarantees.md.
"""

from network.services.post.plan import Letter, plan, plan_all
from network.services.post.questions import (
    anything_due,
    failed_unanswered,
    late_arrivals,
    stuck,
    waiting,
)
from network.services.post.send import deliver_due, drain
from network.services.post.stopping import stop_letters

__all__ = [
    "Letter",
    "anything_due",
    "deliver_due",
    "drain",
    "failed_unanswered",
    "late_arrivals",
    "plan",
    "plan_all",
    "stop_letters",
    "stuck",
    "waiting",
]

"""What the work is made of."""

from cases.models.concern import Adult, Child, Concern, Reporter
from cases.models.decision import Decision
from cases.models.draft import Draft, FormDraft
from cases.models.notice import Acknowledgement, Notice
from cases.models.ownership import Ownership

__all__ = [
    "Acknowledgement",
    "Adult",
    "Child",
    "Concern",
    "Decision",
    "Draft",
    "FormDraft",
    "Notice",
    "Ownership",
    "Reporter",
]

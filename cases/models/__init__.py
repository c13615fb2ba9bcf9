"""What the work is made of."""

from cases.models.canary import CanaryFault, CanaryResult, CanaryRun
from cases.models.concern import Adult, Child, Concern, Reporter
from cases.models.decision import Decision
from cases.models.draft import Draft, FormDraft
from cases.models.notice import Acknowledgement, Notice
from cases.models.ownership import Ownership
from cases.models.paper_kit import PaperKit

__all__ = [
    "Acknowledgement",
    "Adult",
    "CanaryFault",
    "CanaryResult",
    "CanaryRun",
    "Child",
    "Concern",
    "Decision",
    "Draft",
    "FormDraft",
    "Notice",
    "Ownership",
    "PaperKit",
    "Reporter",
]

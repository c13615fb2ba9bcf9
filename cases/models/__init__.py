"""What the work is made of."""

from cases.models.assignment import AssignmentNote, CaseAssignment
from cases.models.block import CaseBlock
from cases.models.break_glass import BreakGlass
from cases.models.canary import CanaryFault, CanaryResult, CanaryRun
from cases.models.case_key import CaseKey
from cases.models.closure import Closure, EndedCopy
from cases.models.concern import Adult, Child, Concern, Reporter
from cases.models.decision import Decision
from cases.models.deletion import DeletionRecord
from cases.models.draft import Draft, FormDraft
from cases.models.duty_case import DutyCase
from cases.models.export import AccessExport, ExportState
from cases.models.hold import LegalHold
from cases.models.marking import ItemMark, ItemTransfer
from cases.models.notice import Acknowledgement, Notice
from cases.models.ownership import Ownership
from cases.models.paper_kit import PaperKit
from cases.models.retention import RetentionRule
from cases.models.reveal import ReporterReveal
from cases.models.search_mark import MarkKind, SearchMark
from cases.models.upload import Upload, UploadPiece

__all__ = [
    "AccessExport",
    "Acknowledgement",
    "Adult",
    "AssignmentNote",
    "BreakGlass",
    "CanaryFault",
    "CanaryResult",
    "CanaryRun",
    "CaseAssignment",
    "CaseBlock",
    "CaseKey",
    "Child",
    "Closure",
    "Concern",
    "Decision",
    "DeletionRecord",
    "Draft",
    "DutyCase",
    "EndedCopy",
    "ExportState",
    "FormDraft",
    "ItemMark",
    "ItemTransfer",
    "LegalHold",
    "MarkKind",
    "Notice",
    "Ownership",
    "PaperKit",
    "Reporter",
    "ReporterReveal",
    "RetentionRule",
    "SearchMark",
    "Upload",
    "UploadPiece",
]

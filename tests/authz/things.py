"""Two cases and all that hangs on them: "a" belongs to Ada and Bornheim, "b" to Piet and Siegburg.

Each text bears a canary of its own case, so that an answer tells which case it spoke of.
"""

from typing import Any
from uuid import UUID

from django.utils import timezone

from cases.models import Notice
from cases.services.paper_kit import make as make_kit
from network.models import Call, PostalLetter
from tests.authz.deeds import (
    Side,
    add_factor,
    attach_file,
    begin_to_forward,
    begin_to_write,
    break_in,
    export,
    invite_head,
    keep_out,
    look_at_reporter,
    report_case,
    sign_in_elsewhere,
)
from tests.factories.cases import notice_to, overdue
from tests.factories.lent import called_in, told_on_duty

MISSING = UUID("00000000-0000-4000-8000-000000000000")
NO_REFERENCE, NO_NUMBER = "KS-2222-2222-2222", 999_999_999

Things = dict[str, dict[str, Any]]
"""Arguments of an address by the kind of thing it opens."""


def missing() -> Things:
    """As `things_of`, for what does not exist."""
    kinds = (
        "notice sent call letter kit office draft upload glass reveal export invitation membership"
        " assignment child"
    )
    found: Things = {kind: {"pk": MISSING} for kind in kinds.split()}
    return found | {
        "draft": {"draft_id": MISSING},
        "step": {"draft_id": MISSING, "slug": "lage"},
        "form": {"pk": MISSING, "slug": "weiterleiten"},
        "reference": {"reference": NO_REFERENCE},
        "call_of_receipt": {"reference": NO_REFERENCE, "pk": MISSING},
        "call_of_notice": {"pk": MISSING, "call": MISSING},
        "block": {"pk": MISSING, "block_id": MISSING},
        "end_assignment": {"pk": MISSING, "assignment_id": MISSING},
        "factor": {"number": NO_NUMBER},
        "session": {"sitzung": str(NO_NUMBER)},
    }


def things_of(side: Side) -> Things:
    """Report the case, let everything happen that has an address, and say where it lies."""
    concern = report_case(side)
    notice = overdue(notice_to(concern, side.office.key))
    letter = PostalLetter.objects.get(reference=concern.reference)
    PostalLetter.objects.filter(pk=letter.pk).update(address="Jugendamt\nWeg 1\n53111 Bonn")
    call = Call.objects.get(reference=concern.reference, recipient_outside__isnull=False)
    Call.objects.filter(pk=call.pk).update(desk=side.desk)
    kit = make_kit(side.office, day=timezone.localdate())
    assert kit is not None
    draft = begin_to_write(side)
    found = {
        "notice": notice,
        "sent": Notice.objects.get(concern=concern, recipient_outside__isnull=False),
        "call": call,
        "letter": letter,
        "kit": kit,
        "office": side.office,
        "upload": attach_file(side, concern),
        "glass": break_in(side, concern),
        "reveal": look_at_reporter(side, concern),
        "export": export(side, concern),
        "invitation": invite_head(side),
        "assignment": called_in(concern, side.second, by=side.worker),
        "child": concern.children.get(ref="A"),
        "membership": side.worker.user.memberships.get(),
    }
    told_on_duty(notice, side.answering)
    kept_out = keep_out(side, concern)
    begin_to_forward(side, notice)
    things: Things = {kind: {"pk": each.pk} for kind, each in found.items()}
    return things | {
        "draft": {"draft_id": draft},
        "step": {"draft_id": draft, "slug": "lage"},
        "form": {"pk": notice.pk, "slug": "weiterleiten"},
        "reference": {"reference": concern.reference},
        "call_of_receipt": {"reference": concern.reference, "pk": call.pk},
        "call_of_notice": {"pk": notice.pk, "call": call.pk},
        "block": {"pk": notice.pk, "block_id": kept_out.pk},
        "end_assignment": {"pk": notice.pk, "assignment_id": found["assignment"].pk},
        "factor": {"number": add_factor(side.worker).pk},
        "session": {"sitzung": str(sign_in_elsewhere(side.worker).pk)},
    }

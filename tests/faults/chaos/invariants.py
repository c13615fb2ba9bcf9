"""What must hold afterwards, asked of the database and of the mail server's own memory."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.faults.chaos.mail import Arrived
from tests.faults.chaos.reporting import Told
from tests.faults.cluster import Cluster

CONCERNS = "SELECT idempotency_key::text, reference FROM cases_concern"
PLANNED = """
SELECT concern.reference, notice.id::text, coalesce(
    notice.recipient_office_id, notice.recipient_partner_id, notice.recipient_outside_id)::text
FROM cases_notice AS notice JOIN cases_concern AS concern ON concern.id = notice.concern_id
WHERE notice.cause = 'route'
"""
DELIVERIES = """
SELECT id::text, message_id::text, kind, channel, state, passed_on_at IS NOT NULL
FROM network_delivery WHERE planned_at >= %s
"""


@dataclass(frozen=True)
class Letter:
    """One row of the post."""

    id: str
    notice: str
    kind: str
    channel: str
    state: str
    is_answered: bool


@dataclass
class Books:
    """All rows that the faults may have touched, read once."""

    concerns: list[tuple[str, str]]
    notices: Mapping[str, list[tuple[str, str]]]  # reference -> notice and its recipient
    letters: list[Letter]
    by_notice: Mapping[str, list[Letter]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_notice = defaultdict(list)
        for letter in self.letters:
            self.by_notice[letter.notice].append(letter)

    @classmethod
    def read(cls, cluster: Cluster, *, since: object) -> "Books":
        """As the database tells them now."""
        notices: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for reference, notice, recipient in cluster.ask(PLANNED):
            notices[str(reference)].append((str(notice), str(recipient)))
        return cls(
            [(str(key), str(reference)) for key, reference in cluster.ask(CONCERNS)],
            notices,
            [
                Letter(str(key), str(notice), str(kind), str(channel), str(state), bool(answered))
                for key, notice, kind, channel, state, answered in cluster.ask(DELIVERIES, since)
            ],
        )

    def shape(self, reference: str) -> Counter[tuple[str, str, int]]:
        """Whom a report reached, and by how many letters of each channel."""
        return Counter(
            (recipient, channel, number)
            for notice, recipient in self.notices[reference]
            for channel, number in Counter(
                letter.channel for letter in self.by_notice[notice] if letter.kind == "notice"
            ).items()
        )


def receipts(books: Books, told: Iterable[Told]) -> dict[str, int]:
    """Every receipt has its concern, every key one."""
    known, keys = dict(books.concerns), Counter(key for key, _ in books.concerns)
    received = [each for each in told if each.references]
    return {
        "accepted": len(received),
        "concerns_missing": sum(not each.references <= {known.get(each.key)} for each in received),
        "concerns_twice": sum(number > 1 for number in keys.values())
        + sum(len(each.references) > 1 for each in received),
        "not_received_in_the_end": sum(not each.references for each in told),
    }


def notices(books: Books, told: Iterable[Told], *, healthy: Mapping[str, str]) -> dict[str, int]:
    """Every required recipient has its notice as on a day without faults, in the portal once.

    `healthy` names for each home a report that was sent before anything broke.
    """
    missing = twice = 0
    for each in told:
        wanted = books.shape(healthy[each.home])
        for reference in each.references:
            found = books.shape(reference)
            missing += sum((wanted - found).values())
            twice += sum((found - wanted).values())
    portal = Counter((each.notice, each.kind) for each in books.letters if each.channel == "portal")
    return {
        "notices": sum(len(books.notices[ref]) for each in told for ref in each.references),
        "notices_missing": missing,
        "notices_unexpected": twice,
        "portal_twice": sum(number > 1 for number in portal.values()),
    }


def mails(books: Books, arrived: Sequence[Arrived]) -> dict[str, int]:
    """Every letter was taken by the mail server, or came back and is answered by another way."""
    times = Counter(each.letter for each in arrived)
    by_mail = [each for each in books.letters if each.channel == "email"]
    failed = [each for each in by_mail if each.state == "failed"]
    silent = [
        notice
        for notice, letters in books.by_notice.items()
        if (mail := [each for each in letters if each.channel == "email"])
        and not any(times[each.id] for each in mail)
        and not any(each.is_answered for each in mail)
    ]
    return {
        "mails": len(by_mail),
        "mails_missing": sum(not times[each.id] for each in by_mail if each not in failed),
        "mails_unsettled": sum(each.state not in {"sent", "failed"} for each in by_mail),
        "mails_came_back": len(failed),
        "mails_came_back_unanswered": sum(not each.is_answered for each in failed),
        "mails_repeated": sum(times[each.id] > 1 for each in by_mail),
        "recipients_without_mail": len(silent),
    }

"""People of several offices and partners who ask at the same time, and what each may be shown.

Every office has concerns with words of their own; each answer is searched for the words, references
and keys of the others, and for the own ones where they must be.
"""

import json
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from kinderschutz.lib.aliases import aliases_of
from kinderschutz.lib.crypto import KeyRing
from tests.faults.cluster import Cluster
from tests.faults.portal import Portal
from tests.faults.reporter import Browser, Page, Reporter

SIEGBURG_SCHOOL = "ada.muster@musterschule-siegburg.example"
DAYCARE = "kim.muster@kita-musterstrolche.example"
WORKERS = {
    "bornheim": ("ben.muster@jugendamt-bornheim.example", "ags:05382012"),
    "siegburg": ("carla.muster@jugendamt-siegburg.example", "ags:05382060"),
    "kreis": ("greta.muster@jugendamt-kreis.example", "ags:05382004"),
}
VISITOR = "niemand"
WORD = re.compile(r"Kanarie[a-z]{10}")
REFERENCE = re.compile(r"KS-[0-9A-Z]+-[0-9A-Z]+(?:-[0-9A-Z]+)*")
TABLES = ("concern", "child", "reporter", "decision")

WHO_REPORTED = "SELECT concern_id::text FROM cases_reporter WHERE alias = ANY(%s)"
WHO_SEES = """
SELECT c.id::text, c.reference FROM cases_concern c WHERE c.id = ANY(%s::uuid[])
OR EXISTS (SELECT 1 FROM network_membership m JOIN network_user u ON u.id = m.user_id
    WHERE u.email = %s AND (m.office_id = c.office_id OR m.office_id IN
    (SELECT k.office_id FROM cases_child k WHERE k.concern_id = c.id)))
"""
WHO_WAS_TOLD = """
SELECT c.reference, n.id::text, n.recipient_office_id IS NOT NULL FROM cases_notice n
JOIN cases_concern c ON c.id = n.concern_id
JOIN network_membership m ON m.office_id = n.recipient_office_id
    OR m.partner_id = n.recipient_partner_id
JOIN network_user u ON u.id = m.user_id
WHERE u.email = %s AND n.released_at IS NOT NULL
"""

FALLBACK_CALLS = """
SELECT k.reference FROM network_call k
JOIN network_network w ON k.desk = 'fallback' JOIN network_user u ON u.email = %s
JOIN network_membership m ON m.user_id = u.id AND m.office_id = w.fallback_office_id
"""
"""The fallback office makes the calls of the others; it learns their references."""


@dataclass(frozen=True)
class Someone:
    """A person with a session, and what the rules open to them, told by the superuser's queries."""

    name: str
    cookies: Mapping[str, str]
    concerns: frozenset[str] = frozenset()
    reported: frozenset[str] = frozenset()
    """Concerns of which the person may also see who reported: itself."""
    references: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    notices: Mapping[str, str] = field(default_factory=dict)
    """Notices to the person's office, with the word that their page must show."""
    can_be_taken: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()
    """The reference that nobody takes over and the inbox must show."""
    broken: str = ""
    is_partner: bool = False


@dataclass(frozen=True)
class Visit:
    """One request, and what a good answer (200) shows: keys of all own concerns, or these words."""

    path: str
    shows: tuple[str, ...] = ()
    is_raw: bool = False
    is_post: bool = False
    opened: str = ""
    """A concern that a deed opens for a moment."""


@dataclass(frozen=True)
class Crowd:
    """Everybody, and all there is to be given away."""

    people: tuple[Someone, ...]
    words: Mapping[str, str]
    """The word of each concern of ours, by its reference."""
    references: frozenset[str]
    concerns: tuple[str, ...]

    def faults(self, who: Someone, visit: Visit, page: Page) -> Iterator[str]:
        """What the answer gives away, or lacks."""
        for word in set(WORD.findall(page.text)) - who.words:
            yield f"{who.name} sees {word} at {visit.path}"
        for reference in (set(REFERENCE.findall(page.text)) & self.references) - who.references:
            if reference not in visit.path:
                yield f"{who.name} sees {reference} at {visit.path}"
        if page.status != 200:
            return
        if visit.is_raw:
            answer = json.loads(page.text)
            open_to = who.reported if visit.path.startswith("/roh/reporter/") else who.concerns
            if set(answer["seen"]) != open_to:
                yield f"{who.name} sees {len(answer['seen'])} concerns at {visit.path}"
            if not set(answer.get("inside", ())) <= {*who.concerns, visit.opened}:
                yield f"{who.name} sees other concerns inside {visit.path}"
        for shown in visit.shows:
            if shown not in page.text:
                yield f"{who.name} misses {shown} at {visit.path}"

    def visit(self, who: Someone, chance: random.Random) -> Visit:
        """What this person does next."""
        kinds = (self._raw, self._raw, self._page, self._foreign, self._post)
        return chance.choice(kinds)(who, chance)

    def _raw(self, who: Someone, chance: random.Random) -> Visit:
        table = chance.choice(TABLES)
        other = chance.choice(self.concerns)
        kinds = [
            Visit(f"/roh/{table}/", is_raw=True),
            Visit("/roh/klartext/", shows=tuple(who.words & set(self.words.values())), is_raw=True),
            Visit(f"/roh/{table}/bricht/"),
            Visit(f"/roh/{table}/anweisung/", is_raw=True),
            Visit(f"/roh/{table}/gefangen/", is_raw=True),
            Visit(f"/roh/{table}/zahl/", is_raw=True),
            Visit(f"/roh/{table}/zahl-bricht/"),
        ]
        if who.name != VISITOR:
            kinds += [
                Visit(f"/roh/{table}/tat/{other}/", is_raw=True, opened=other),
                Visit(f"/roh/{table}/tat-bricht/{other}/"),
            ]
        return chance.choice(kinds)

    def _page(self, who: Someone, chance: random.Random) -> Visit:
        if who.name == VISITOR:
            return Visit(chance.choice(("/anmelden/", "/readyz", "/wachhund", "/eingang/")))
        if who.is_partner:
            reference = chance.choice(sorted(set(self.words) & who.references))
            return chance.choice(
                (
                    Visit("/meine-mitteilungen/", shows=(reference,)),
                    Visit(f"/mitteilung/{reference}/eingang/", shows=(reference,)),
                    Visit("/"),
                )
            )
        notice, word = chance.choice(sorted(who.notices.items()))
        lists = ("/anrufe/", "/briefe/", "/auffangstelle/", "/suche/?q=Kanarie")
        kinds = [
            Visit(f"/eingang/{notice}/", shows=(word,)),
            Visit("/eingang/", shows=who.waits),
            Visit(chance.choice(lists)),
        ]
        if who.broken:
            kinds.append(Visit(f"/eingang/{who.broken}/"))
        return chance.choice(kinds)

    def _foreign(self, who: Someone, chance: random.Random) -> Visit:
        others = [each for each in self.people if each.notices and each.name != who.name]
        notice = chance.choice(sorted(chance.choice(others).notices))
        reference = chance.choice(sorted(self.references - who.references))
        return chance.choice(
            (
                Visit(f"/eingang/{notice}/"),
                Visit(f"/eingang/{uuid4()}/"),
                Visit(f"/mitteilung/{reference}/eingang/"),
                Visit("/gibt-es-nicht/"),
                Visit("/eingang/?q=%00"),
            )
        )

    def _post(self, who: Someone, chance: random.Random) -> Visit:
        others = [each for each in self.people if each.notices and each.name != who.name]
        foreign = chance.choice(sorted(chance.choice(others).notices))
        kinds = [Visit(f"/eingang/{foreign}/uebernehmen/", is_post=True)]
        if who.is_partner:
            kinds.append(Visit("/mitteilung/neu/", is_post=True))
        if who.can_be_taken:
            mine = chance.choice(who.can_be_taken)
            kinds.append(Visit(f"/eingang/{mine}/uebernehmen/", is_post=True))
        return chance.choice(kinds)


def arrive(portal: Portal) -> Crowd:
    """Two partners report to three offices over HTTP; then everybody is signed in."""
    words: dict[str, str] = {}
    sessions: dict[str, dict[str, str]] = {VISITOR: {}}
    for email in (SIEGBURG_SCHOOL, DAYCARE):
        reporter = signed_in(portal, email)
        sessions[email] = reporter.browser.cookies
        for _, home in WORKERS.values():
            word = "Kanarie" + "".join(random.choices("bcdfghklmnprstvw", k=10))
            words[reporter.report(home=home, word=word + " ")] = word
    for email, _ in WORKERS.values():
        sessions[email] = signed_in(portal, email).browser.cookies
    rows = portal.cluster.ask("SELECT id::text, reference FROM cases_concern")
    people = tuple(described(portal.cluster, *each, words) for each in sessions.items())
    references = frozenset(str(reference) for _, reference in rows)
    return Crowd(people, words, references, tuple(str(key) for key, _ in rows))


def signed_in(portal: Portal, email: str) -> Reporter:
    """Somebody of the practice data with a session."""
    person = Reporter(email, Browser(portal.port))
    person.log_in()
    return person


def described(
    cluster: Cluster, email: str, cookies: Mapping[str, str], words: Mapping[str, str]
) -> Someone:
    """What is open to a person; one practice notice of Ben's office is made unreadable."""
    ring = KeyRing.parse(cluster.secrets.field_keys)
    keys = [key for (key,) in cluster.ask("SELECT id FROM network_user WHERE email = %s", email)]
    aliases = [alias for key in keys for alias in aliases_of(UUID(str(key)), ring=ring)]
    reported = [str(key) for (key,) in cluster.ask(WHO_REPORTED, aliases)]
    found = cluster.ask(WHO_SEES, reported, email)
    told = [tuple(map(str, row)) for row in cluster.ask(WHO_WAS_TOLD, email)]
    own = {str(reference) for _, reference in found}
    theirs = own | {reference for reference, *_ in told}
    helped = {str(reference) for (reference,) in cluster.ask(FALLBACK_CALLS, email)}
    mine = [row for row in told if row[2] == "True"]
    broken = next((pk for reference, pk, _ in mine if reference not in words), "")
    if email == WORKERS["bornheim"][0]:
        cluster.ask("UPDATE cases_notice SET content = 'kaputt' WHERE id = %s RETURNING id", broken)
    ours = sorted((pk, reference) for reference, pk, _ in mine if reference in words)
    return Someone(
        name=email,
        cookies=cookies,
        concerns=frozenset(str(key) for key, _ in found),
        reported=frozenset(reported),
        references=frozenset(theirs | helped),
        words=frozenset(words[each] for each in theirs if each in words),
        notices={pk: words[reference] for pk, reference in ours},
        can_be_taken=tuple(pk for pk, _ in ours[1:]),
        waits=tuple(reference for _, reference in ours[:1]),
        broken=broken if email == WORKERS["bornheim"][0] else "",
        is_partner=email in {SIEGBURG_SCHOOL, DAYCARE},
    )

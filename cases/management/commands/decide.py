"""`manage.py decide < facts.json`: who must act, and who would be told. Stores nothing."""

import json
import sys
from argparse import ArgumentParser
from datetime import datetime
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agreements.domain.rules import RuleSet
from agreements.queries import AlteredRules, UnknownRules, rules_by_version
from cases.domain.answer import as_json
from cases.domain.facts import Fault, FaultyFacts, read_facts
from cases.domain.facts.faults import shown
from cases.domain.jurisdiction import decide
from cases.domain.routing import Clock, route
from cases.queries.proposal import register_at, rules_at
from cases.wording import LADDER_ROLE
from network import queries as network
from network.domain.hours import next_working_noon
from network.queries import NoNetwork

DRAFT = "draft:"
FAULTY = 2


class Command(BaseCommand):
    """Exit code 0 and one JSON object; 2 and one line per fault on standard error."""

    help = (
        "Probelauf: liest die Angaben einer Mitteilung als JSON von der Standardeingabe und "
        "schreibt, wer handeln muss und wer erfahren würde. Es wird nichts gespeichert."
    )
    stealth_options = ("stdin",)
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Both options are free to leave out."""
        parser.add_argument(
            "--lines", action="store_true", help="ein JSON-Objekt je Zeile hinein und heraus"
        )
        parser.add_argument(
            "--rules",
            metavar="draft:FASSUNG",
            help="mit einer Fassung der Regeln, die noch nicht in Kraft ist",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer as if the report came at its `received_at`, with the directory of that day."""
        source: IO[bytes] = options.get("stdin") or sys.stdin.buffer
        try:
            rules = self._rules(options["rules"])
            if options["lines"]:
                self._each_line(source, rules)
            else:
                self._once(source, rules)
        except NoNetwork as error:
            raise CommandError(str(error)) from error

    def _rules(self, wanted: str | None) -> RuleSet:
        if wanted is None:
            return rules_at(timezone.now())
        version = wanted.removeprefix(DRAFT)
        if version == wanted or not version:
            raise CommandError("--rules: bitte als draft:FASSUNG angeben.", returncode=FAULTY)
        try:
            return rules_by_version(version)
        except UnknownRules as error:
            raise CommandError(
                f"--rules: Es gibt keine Fassung „{version}“. Entwürfe werden mit "
                "manage.py load_rules als Fassung geladen, die erst später in Kraft tritt.",
                returncode=FAULTY,
            ) from error
        except AlteredRules as error:
            raise CommandError(f"--rules: {error}", returncode=FAULTY) from error

    def _once(self, source: IO[bytes], rules: RuleSet) -> None:
        try:
            answer = _answer(source.read(), rules)
        except FaultyFacts as error:
            for fault in error.faults:
                self.stderr.write(str(fault))
            sys.exit(FAULTY)
        self.stdout.write(_as_text(answer))

    def _each_line(self, source: IO[bytes], rules: RuleSet) -> None:
        is_faulty = False
        for line in source:
            try:
                answer = _answer(line, rules)
            except FaultyFacts as error:
                is_faulty = True
                answer = {"errors": [str(fault) for fault in error.faults]}
            self.stdout.write(_as_text(answer))
        if is_faulty:
            sys.exit(FAULTY)


def _answer(raw: bytes, rules: RuleSet) -> dict[str, Any]:
    """The answer to one input. Raises FaultyFacts for whatever cannot be decided upon."""
    data = _parsed(raw)
    at = _received_at(data)
    register = register_at(at)
    facts = read_facts(data, register)
    decisions = tuple(decide(child, concern=facts, register=register) for child in facts.children)
    clock = Clock(at=at, office_hours=network.office_hours_at(at), next_noon=next_working_noon(at))
    notices = route(facts, decisions, rules=rules, register=register, clock=clock)
    return as_json(rules.version, decisions, notices, clock=clock, roles=LADDER_ROLE)


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=_no_twins, parse_constant=_no_number
        )
    except FaultyFacts:
        raise
    except UnicodeDecodeError as error:
        raise _fault("bitte als UTF-8 schicken") from error
    except json.JSONDecodeError as error:
        raise _fault(f"kein gültiges JSON (Zeile {error.lineno}, Spalte {error.colno})") from error
    except RecursionError as error:
        raise _fault("zu tief verschachtelt") from error
    except ValueError as error:
        raise _fault("eine Zahl ist zu lang") from error


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two values for one field nobody knows which is meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twin = next(key for key in keys if keys.count(key) > 1)
        raise _fault(f"das Feld „{shown(twin)}“ steht doppelt da")
    return found


def _no_number(name: str) -> Any:
    raise _fault(f"{name} ist in JSON keine Zahl")


def _fault(message: str) -> FaultyFacts:
    return FaultyFacts((Fault("Eingabe", message),))


def _received_at(data: Any) -> datetime:
    """The instant of the report; where it is unreadable, any day will do to name that fault."""
    stated = data.get("received_at") if isinstance(data, dict) else None
    try:
        at = datetime.fromisoformat(stated) if isinstance(stated, str) else None
    except ValueError:
        at = None
    return at if at and at.tzinfo and 1950 <= at.year < 2200 else timezone.now()


def _as_text(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False)

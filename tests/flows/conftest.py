"""The whole district as it ships, and the people of the practice data in it."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from cases.management.demo import seed_accounts
from network.access import Actor, actor_for
from network.models import Membership, Partner, User

DEMO = Path(settings.BASE_DIR) / "network" / "data" / "rhein-sieg" / "demo"
ADA = "ada.muster@musterschule-siegburg.example"
BEN = "ben.muster@jugendamt-bornheim.example"
CARLA = "carla.muster@jugendamt-siegburg.example"
DORA = "dora.mustermann@netzwerk.example"


@dataclass(frozen=True)
class District:
    """The loaded network; asks for people by their address."""

    def user(self, email: str) -> User:
        """An account of the practice data."""
        return User.objects.get(email=email)

    def actor(self, email: str) -> Actor:
        """What is open to this person now."""
        return actor_for(self.user(email), timezone.now())

    def partner_of(self, email: str) -> Partner:
        """The institution this person reports for."""
        membership = Membership.objects.select_related("partner").get(user__email=email)
        assert membership.partner is not None
        return membership.partner


@pytest.fixture
def district(db: None) -> District:
    """Network, rules and accounts, loaded by the commands that load the real ones."""
    call_command("load_network", verbosity=0)
    call_command("load_rules", verbosity=0)
    seed_accounts(DEMO, at=timezone.now())
    return District()

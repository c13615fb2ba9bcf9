"""`manage.py demo_accounts`: prints with whom one can sign in for practice."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cases.management.commands.seed_demo import FOLDER
from cases.management.demo import accounts
from kinderschutz.lib.practice import CODE, PASSWORD
from network.models import Partner, YouthOffice
from network.wording import ROLE

SHOWN_OF_OFFICES = 3


class Command(BaseCommand):
    """A few accounts of each kind; all of them are on the sign-in page of the practice portal."""

    help = "Nennt Konten zum Üben."

    def handle(self, *args: Any, **options: Any) -> None:
        """Partners first, then the first offices of the list and one person per network role."""
        if not settings.DEMO:
            raise CommandError("Konten zum Üben gibt es nur im Übungsbetrieb (DEMO=true).")
        names = dict(YouthOffice.objects.values_list("key", "name"))
        names |= dict(Partner.objects.values_list("key", "name"))
        self.stdout.write(f"Kennwort für alle: {PASSWORD}, Übungscode: {CODE}")
        offices = list(dict.fromkeys(each.key for each in accounts(FOLDER) if each.key in names))
        for account in accounts(FOLDER):
            if account.organisation == "partner" or account.key in offices[:SHOWN_OF_OFFICES]:
                place = names.get(account.key, account.key)
                self.stdout.write(f"  {account.email:48} {ROLE[account.role]}, {place}")

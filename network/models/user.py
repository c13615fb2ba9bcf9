"""A person who may log in. What the person may do follows from memberships, never from this row."""

from typing import Any, ClassVar

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from network.models.base import Keyed


class UserManager(BaseUserManager["User"]):
    """Makes accounts; an e-mail address is compared without case."""

    def create_user(
        self, email: str, password: str | None = None, *, name: str = "", **fields: Any
    ) -> "User":
        """An account. Without a password nobody can log in with it until one is set."""
        user = self.model(email=self.normalize_email(email), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, password: str | None = None, *, name: str = "", **fields: Any
    ) -> "User":
        """A technical account for Django's own admin pages; it reads no case."""
        return self.create_user(
            email,
            password,
            name=name,
            **{**fields, "is_staff": True, "is_superuser": True},
        )

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Lower case throughout: two accounts must not differ by case alone."""
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account with this address, in any case."""
        return self.get(email=self.normalize_email(username))


class User(Keyed, AbstractBaseUser, PermissionsMixin):
    """An account. An inactive one may do nothing and is told nothing.

    After `left_at` it opens nothing; at `forgotten_at` name and address went, the row stays: what
    the person decided and did names it.
    """

    email = models.EmailField("E-Mail-Adresse", unique=True)
    name = models.CharField("Name", max_length=200)
    is_active = models.BooleanField("aktiv", default=True)
    is_staff = models.BooleanField("technische Verwaltung", default=False)
    left_at = models.DateTimeField("ausgeschieden", null=True, blank=True)
    forgotten_at = models.DateTimeField("Angaben gelöscht", null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = "Konto"
        verbose_name_plural = "Konten"
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower(F("email"))),
                name="user_email_is_lower_case",
                violation_error_message="E-Mail-Adressen werden klein geschrieben gespeichert.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="user_has_a_name",
                violation_error_message="Zu jedem Konto gehört der Name einer Person.",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at=None) | Q(is_active=False),
                name="user_forgotten_is_inactive",
                violation_error_message="Ein Konto ohne Angaben öffnet nichts mehr.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name for people."""
        return self.name

    def get_short_name(self) -> str:
        """The name for people; there is no shorter one."""
        return self.name

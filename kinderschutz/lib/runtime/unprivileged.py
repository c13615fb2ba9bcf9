"""PostgreSQL refuses to run as root. As root, find another way to run it, and say which.

In this order: an unprivileged account that can reach the programs and the data where they are;
a user namespace, in which root goes by another number; a copy of the programs, and the data, in a
place that the account can reach.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kinderschutz.lib.runtime.children import Account
from kinderschutz.lib.runtime.faults import PortalFault
from kinderschutz.lib.runtime.places import Places

ACCOUNTS = ("postgres", "nobody")
NAMESPACE = ("unshare", "--user", "--map-user=65534", "--map-group=65534")
REACHABLE = Path("/var/lib")


@dataclass(frozen=True)
class Footing:
    """How to run PostgreSQL here: programs, data, and an account or a command before its own."""

    programs: Path
    data: Path
    socket: Path
    account: Account | None = None
    before: Sequence[str] = ()
    remark: str = ""


def footing(programs: Path, places: Places) -> Footing:
    """The footing for this start; owners of the directories are set. Raises PortalFault."""
    here = Footing(programs=programs, data=places.postgres, socket=places.postgres_socket)
    if os.geteuid() != 0:
        return here
    account = _account()
    if account is not None and (_home(places) / "postgres/PG_VERSION").exists():
        return _moved(here, account, places)  # the data were moved by an earlier start
    if account is not None and _with_account(here, account, opened=(places.data, places.run)):
        _give(account.user, account.group, here.data, here.socket)
        return replace(
            here,
            account=account,
            remark=f"PostgreSQL läuft unter dem Konto {account.name}, nicht als root.",
        )
    if _runs([*NAMESPACE, str(programs / "postgres"), "--version"]):
        _give(0, 0, here.data, here.socket)
        return replace(
            here,
            before=NAMESPACE,
            remark="PostgreSQL läuft in einem eigenen Benutzer-Namensraum, nicht als root.",
        )
    if account is None:
        raise PortalFault(
            "PostgreSQL startet nicht als root, und es gibt weder das Konto postgres noch nobody. "
            "Starten Sie das Portal mit einem gewöhnlichen Konto."
        )
    return _moved(here, account, places)


def _account() -> Account | None:
    for name in ACCOUNTS:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, found.pw_uid, found.pw_gid)
    return None


def _with_account(here: Footing, account: Account, opened: Sequence[Path]) -> bool:
    """Whether `account` reaches programs and data; `opened` are made passable for that."""
    if not _runs([str(here.programs / "initdb"), "--version"], account):
        return False
    for directory in opened:
        directory.chmod(0o711)
    if all(_runs(["test", "-x", str(directory)], account) for directory in opened):
        return True
    for directory in opened:
        directory.chmod(0o700)
    return False


def _runs(argv: Sequence[str], account: Account | None = None) -> bool:
    try:
        done = subprocess.run(
            argv,
            capture_output=True,
            cwd="/",
            check=False,
            timeout=20,
            user=account.user if account else None,
            group=account.group if account else None,
            extra_groups=() if account else None,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _give(user: int, group: int, *directories: Path) -> None:
    """Make the directories and all in them the account's, if they are somebody else's."""
    for directory in directories:
        if directory.lstat().st_uid == user:
            continue
        for path in (directory, *directory.rglob("*")):
            os.chown(path, user, group, follow_symlinks=False)


def _home(places: Places) -> Path:
    return REACHABLE / f"kinderschutz-{hashlib.sha256(os.fsencode(places.data)).hexdigest()[:12]}"


def _moved(here: Footing, account: Account, places: Places) -> Footing:
    """The data, and a copy of the programs if need be, where the account can reach them."""
    home = _home(places)
    data, socket = home / "postgres", home / "run"
    home.mkdir(mode=0o711, exist_ok=True)
    home.chmod(0o711)
    for directory in (data, socket):
        directory.mkdir(mode=0o700, exist_ok=True)
    if (here.data / "PG_VERSION").exists() and not (data / "PG_VERSION").exists():
        data.rmdir()
        shutil.move(here.data, data)  # made by a start that could use it where it was
    found = here.programs
    if not _runs([str(found / "initdb"), "--version"], account):
        found = _copy_programs(here.programs, home)
    if not _runs([str(found / "initdb"), "--version"], account):
        raise PortalFault(
            f"PostgreSQL startet nicht als root, und das Konto {account.name} kann {found} nicht "
            "ausführen. Starten Sie das Portal mit einem gewöhnlichen Konto."
        )
    _give(account.user, account.group, data, socket)
    return Footing(
        programs=found,
        data=data,
        socket=socket,
        account=account,
        remark=(
            f"PostgreSQL läuft unter dem Konto {account.name}, nicht als root; "
            f"seine Daten liegen in {home}."
        ),
    )


def _copy_programs(programs: Path, home: Path) -> Path:
    """The installation, and the libraries that a wheel keeps beside its package."""
    package, installation = programs.parent.parent, programs.parent
    copied = home / f"programs-{int((programs / 'postgres').stat().st_mtime)}"
    if not copied.exists():
        unfinished = home / "programs.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        for source in (installation, package.with_name(f"{package.name}.libs")):
            if source.is_dir():
                to = unfinished / source.relative_to(package.parent)
                shutil.copytree(source, to, symlinks=True)
        unfinished.rename(copied)
    return copied / programs.relative_to(package.parent)

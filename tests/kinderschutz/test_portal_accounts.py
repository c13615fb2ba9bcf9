"""Who starts the portal: root in three ways, an ordinary account, and paths that are too long."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from kinderschutz.lib.runtime import unprivileged
from kinderschutz.lib.runtime.binaries import postgres_directory
from kinderschutz.lib.runtime.places import open_places
from tests.kinderschutz.starting import ground, run

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="root only")


def namespaces_work() -> bool:
    done = subprocess.run([*unprivileged.NAMESPACE, "true"], capture_output=True, check=False)
    return done.returncode == 0


@as_root
def test_as_root_the_database_runs_under_another_account(tmp_path: Path) -> None:
    open_to_all(tmp_path)

    done = run(tmp_path / "data", "--bare", "--", "true")

    assert done.returncode == 0, done.stderr
    assert "nicht als root" in done.stderr
    assert private(ground(tmp_path / "data").data)
    assert private(ground(tmp_path / "data").socket)


@as_root
@pytest.mark.skipif(not namespaces_work(), reason="user namespaces are switched off here")
def test_as_root_in_a_place_that_no_account_reaches_a_namespace_helps(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    done = run(closed / "data", "--bare", "--", "true")

    assert done.returncode == 0, done.stderr
    assert "Benutzer-Namensraum" in done.stderr


@as_root
def test_as_root_without_namespaces_programs_and_data_move(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unprivileged, "NAMESPACE", ("false",))
    monkeypatch.setattr(unprivileged, "REACHABLE", tmp_path)
    open_to_all(tmp_path)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    places = open_places(closed / "data")

    ground = unprivileged.footing(postgres_directory(), places)

    assert ground.account is not None
    assert ground.data.stat().st_uid == ground.account.user
    assert str(tmp_path) in ground.remark
    assert (
        subprocess.run(
            [ground.programs / "initdb", "--version"], user=ground.account.user, check=False
        ).returncode
        == 0
    )


@pytest.mark.skipif(os.geteuid() == 0 and not namespaces_work(), reason="needs a namespace as root")
def test_an_ordinary_account_starts_it(tmp_path: Path) -> None:
    before = (
        ("unshare", "--user", "--map-user=1000", "--map-group=1000") if os.geteuid() == 0 else ()
    )

    done = run(tmp_path / "data", "--bare", "--", "id", "-u", before=before)

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() != "0"
    assert "root" not in done.stderr
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_a_path_too_long_for_a_socket_works(tmp_path: Path) -> None:
    done = run(tmp_path / ("sehr-langer-name-" * 7) / "data", "--bare", "--", "true")

    assert done.returncode == 0, done.stderr


def open_to_all(path: Path) -> None:
    """pytest's own directories are closed to other accounts; open those above `path`."""
    for directory in (path, *path.parents):
        if directory.stat().st_uid == os.geteuid() and not directory.stat().st_mode & 0o001:
            directory.chmod(0o755)


def private(directory: Path) -> bool:
    return stat.S_IMODE(directory.stat().st_mode) == 0o700

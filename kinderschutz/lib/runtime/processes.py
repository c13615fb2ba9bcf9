"""The portal's own processes: web server, worker, clock, relay, scanner, mail sink, preparation."""

import http.client
import socket
import sys
from collections.abc import Mapping

from kinderschutz.lib.runtime.children import Child
from kinderschutz.lib.runtime.environment import project_directory
from kinderschutz.lib.runtime.faults import PortalFault
from kinderschutz.lib.runtime.places import Places


def _manage(*words: str) -> list[str]:
    return [sys.executable, str(project_directory() / "manage.py"), *words]


def _named(env: Mapping[str, str], name: str) -> dict[str, str]:
    return {**env, "APPLICATION_NAME": f"kinderschutz-{name}"}


def prepare(env: Mapping[str, str]) -> Child:
    """Bring the database up to date; ends by itself."""
    return Child("prepare", _manage("prepare"), _named(env, "prepare"))


def collect_static(env: Mapping[str, str]) -> Child:
    """Collect, name and compress the static files; ends by itself."""
    return Child("static", _manage("collectstatic", "--noinput", "--clear", "-v0"), env)


def demo_accounts(env: Mapping[str, str]) -> Child:
    """Print who may log in to try; ends by itself."""
    return Child("konten", _manage("demo_accounts"), env)


def worker(env: Mapping[str, str]) -> Child:
    """Celery's worker. It finishes what it is doing before it ends."""
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    argv = [sys.executable, "-m", "celery", "-q", "-A", "kinderschutz", "worker", "-l", "WARNING"]
    # Celery warns of root; here root starts what it can read anyway, and only JSON is accepted.
    calm = {"PYTHONWARNINGS": "ignore::UserWarning:celery.platforms"}
    return Child(
        "worker", [*argv, "--concurrency", "2", *quiet], {**_named(env, "worker"), **calm}, grace=20
    )


def beat(env: Mapping[str, str]) -> Child:
    """Celery's clock. Its schedule is kept in memory: no file can be left half written."""
    argv = [sys.executable, "-m", "celery", "-q", "-A", "kinderschutz", "beat", "-l", "WARNING"]
    return Child(
        "beat", [*argv, "--pidfile=", "--scheduler", "celery.beat:Scheduler"], _named(env, "beat")
    )


def relay(env: Mapping[str, str]) -> Child:
    """Delivers and escalates from the database alone, when Redis or Celery do not."""
    return Child("relay", _manage("relay"), _named(env, "relay"))


def scan(env: Mapping[str, str]) -> Child:
    """Takes attached files out of quarantine, one after the other."""
    return Child("scan", _manage("scan"), _named(env, "scan"))


def sealer(env: Mapping[str, str]) -> Child:
    """Seals the logs and signs checkpoints; it alone needs the signing key."""
    return Child("sealer", _manage("sealer"), _named(env, "sealer"))


def web(env: Mapping[str, str], port: int) -> Child:
    """gunicorn on loopback."""
    argv = [
        sys.executable, "-m", "gunicorn", "kinderschutz.wsgi:application",
        "--config", "python:kinderschutz.lib.web_server",
        "--bind", f"127.0.0.1:{port}",
    ]  # fmt: skip
    host = _named(env, "web")["PUBLIC_URL"].split("//", 1)[1].split("/", 1)[0]
    return Child("web", argv, _named(env, "web"), is_ready=lambda: _serves(port, host))


def _serves(port: int, host: str) -> bool:
    """Whether a page comes, were it a refusal; a fault of the server is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Host": host})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def require_free_port(port: int) -> None:
    """Raises PortalFault when somebody listens there."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        raise PortalFault(
            f"Port {port} ist belegt. Nehmen Sie einen anderen: PORT={port + 1} make run"
        ) from None


def mail_sink(env: Mapping[str, str], places: Places, listening: socket.socket) -> Child:
    """Takes every mail; `listening` is ours, so that nothing is refused while the sink starts."""
    argv = [sys.executable, "-m", "kinderschutz.lib.sink", "--dir", str(places.mail)]
    number = listening.fileno()
    return Child(
        "mail",
        [*argv, "--fd", str(number)],
        env,
        serves=True,
        pass_fds=(number,),
    )

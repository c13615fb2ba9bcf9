"""The image and the compose file agree with the code; no container engine is needed to see it."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from ruamel.yaml import YAML

from kinderschutz.lib.runtime import postgres, processes
from tests.kinderschutz.starting import environment

ROOT = Path(settings.BASE_DIR)
FILES = ("docker-compose.yml", "docker-compose.dev.yml")
COMPOSE = YAML(typ="safe").load(ROOT / FILES[0])
SERVICES: Mapping[str, Mapping[str, Any]] = COMPOSE["services"]
OURS = {name: each for name, each in SERVICES.items() if each["image"].startswith("kinderschutz")}
DOCKERFILE = (ROOT / "Dockerfile").read_text()
ENV = {"PUBLIC_URL": "https://x.example"}
PROCESSES = {
    "migrate": processes.prepare(ENV),
    "web": processes.web(ENV, 8000),
    "worker": processes.worker(ENV),
    "beat": processes.beat(ENV),
    "relay": processes.relay(ENV),
    "sealer": processes.sealer(ENV),
    "scan": processes.scan(ENV),
}
ELSEWHERE = {
    "collect_static": "the image collects when it is built",
    "demo_accounts": "practice only",
    "mail_sink": "practice only",
    "require_free_port": "no process",
}


def ran(*words: str, env: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    program = [str(Path(sys.executable).with_name(words[0])), *words[1:]]
    return subprocess.run(program, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def variables(service: str) -> dict[str, str]:
    """Its environment with every ${NAME:-default} and ${NAME:?why} filled in."""
    given = {"PUBLIC_URL": "https://kinderschutz.example", "KS_VERSION": "0"}

    def fill(match: re.Match[str]) -> str:
        return given.get(match[1], match[3] if match[2] == ":-" else "")

    values = SERVICES[service].get("environment", {})
    return {
        name: re.sub(r"\$\{(\w+)(:[-?])([^}]*)\}", fill, value) for name, value in values.items()
    }


@pytest.mark.parametrize("file", FILES)
def test_compose_files_follow_their_schema(file: str) -> None:
    done = ran("check-jsonschema", "--builtin-schema", "vendor.compose-spec", file)

    assert (done.returncode, done.stdout.strip()) == (0, "ok -- validation done")


def test_the_schema_finds_a_misspelt_key(tmp_path: Path) -> None:
    broken = tmp_path / "compose.yml"
    broken.write_text("services: {db: {image: x, prots: []}}")

    done = ran("check-jsonschema", "--builtin-schema", "vendor.compose-spec", str(broken))

    assert done.returncode == 1


def test_the_linter_of_images_finds_nothing() -> None:
    done = ran("hadolint", "Dockerfile")

    assert (done.returncode, done.stdout) == (0, "")


def test_every_process_of_the_one_command_start_has_its_place() -> None:
    functions = {
        name
        for name, each in vars(processes).items()
        if callable(each) and not name.startswith("_") and each.__module__ == processes.__name__
    }

    known = {child.name for child in PROCESSES.values()} | set(ELSEWHERE)
    assert functions - known == set()


@pytest.mark.parametrize("service", sorted(PROCESSES))
def test_a_service_runs_what_the_one_command_start_runs(service: str) -> None:
    there = [
        "manage.py" if str(word).endswith("manage.py") else str(word)
        for word in PROCESSES[service].argv[1:]
    ]

    here = [word.replace("0.0.0.0", "127.0.0.1") for word in SERVICES[service]["command"]]
    assert here == ["python", *there]


def test_the_image_starts_the_web_server_by_itself() -> None:
    words = re.findall(r'"([^"]+)"', DOCKERFILE.split("\nCMD ", 1)[1].split("\n\n", 1)[0])

    assert words == SERVICES["web"]["command"]


def test_every_variable_is_one_that_the_settings_read() -> None:
    text = (ROOT / "kinderschutz/settings.py").read_text()
    read = set(re.findall(r'(?:env\.\w+|_read|_role)\(\s*"([A-Z_]+)"', text))
    read |= {"PROMETHEUS_MULTIPROC_DIR"} & set(re.findall(r"^# ([A-Z_]+):", text, re.MULTILINE))
    named = {name.removesuffix("_FILE") for each in OURS for name in variables(each)}
    image = set(re.findall(r"(STATIC_ROOT|DEMO)=", DOCKERFILE))

    assert (named | image) - read == set()


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the script for a new server writes, and the mail server that a person adds."""
    directory = tmp_path_factory.mktemp("secrets")
    subprocess.run([ROOT / "scripts/server_secrets.sh", directory], check=True, capture_output=True)
    (directory / "email_url").chmod(0o600)
    (directory / "email_url").write_text("smtp+tls://u:x@mail.example:587")
    return directory


def test_the_script_for_secrets_keeps_what_is_there(secrets: Path) -> None:
    before = {path.name: path.read_text() for path in secrets.iterdir()}

    subprocess.run([ROOT / "scripts/server_secrets.sh", secrets], check=True)

    assert {path.name: path.read_text() for path in secrets.iterdir()} == before
    assert set(before) == set(COMPOSE["secrets"])
    assert secrets.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("service", sorted(OURS))
def test_a_service_has_all_that_a_start_needs(service: str, secrets: Path, tmp_path: Path) -> None:
    env = environment(tmp_path, DJANGO_SETTINGS_MODULE="kinderschutz.settings")
    for name, value in variables(service).items():
        if name.endswith("_FILE"):
            secret = value.removeprefix("/run/secrets/")
            assert secret in SERVICES[service]["secrets"], f"{service} does not get {secret}"
            env[name] = str(secrets / secret)
        else:
            env[name] = value

    done = ran("python", "-c", "import django; django.setup()", env=env)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("service", sorted(OURS))
def test_a_service_gets_no_secret_that_it_does_not_name(service: str) -> None:
    named = {Path(value).name for value in variables(service).values() if "/secrets/" in value}

    assert named == set(SERVICES[service]["secrets"])


@pytest.mark.parametrize("service", sorted(set(OURS) - {"migrate", "backup"}))
def test_only_preparation_and_backup_know_the_owner_of_the_tables(service: str) -> None:
    assert "database_owner_url" not in SERVICES[service]["secrets"]


@pytest.mark.parametrize("service", sorted(set(OURS) - {"migrate", "backup"}))
def test_a_service_waits_for_the_tables(service: str) -> None:
    waits = SERVICES[service]["depends_on"]

    assert waits["migrate"]["condition"] == "service_completed_successfully"


@pytest.mark.parametrize("service", sorted(OURS))
def test_a_service_of_ours_can_write_nothing_and_gain_nothing(service: str) -> None:
    each = SERVICES[service]

    assert each["read_only"] is True
    assert each["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in each["security_opt"]


@pytest.mark.parametrize("service", sorted(set(SERVICES) - {"migrate", "backup"}))
def test_a_service_that_stays_tells_whether_it_is_well(service: str) -> None:
    assert SERVICES[service]["healthcheck"]["test"]


def test_nothing_is_published_but_the_web_server_on_loopback() -> None:
    published = {name: each["ports"] for name, each in SERVICES.items() if "ports" in each}

    assert published == {"web": ["127.0.0.1:8000:8000"]}
    assert COMPOSE["networks"]["back"] == {"internal": True}


def test_the_telephone_card_is_read_where_the_relay_writes_it() -> None:
    written, read = (SERVICES[name]["volumes"] for name in ("relay", "web"))

    assert "card:/data" in set(written) & set(read)
    assert {variables(name)["KINDERSCHUTZ_DATA"] for name in ("relay", "web")} == {"/data"}


def test_the_process_that_opens_strange_files_reaches_the_database_and_nothing_else() -> None:
    networks = SERVICES["scan"]["networks"]

    assert networks == ["quarantine"]
    assert COMPOSE["networks"]["quarantine"] == {"internal": True}
    assert [name for name, each in SERVICES.items() if "quarantine" in each["networks"]] == [
        "db",
        "scan",
    ]
    assert variables("scan")["CLAMD_ADDRESS"].startswith("/run/clamav/")
    assert "clamd:/run/clamav" in " ".join(SERVICES["scan"]["volumes"])


FOR_PRACTICE_OR_WITH_A_SOUND_DEFAULT = {
    "ALLOWED_HOSTS", "CANARY_AT", "CANARY_SECONDS", "CELERY_BROKER_URL", "DEBUG", "DEMO",
    "IDLE_MINUTES", "SESSION_HOURS",
    "MAIL_DIRECTORY", "PAPER_KIT_AT", "POST_LEASE_SECONDS", "RELAYS", "STATIC_ROOT",
}  # fmt: skip


def test_every_other_setting_can_be_given_to_a_server() -> None:
    text = (ROOT / "kinderschutz/settings.py").read_text()
    read = set(re.findall(r'(?:env\.\w+|_read|_role)\(\s*"([A-Z_]+)"', text))
    named = {name.removesuffix("_FILE") for each in OURS for name in variables(each)}

    assert read - named - FOR_PRACTICE_OR_WITH_A_SOUND_DEFAULT == set()


def test_images_are_pinned() -> None:
    bases = re.findall(r"^FROM (\S+:\S+)", DOCKERFILE, re.MULTILINE)
    images = [each["image"] for name, each in SERVICES.items() if name not in OURS]

    assert len(bases) == 2
    loose = [
        each
        for each in [*bases, *images]
        if not re.search(r":\d+\.\d+(\.\d+)?-\w+|:\d+\.\d+\.\d+$", each)
    ]
    assert loose == []
    assert [each["image"] for each in OURS.values() if "${KS_VERSION:?" not in each["image"]] == []


def test_the_database_is_the_version_that_the_portal_wants() -> None:
    assert SERVICES["db"]["image"].startswith("postgres:18.")


def test_the_image_has_the_python_of_the_project() -> None:
    assert {each[:4] for each in re.findall(r"FROM python:(\S+)", DOCKERFILE)} == {"3.11"}


def test_the_log_of_the_database_quotes_nobody() -> None:
    given = dict(word[2:].split("=") for word in SERVICES["db"]["command"][1:])
    silent = {name: value for name, value in postgres.OPTIONS.items() if name in given}

    assert given == silent
    assert {name for name in postgres.OPTIONS if name.startswith("log_p")} <= set(given)
    assert {"log_min_error_statement", "log_error_verbosity"} <= set(given)


def test_the_image_runs_as_nobody_in_particular_and_holds_no_secret() -> None:
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)[-1] == "10001:10001"
    assert not re.findall(r"^(?:ARG|ENV).*(?:SECRET|PASSWORD|KEY|TOKEN)", DOCKERFILE, re.MULTILINE)
    assert (ROOT / ".dockerignore").read_text().splitlines()[1] == "*"


def test_every_folder_of_the_code_is_in_the_image() -> None:
    copied = set(re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.MULTILINE))
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}

    assert copied == packages | {"templates", "static"}


def test_static_files_can_be_collected_without_a_database_or_a_secret(tmp_path: Path) -> None:
    (line,) = re.findall(r"^RUN (DEMO=.*?) \\$", DOCKERFILE, re.MULTILINE)
    words = line.replace("/srv/static", str(tmp_path)).split()
    given = dict(word.split("=") for word in words[:2])

    done = ran(*words[2:], env={"PATH": os.environ["PATH"], **given})

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "staticfiles.json").exists()


@pytest.mark.parametrize("file", ["Dockerfile", *FILES])
def test_it_is_said_that_nobody_has_built_it(file: str) -> None:
    head = (ROOT / file).read_text()[:700].lower()

    assert "unbuilt" in head or "untried" in head

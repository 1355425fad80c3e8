import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from config.resolve import resolve
from config.settings import Settings
from streams.cli import main

DOCKER = Path(__file__).parent.parent.parent / "docker"
FILE = DOCKER / "compose.yaml"
COMPOSE = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: each for name, each in SERVICES.items() if each["image"].startswith("portcullis")}
WORKERS = {name: each for name, each in OURS.items() if each["command"] == ["worker"]}
ONE_SHOTS = {"topics", "lists"}

each_service = pytest.mark.parametrize("name", SERVICES)


def test_it_is_what_compose_spec_says() -> None:
    command = [
        str(Path(sys.executable).parent / "check-jsonschema"),
        "--builtin-schema=vendor.compose-spec",
        str(FILE),
    ]
    done = subprocess.run(  # noqa: S603 - the checker, on our own file
        command, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_everything_is_there() -> None:
    assert SERVICES.keys() == {
        *("kafka", "redis", "topics", "lists", "worker-1", "worker-2", "rescreen"),
        *("prometheus", "grafana"),
    }


@each_service
def test_a_service_can_do_and_write_as_little_as_possible(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["pids_limit"] > 0
    assert int(service["user"].partition(":")[0]) > 0
    assert not {"privileged", "cap_add", "devices", "pid", "ipc", "network_mode"} & service.keys()


@each_service
def test_an_image_has_a_fixed_version(name: str) -> None:
    _, _, tag = SERVICES[name]["image"].partition(":")
    assert tag
    assert tag != "latest"


@each_service
def test_a_published_port_is_of_this_machine_alone(name: str) -> None:
    ports = SERVICES[name].get("ports", [])
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert bool(ports) == (name in {"kafka", "prometheus", "grafana"})
    assert ("edge" in SERVICES[name]["networks"]) == bool(ports)


def test_the_inner_network_has_no_way_out() -> None:
    assert COMPOSE["networks"]["inner"] == {"internal": True}


@each_service
def test_what_stays_up_says_how_it_is_and_is_started_again(name: str) -> None:
    service = SERVICES[name]
    if name in ONE_SHOTS:
        assert service["restart"] == "no"
        assert service["healthcheck"] == {"disable": True}
        return
    assert service["restart"] == "unless-stopped"
    if name not in OURS:  # theirs is in the image
        assert service["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", WORKERS)
def test_a_worker_waits_for_broker_topics_and_lists(name: str) -> None:
    conditions = {k: v["condition"] for k, v in WORKERS[name]["depends_on"].items()}
    done = "service_completed_successfully"
    assert conditions == {"kafka": "service_healthy", "topics": done, "lists": done}


@pytest.mark.parametrize("name", OURS)
def test_what_a_service_of_ours_is_told_are_settings_with_good_values(name: str) -> None:
    told = OURS[name].get("environment", {})
    names = {f"PORTCULLIS_{field.upper()}" for field in Settings.__struct_fields__}
    assert told.keys() <= names
    resolve({}, told)


def test_workers_have_places_of_their_own_and_one_secret() -> None:
    settings = [resolve({}, worker["environment"]).settings for worker in WORKERS.values()]
    assert len({each.transactional_id for each in settings}) == len(settings) == 2
    assert {each.secret_file for each in settings} == {"/run/secrets/installation-secret"}
    assert all(worker["secrets"] == ["installation-secret"] for worker in WORKERS.values())


@pytest.mark.parametrize("name", OURS)
def test_a_command_of_ours_is_one_that_the_product_has(name: str) -> None:
    command: click.Command = main
    words = list(OURS[name]["command"])
    while isinstance(command, click.Group) and words[0] in command.commands:
        command = command.commands[words.pop(0)]
    context = click.Context(command, info_name=name)
    context.resilient_parsing = True  # names and values of options are parsed, nothing is run
    _, unread, _ = command.make_parser(context).parse_args(args=words)
    assert not unread


@each_service
def test_what_is_mounted_is_there(name: str) -> None:
    for volume in SERVICES[name].get("volumes", []):
        source, target, *mode = volume.split(":")
        assert target.startswith("/")
        if source.startswith("."):
            assert (DOCKER / source).exists(), source
            assert mode == ["ro"], f"{source} of this machine could be written"
        else:
            assert source in COMPOSE["volumes"]


def test_paths_that_workers_are_told_are_mounted() -> None:
    for worker in WORKERS.values():
        targets = {volume.split(":")[1] for volume in worker["volumes"]}
        settings = resolve({}, worker["environment"]).settings
        assert settings.sources in targets
        assert {"/srv/portcullis/snapshot", "/srv/portcullis/policy"} <= targets


def test_secrets_are_files_that_the_repository_does_not_hold() -> None:
    files = [secret["file"] for secret in COMPOSE["secrets"].values()]
    assert all(file.startswith("./secrets/") for file in files)
    assert "docker/secrets/" in (DOCKER.parent / ".gitignore").read_text(encoding="utf-8")
    wanted = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    assert wanted == COMPOSE["secrets"].keys()
    for name, service in SERVICES.items():
        for key, value in service.get("environment", {}).items():
            if "PASSWORD" in key or "SECRET" in key:
                assert str(value).startswith("/run/secrets/"), f"{name}: {key}"


def test_prometheus_asks_every_worker() -> None:
    config = yaml.safe_load((DOCKER / "prometheus/prometheus.yml").read_text(encoding="utf-8"))
    (job,) = config["scrape_configs"]
    assert job["job_name"] == "portcullis"
    services = {name: each for name, each in OURS.items() if name not in ONE_SHOTS}
    ports = {name: resolve({}, each["environment"]).settings for name, each in services.items()}
    targets = {target for each in job["static_configs"] for target in each["targets"]}
    assert targets == {f"{name}:{settings.web_port}" for name, settings in ports.items()}
    assert all(settings.web_bind == "0.0.0.0" for settings in ports.values())  # noqa: S104

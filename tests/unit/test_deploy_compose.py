"""The Compose file is one that Compose takes, and gives each service its own and no more."""

import re
import subprocess
import sys
from typing import Any

import pytest
from ruamel.yaml import YAML

from infra.deploy.compose import OPERATOR, write_compose, write_properties
from infra.deploy.files import HERE
from infra.deploy.strimzi import OFFSETS_MINUTES
from infra.deploy.workloads import WORKLOADS
from infra.processes import ROLES

FILE = HERE / "compose" / "compose.yaml"
SERVICES = YAML(typ="safe").load(FILE)["services"]


def test_compose_takes_it() -> None:
    """The Compose specification's own schema, as another program keeps it, has nothing against the file."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)]
    judged = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert judged.returncode == 0, judged.stdout


def test_each_process_is_a_service() -> None:
    """All processes in their order, behind Kafka and Valkey, and two for commands that nothing starts by itself."""
    assert list(SERVICES) == ["kafka", "valkey", *ROLES, OPERATOR, "setup"]
    assert SERVICES[OPERATOR]["profiles"] == SERVICES["setup"]["profiles"] == ["tools"]


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_can_change_itself(name: str) -> None:
    """Each is on a file system it cannot write to, without any capability, and gains no rights."""
    service = SERVICES[name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", [*WORKLOADS, OPERATOR, "setup"])
def test_every_setting_can_be_given(name: str) -> None:
    """A setting that is not the deployment's own reaches each process: none is passed over without a word."""
    assert SERVICES[name]["env_file"] == ["linnet.env"]
    own = set(SERVICES[name]["environment"]) - {"CREDENTIALS_DIRECTORY"}
    places = r"LINNET_(KAFKA_\w+|REDIS_URL|\w+_FILE|\w+_DIR|(API|RECEIVING|METRICS)_(HOST|PORT))"
    assert [one for one in own if not re.fullmatch(places, one)] == [], "what stands in a service cannot be set"


@pytest.mark.parametrize("role", WORKLOADS)
def test_every_process_can_be_watched(role: str) -> None:
    """Its numbers are served on a network that a Prometheus beside it is on too."""
    told = SERVICES[role]["environment"]
    assert (told["LINNET_METRICS_HOST"], told["LINNET_METRICS_PORT"]) == ("0.0.0.0", "9100")
    assert "inside" in SERVICES[role]["networks"]


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_fills_the_disk_or_is_killed_at_its_work(name: str) -> None:
    """What each says is kept to a size, and each has as long to end as in a pod."""
    assert SERVICES[name]["logging"]["options"] == {"max-size": "20m", "max-file": "5"}
    assert SERVICES[name]["stop_grace_period"] == "60s"


def test_kafka_keeps_no_log_of_its_own() -> None:
    """Its files would grow for ever, in memory: it writes where others do, and remembers groups as on Kubernetes."""
    told = SERVICES["kafka"]["environment"]
    assert told["KAFKA_LOG4J_OPTS"].endswith("/tools-log4j2.yaml")
    assert "loggc" not in told["EXTRA_ARGS"]
    assert f"offsets.retention.minutes={OFFSETS_MINUTES}" in write_properties().splitlines()


@pytest.mark.parametrize("role", WORKLOADS)
def test_a_service_is_given_its_own_secrets(role: str) -> None:
    """Its own password at Kafka and nobody else's; Redis' address only where it speaks to it."""
    sources = {secret["source"] for secret in SERVICES[role]["secrets"]}
    assert f"{role}_kafka_password" in sources
    assert not {f"{other}_kafka_password" for other in WORKLOADS if other != role} & sources
    assert ("redis_url" in sources) == WORKLOADS[role].redis


def test_who_needs_nobody_outside_reaches_nobody() -> None:
    """Only who is asked from elsewhere, or asks somebody elsewhere, is on a network that leads out."""
    out = {name for name, service in SERVICES.items() if "outside" in service["networks"]}
    assert out == {role for role, one in WORKLOADS.items() if one.port or one.goes_out}


def test_kafka_speaks_to_nobody_in_plain() -> None:
    """Every listener of the broker is TLS, and its password stands in no file of ours."""
    listeners = next(line for line in write_properties().splitlines() if line.startswith("listener.security"))
    assert listeners == "listener.security.protocol.map=SASL_SSL:SASL_SSL,CONTROLLER:SSL"
    assert 'password="${secrets:/run/secrets:kafka_admin_password}"' in write_properties()


def test_every_secret_is_a_file() -> None:
    """What a service wants is among the secrets, each a file beside this one."""
    found: Any = write_compose()
    wanted = {secret["source"] for service in found["services"].values() for secret in service["secrets"]}
    assert found["secrets"] == {name: {"file": f"./secrets/{name}"} for name in sorted(wanted)}

"""``python -m tests.judging.podded IMAGE``: the pods that the manifests for Kubernetes describe, run by podman.

IMAGE is built by ``infra/deploy/Containerfile``. Needs root, podman and redis-server. Each pod runs once, as its
template says: user, groups, capabilities, a file system that is only read, volumes, settings and secrets. What is not
tried is all that a cluster adds: Strimzi, services, policies, probes, several replicas. Exits with 1 where a pod ended,
or an alert did not come through.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ruamel.yaml import YAML

from infra.deploy.files import HERE
from tests.integration.roles import await_true
from tests.judging.passing import BY, WITHIN_SECONDS, elsewhere, is_ready, pass_through
from tests.judging.podded.furniture import give_maps, give_secrets
from tests.judging.podded.pod import Cluster, Template, podman

_METRICS_PORT = 9200
_OPERATOR = "linnet-operator"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(image: str) -> None:
    with TemporaryDirectory(prefix="linnet-podded-") as name, elsewhere(Path(name)) as told:
        home, templates = Path(name), read_templates()
        instead = {"LINNET_KAFKA_BOOTSTRAP": told.kafka.settings.kafka_bootstrap, "LINNET_KAFKA_REPLICATION": "1"}
        cluster = Cluster(home / "pods", image, give_maps(told, home), give_secrets(told, home), instead)
        begun = time.monotonic()
        with _running(cluster, templates):
            await_true(is_ready, WITHIN_SECONDS)
            say(f"{len(templates)} pods run, and the API is ready, after {time.monotonic() - begun:.1f} s")
            podman("exec", _OPERATOR, "linnet", "topics", "check")
            say(podman("exec", _OPERATOR, "linnet", "rules", "adopt", "/etc/linnet/rules.yaml", *BY).strip())
            say(f"an alert was there {pass_through(told, 1):.1f} s after its event was sent")
            _check_all_run(templates)
            say(f"all stopped as they were told, after {max(map(_stop, templates)):.1f} s at most")


def read_templates() -> dict[str, Template]:
    documents = YAML(typ="safe").load_all(HERE / "kubernetes" / "workloads.yaml")
    return {one["metadata"]["name"]: one["spec"]["template"] for one in documents if "template" in one["spec"]}


@contextmanager
def _running(cluster: Cluster, templates: dict[str, Template]) -> Iterator[None]:
    try:
        for port, (name, template) in enumerate(templates.items(), _METRICS_PORT):
            cluster.start(name, template, port)
        yield
    except AssertionError:
        for name in templates:
            say(f"{name}:\n{podman('logs', '--tail=5', name, check=False)}")
        raise
    finally:
        podman("rm", "--force", "--ignore", "--time=0", *templates)


def _stop(name: str) -> float:
    """Seconds. Whoever has to be killed has not heard."""
    begun = time.monotonic()
    podman("stop", "--time=60", name)
    code = podman("inspect", "--format={{.State.ExitCode}}", name).strip()
    assert code in ("0", "143"), f"{name} ended with {code}"
    return time.monotonic() - begun


def _check_all_run(templates: dict[str, Template]) -> None:
    ended = [name for name in templates if podman("inspect", "--format={{.State.Running}}", name).strip() != "true"]
    assert not ended, f"ended: {', '.join(ended)}"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])

"""A pod of the manifests, run by podman: as whom, from what, with which walls and volumes its template says."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.judging.podded.furniture import Given

Template = dict[str, Any]


def podman(*words: str, check: bool = True) -> str:
    """What it said. Raises :class:`AssertionError` with why not."""
    done = subprocess.run(["podman", *words], capture_output=True, text=True, timeout=180, check=False)
    if check and done.returncode:
        raise AssertionError(f"podman {' '.join(words[:3])}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


@dataclass(frozen=True, slots=True)
class Cluster:
    """``home`` has the folders that are mounted. ``instead``: settings that are another thing here."""

    home: Path
    image: str
    maps: Given
    secrets: Given
    instead: dict[str, str]

    def start(self, name: str, template: Template, port: int) -> None:
        """``port``: of its metrics, for all share this machine's network."""
        spec = template["spec"]
        (container,) = spec["containers"]
        command = container.get("command", [])
        words = ["run", "--detach", "--name", name, "--network", "host", *self._wall(spec, container)]
        words += self._mount(name, spec, container)
        words += [f"--env={key}={value}" for key, value in self._tell(name, container, port).items()]
        words += [f"--entrypoint={command[0]}"] if command else []
        podman(*words, self.image, *command[1:], *container.get("args", []))

    def _wall(self, spec: Template, container: Template) -> Iterator[str]:
        who, walls = spec["securityContext"], container["securityContext"]
        assert who["seccompProfile"] == {"type": "RuntimeDefault"}, "podman's own is the default"
        yield f"--user={who['runAsUser']}:{who['runAsGroup']}"
        yield f"--group-add={who['fsGroup']}"
        yield from (f"--cap-drop={name}" for name in walls["capabilities"]["drop"])
        if walls["readOnlyRootFilesystem"]:
            yield from ("--read-only", "--read-only-tmpfs=false")
        if not walls["allowPrivilegeEscalation"]:
            yield "--security-opt=no-new-privileges"

    def _mount(self, name: str, spec: Template, container: Template) -> Iterator[str]:
        volumes = {volume["name"]: volume for volume in spec["volumes"]}
        for mount in container["volumeMounts"]:
            folder = self._fill(name, volumes[mount["name"]], spec["securityContext"]["fsGroup"])
            yield f"--volume={folder}:{mount['mountPath']}{':ro' if mount.get('readOnly') else ''}"

    def _fill(self, name: str, volume: Template, group: int) -> Path:
        """As the kubelet makes it: root's, and of the pod's group."""
        match volume:
            case {"configMap": {"name": wanted}}:
                return self._write(name, volume["name"], self.maps[wanted], 0o644, group)
            case {"projected": {"sources": sources, "defaultMode": mode}}:
                files = {path: raw for source in sources for path, raw in self._project(source["secret"])}
                return self._write(name, volume["name"], files, mode, group)
            case {"emptyDir": _}:
                return self._write(name, volume["name"], {}, 0, group)
            case {"persistentVolumeClaim": {"claimName": wanted}}:
                return self._write("claims", wanted, {}, 0, group)
        raise AssertionError(volume)

    def _project(self, secret: Template) -> Iterator[tuple[str, bytes]]:
        held = self.secrets[secret["name"]]
        for item in secret.get("items") or [{"key": key, "path": key} for key in held]:
            yield item["path"], held[item["key"]]

    def _write(self, owner: str, name: str, files: dict[str, bytes], mode: int, group: int) -> Path:
        folder = self.home / owner / name
        folder.mkdir(parents=True, exist_ok=True)
        for path, raw in files.items():
            (folder / path).write_bytes(raw)
            (folder / path).chmod(mode)
            shutil.chown(folder / path, 0, group)
        os.chown(folder, 0, group)
        folder.chmod(0o2775)
        return folder

    def _tell(self, name: str, container: Template, port: int) -> dict[str, str]:
        said = {one["name"]: one.get("value", name) for one in container["env"]}
        for source in container["envFrom"]:
            said |= {key: raw.decode() for key, raw in self.maps[source["configMapRef"]["name"]].items()}
        return said | self.instead | {"LINNET_METRICS_PORT": f"{port}"}

"""What an administrator puts into ``/etc/linnet`` and beside it, as the operator's guide says."""

import secrets
import shutil
from pathlib import Path

from cryptography.fernet import Fernet

from infra.deploy.files import HERE
from infra.deploy.machine import COMMAND, FOLDERS, USERS
from streams.sealing.wrapping import own_wrapping_file
from tests.integration.posting import write_senders
from tests.judging.passing import AREA, CLAIMS, SETTINGS, WEBHOOK_SECRET, Elsewhere


def install_units(root: Path) -> None:
    """The files that ship, where the guide has them."""
    folder, etc = HERE / "systemd", root / "etc"
    for unit in folder.glob("*.service"):
        shutil.copy(unit, etc / "systemd/system")
    shutil.copy(folder / "linnet.target", etc / "systemd/system")
    for name, place in ((USERS, etc / "sysusers.d/linnet.conf"), (FOLDERS, etc / "tmpfiles.d/linnet.conf")):
        place.parent.mkdir(exist_ok=True)
        shutil.copy(folder / name, place)
    shutil.copy(folder / COMMAND, root / "usr/local/sbin")
    (root / "usr/local/sbin" / COMMAND).chmod(0o755)
    drop_in = etc / "systemd/system/linnet-delivery.service.d"
    drop_in.mkdir(exist_ok=True)
    (drop_in / "webhooks.conf").write_text("[Service]\nLoadCredential=HUB_SECRET:/etc/linnet/secrets/HUB_SECRET\n")


def furnish(root: Path, told: Elsewhere) -> None:
    etc = root / "etc/linnet"
    settings = told.kafka.settings
    shutil.copy(settings.partnership_file, etc / "partnership.toml")
    assert settings.kafka_ca_file is not None
    shutil.copy(settings.kafka_ca_file, etc / "kafka-ca.pem")
    shutil.copy(told.redis.authority, etc / "redis-ca.pem")
    write_senders(etc / "senders.toml", (AREA,))
    (etc / "claims.toml").write_text(CLAIMS)
    (etc / "delivery.toml").write_text(told.routes())
    given = {"LINNET_KAFKA_BOOTSTRAP": settings.kafka_bootstrap, **SETTINGS}
    (etc / "linnet.env").write_text("".join(f"{name}={value}\n" for name, value in given.items()))
    for file in etc.iterdir():
        if file.is_file():
            file.chmod(0o644)
    _write_secrets(etc / "secrets", told)


def _write_secrets(folder: Path, told: Elsewhere) -> None:
    for file in told.passwords.glob("*_kafka_password"):
        shutil.copy(file, folder)
    said = {
        "redis_url": told.redis.url(authority=Path("/etc/linnet/redis-ca.pem")),
        # The keys of the log are there already, wrapped under it.
        "wrapping_keys": own_wrapping_file(told.kafka.settings).read_text(),
        "state_keys": Fernet.generate_key().decode(),
        "index_key": secrets.token_hex(32),
        "relay_pseudonym_key": secrets.token_hex(32),
        "api_oidc_client_secret": "a-secret-of-tests",
        "delivery_smtp_password": "",
        "auditing_smtp_password": "",
        "HUB_SECRET": WEBHOOK_SECRET,
    }
    for name, text in said.items():
        (folder / name).write_text(text)
    for role in ("api", "receiving"):
        certificate, key = told.authority.sign(role)
        shutil.copy(certificate, folder / f"{role}.pem")
        shutil.copy(key, folder / f"{role}.key")
    for file in folder.iterdir():
        file.chmod(0o600)

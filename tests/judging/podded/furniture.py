"""What a partnership's overlay gives to the pods: ConfigMaps and Secrets, by the names that the manifests ask for."""

import secrets
from pathlib import Path

from cryptography.fernet import Fernet

from consumers.auditing.keys import make_key
from infra.access.rights import ROLE_RIGHTS
from streams.sealing.wrapping import own_wrapping_file
from tests.integration.posting import write_senders
from tests.integration.securing import PASSWORD
from tests.judging.passing import AREA, CLAIMS, RULES, SETTINGS, WEBHOOK_SECRET, Elsewhere

Given = dict[str, dict[str, bytes]]
"""Contents by key, by the name of the ConfigMap or Secret."""


def give_maps(told: Elsewhere, home: Path) -> Given:
    """``linnet-settings`` has what is no such thing on Kubernetes too: where Kafka is, and that it has one broker."""
    senders = write_senders(home / "senders.toml", (AREA,))
    files = {
        "partnership.toml": told.kafka.settings.partnership_file.read_bytes(),
        "senders.toml": senders.read_bytes(),
        "claims.toml": CLAIMS.encode(),
        "delivery.toml": told.routes().encode(),
        "rules.yaml": RULES.encode(),
    }
    return {"linnet-files": files, "linnet-settings": {name: value.encode() for name, value in SETTINGS.items()}}


def give_secrets(told: Elsewhere, home: Path) -> Given:
    authority = told.kafka.settings.kafka_ca_file
    assert authority is not None
    url = told.redis.url(authority=Path("/run/linnet/credentials/redis-ca.pem"))
    password = {"password": PASSWORD.encode()}
    given = {
        **{f"linnet-{role}": password for role in (*ROLE_RIGHTS, "operator")},
        "linnet-cluster-ca-cert": {"ca.crt": authority.read_bytes()},
        "linnet-redis": {"url": url.encode(), "ca.crt": told.redis.authority.read_bytes()},
        "linnet-wrapping": {"keys": own_wrapping_file(told.kafka.settings).read_bytes()},
        "linnet-state": {"keys": Fernet.generate_key(), "index": secrets.token_hex(32).encode()},
    }
    return given | _give_own(told, home)


def _give_own(told: Elsewhere, home: Path) -> Given:
    signed = {role: told.authority.sign(role) for role in ("api", "receiving")}
    doors = {
        role: {f"{role}.pem": certificate.read_bytes(), f"{role}.key": key.read_bytes()}
        for role, (certificate, key) in signed.items()
    }
    make_key(home / "audit.pem")
    return {
        "linnet-relay-secrets": {"linnet_pseudonym_key": secrets.token_hex(32).encode()},
        "linnet-api-secrets": doors["api"] | {"linnet_oidc_client_secret": b"a-secret-of-tests"},
        "linnet-receiving-secrets": doors["receiving"],
        "linnet-delivery-secrets": {"linnet_smtp_password": b"", "HUB_SECRET": WEBHOOK_SECRET.encode()},
        "linnet-auditing-secrets": {"linnet_smtp_password": b"", "audit.pem": (home / "audit.pem").read_bytes()},
    }

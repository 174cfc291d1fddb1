"""The key that the audit is signed with. Whoever has it can sign another history, so the API never does."""

import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from streams.errors import Broken
from streams.settings import Settings

PUBLIC = ".pub"


def open_key(settings: Settings) -> Ed25519PrivateKey:
    """Where no file is named, one in the data directory, made at the first time. Raises :class:`Broken`."""
    path = settings.audit_key_file or own_key_file(settings)
    if not path.exists() and settings.audit_key_file is None:
        make_key(path)
    return read_key(path)


def own_key_file(settings: Settings) -> Path:
    return settings.data_dir / "audit" / "key.pem"


def make_key(path: Path) -> Path:
    """The file of the public key, beside it, which is for whoever verifies. Raises :class:`Broken` where one is."""
    key = Ed25519PrivateKey.generate()
    path.parent.mkdir(parents=True, exist_ok=True)
    public = path.with_name(path.name + PUBLIC)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as fault:
        raise Broken(f"no key can be made at {path}: {fault.strerror}") from fault
    with os.fdopen(descriptor, "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return public


def read_key(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except OSError as fault:
        raise Broken(f"the key {path} cannot be read: {fault.strerror}; linnet audit key makes one") from fault
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise Broken(f"{path} is not a PEM file of a private key without a password") from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise Broken(f"{path} is not an Ed25519 key; linnet audit key makes one")
    return key


def read_public_key(path: Path) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(path.read_bytes())
    except OSError as fault:
        raise Broken(f"the public key {path} cannot be read: {fault.strerror}") from fault
    except (ValueError, UnsupportedAlgorithm) as fault:
        raise Broken(f"{path} is not a PEM file of a public key") from fault
    if not isinstance(key, Ed25519PublicKey):
        raise Broken(f"{path} is not an Ed25519 public key")
    return key

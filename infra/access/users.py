"""Passwords at Kafka (SCRAM-SHA-512) of Linnet's processes and of senders, from files of one each."""

from collections.abc import Iterable
from pathlib import Path

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient, ScramCredentialInfo, ScramMechanism, UserScramCredentialUpsertion

from consumers.feeds.senders import Sender
from infra.access.rights import OPERATOR, ROLE_RIGHTS, principal_of_role, principal_of_sender
from streams.errors import Broken
from streams.settings import Settings

_SECONDS = 30
# What RFC 7677 asks for at least, and Kafka's own tool takes.
_ITERATIONS = 4096
_LEAST = 12


def list_users(senders: Iterable[Sender]) -> dict[str, str]:
    """Users by the name of the file that has their password; of senders those who write to Kafka themselves."""
    found = {f"{role}_kafka_password": principal_of_role(role) for role in (*ROLE_RIGHTS, OPERATOR)}
    found |= {f"sender-{one.name}_kafka_password": principal_of_sender(one) for one in senders if one.kafka}
    return {file: principal.removeprefix("User:") for file, principal in found.items()}


def read_passwords(folder: Path, users: dict[str, str]) -> dict[str, str]:
    """By user, of those who have a file. Raises :class:`Broken` where none has, or a password is short; it names the
    file and never says what is in it."""
    found = {user: (folder / file).read_text().strip() for file, user in users.items() if (folder / file).is_file()}
    if not found:
        raise Broken(f"no file in {folder} is a password: they are called {', '.join(users)}")
    if short := [user for user, password in found.items() if len(password) < _LEAST]:
        raise Broken(f"a password has {_LEAST} characters at least; that of {', '.join(short)} has fewer")
    return found


def set_passwords(settings: Settings, passwords: dict[str, str]) -> None:
    """Of new users and of old ones alike; who is connected stays so. Raises :class:`Broken` where we may not."""
    kind = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, _ITERATIONS)
    wanted = [UserScramCredentialUpsertion(user, kind, password.encode()) for user, password in passwords.items()]
    admin = AdminClient(settings.kafka_client())  # held: what it promises ends with it
    for user, done in admin.alter_user_scram_credentials(wanted).items():
        try:
            done.result(_SECONDS)
        except KafkaException as fault:
            raise Broken(f"Kafka does not take a password of {user}: {fault.args[0].str()}") from fault

"""Every setting, read once at a composition root: from ``LINNET_*`` environment variables, or from files of these names
in small letters in :data:`~streams.credentials.DIRECTORY`. Where both are, the variable counts."""

import os
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SecretsSettingsSource, SettingsConfigDict

from streams.credentials import DIRECTORY
from streams.partnership import Partnership, read_partnership

_SIMULATED = Path(__file__).parent.parent / "infra" / "partnership" / "partnership.toml"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="LINNET_", frozen=True)

    kafka_bootstrap: str = Field("", description="host:port list of a Kafka cluster; empty: the embedded one")
    redis_url: str = Field("", description="redis:// or rediss:// address; empty: the embedded Valkey")
    data_dir: Path = Field(Path(".linnet"), description="where the embedded stack keeps its data and logs")
    partnership_file: Path = Field(_SIMULATED, description="areas and sources, TOML; default: the simulated one")

    kafka_username: str = Field("", description="SCRAM user; set: SASL_SSL is spoken, empty: plaintext")
    kafka_password: SecretStr = Field(SecretStr(""), description="SCRAM password")
    kafka_ca_file: Path | None = Field(None, description="PEM file of the broker's certificate authority")
    kafka_replication: int = Field(1, ge=1, description="copies of each partition; 3 on a real cluster")
    wrapping_keys: SecretStr = Field(
        SecretStr(""),
        description="Fernet keys, by spaces, that the log's keys are wrapped under, the newest first; "
        "empty: one of its own in the data directory",
    )
    state_keys: SecretStr = Field(
        SecretStr(""),
        description="Fernet keys, by spaces, that what Redis holds of people is sealed under, the newest first; "
        "empty: one of its own in the data directory",
    )
    index_key: SecretStr = Field(
        SecretStr(""),
        description="64 hexadecimal digits that names and numbers are veiled under where Redis is searched by them; "
        "another one needs linnet rebuild; empty: one of its own in the data directory",
    )
    pseudonym_key: SecretStr = Field(
        SecretStr(""),
        description="64 hexadecimal digits that people and addresses in the topic analysis are named under; "
        "empty: one of its own in the data directory",
    )
    person_model: Path | None = Field(None, description="model file that persons are linked by; default: ours")
    place_model: Path | None = Field(None, description="model file that addresses are linked by; default: ours")

    instance: str = Field("1", description="this worker's name among its like, kept over restarts: the pod's name")
    batch_limit: int = Field(500, ge=1, le=2000, description="observations in one atomic commit at most")
    tick_seconds: float = Field(10.0, gt=0, description="how often the clock writes a tick for each area")
    refused_limit: float = Field(0.5, gt=0, le=1, description="share of refusals at which intake takes no more")
    refused_window: int = Field(1000, ge=1, description="messages of a topic's partition over which that is taken")
    stuck_seconds: float = Field(60.0, gt=0, description="a worker that has not moved for so long is ended")

    feeds_file: Path | None = Field(None, description="who may send files, TOML; none: no files are taken")
    feeds_dir: Path = Field(Path(".linnet/feeds"), description="where senders put files and find receipts")
    feeds_settle_seconds: float = Field(10.0, ge=0, description="a file is taken that has not changed for so long")
    pgp_key_file: Path | None = Field(None, description="OpenPGP key that senders encrypt files to; none: they do not")
    clamd: str = Field("", description="host:port of a clamd that looks at senders' files before they are read")
    kin_dir: Path = Field(Path(".linnet/kin"), description="what was told, so that purges and later versions find it")

    receiving_host: str = Field("127.0.0.1", description="where senders post events; not this machine alone: with TLS")
    receiving_port: int = Field(8443, ge=0, le=65535, description="its port; 0: a free one")
    receiving_certificate_file: Path | None = Field(None, description="PEM certificate chain; none: plaintext")
    receiving_key_file: Path | None = Field(None, description="PEM key of that certificate")
    receiving_client_ca_file: Path | None = Field(None, description="PEM; set: senders need a certificate of its")

    mllp_host: str = Field("127.0.0.1", description="where HL7 v2 comes in by MLLP; not this machine alone: with TLS")
    mllp_port: int = Field(0, ge=0, le=65535, description="its port, of the receiving process; 0: none")

    audit_seconds: float = Field(60.0, gt=0, description="how often what the audit has grown to is signed")
    audit_key_file: Path | None = Field(
        None, description="Ed25519 key that signs the audit, PEM; default: one of its own in the data directory"
    )
    audit_heads_file: Path | None = Field(
        None, description="where signed heads of the audit go too, a line each; default: in the data directory"
    )

    delivery_file: Path | None = Field(None, description="who is told of which alerts, TOML; none: nobody is told")
    delivery_ca_file: Path | None = Field(
        None, description="PEM of authorities that receivers and the mail server may have, besides the machine's"
    )
    console_url: str = Field("http://127.0.0.1:8123", description="where people open Linnet, for links in e-mails")
    smtp_host: str = Field("", description="mail server that takes our e-mails; needed where e-mails are asked for")
    smtp_port: int = Field(587, ge=1, le=65535, description="its port")
    smtp_security: Literal["starttls", "tls", "none"] = Field("starttls", description="none: on this machine only")
    smtp_username: str = Field("", description="empty: the mail server asks for none")
    smtp_password: SecretStr = Field(SecretStr(""), description="password at the mail server")
    smtp_sender: str = Field("linnet@localhost", description="address that our e-mails are from")

    oidc_issuer: str = Field("", description="OpenID Connect provider that people sign in with, its issuer URL")
    oidc_client_id: str = Field("", description="Linnet's name there")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="its secret; empty: a public client")
    oidc_claims_file: Path | None = Field(None, description="who is who by the provider's claims, TOML")
    oidc_scopes: str = Field("openid profile", description="what the provider is asked for, by spaces")
    oidc_acr: str = Field("", description="accepted classes of authentication, by spaces; empty: any")
    oidc_amr: str = Field("", description="methods that must all have been used, by spaces; empty: any")
    oidc_api_audience: str = Field(
        "",
        description="what programs' access tokens are for, not oidc_client_id; empty: no program is let in",
    )
    oidc_api_acr: str = Field("", description="classes of authentication that they may have, by spaces; empty: any")
    dev_signin: bool = Field(False, description="sign in as anybody: on this machine only, and with no provider")
    idle_minutes: int = Field(15, ge=1, le=60, description="after so long without a request, people are signed out")
    session_hours: float = Field(12, gt=0, le=24, description="after so long, people sign in again in any case")
    glass_minutes: int = Field(30, ge=1, le=240, description="how long a restriction may be looked past")
    glass_mail: str = Field("", description="who is told by e-mail that one was, addresses by spaces; smtp_host needed")
    looks_per_minute: int = Field(60, ge=0, description="people and addresses somebody looks at in a minute; 0: any")
    program_looks_per_minute: int = Field(600, ge=0, description="the same of a program with an access token")
    purpose_minutes: int = Field(60, ge=1, le=720, description="how long a declared purpose holds")

    api_host: str = Field("127.0.0.1", description="others than loopback need a provider and an https console_url")
    api_port: int = Field(8123, ge=0, le=65535, description="port of the API and its pages; 0: a free one")
    api_certificate_file: Path | None = Field(None, description="PEM certificate chain; none: a proxy ends TLS")
    api_key_file: Path | None = Field(None, description="PEM key of that certificate")
    metrics_port: int = Field(0, ge=0, le=65535, description="Prometheus port of a worker; 0: none")
    otlp_endpoint: str = Field("", description="where spans go, http://collector:4318/v1/traces; empty: nowhere")
    otlp_share: float = Field(1.0, ge=0, le=1, description="share of events traced that no sender asked to trace")
    metrics_host: str = Field("127.0.0.1", description="where that port is; in a pod 0.0.0.0, behind a network policy")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, SecretsSettingsSource(settings_cls, os.environ.get(DIRECTORY))

    @cached_property
    def partnership(self) -> Partnership:
        return read_partnership(self.partnership_file)

    def kafka_client(self) -> dict[str, Any]:
        """Connection settings in librdkafka's words."""
        client: dict[str, Any] = {
            "bootstrap.servers": self.kafka_bootstrap,
            # What matters comes back as an error of ours; librdkafka writes a line for every attempt to connect.
            "log_level": 2,
            "reconnect.backoff.max.ms": 2000,
        }
        if self.kafka_username:
            client |= {
                "security.protocol": "SASL_SSL",
                "sasl.mechanism": "SCRAM-SHA-512",
                "sasl.username": self.kafka_username,
                "sasl.password": self.kafka_password.get_secret_value(),
            }
        return client | ({"ssl.ca.location": str(self.kafka_ca_file)} if self.kafka_ca_file else {})

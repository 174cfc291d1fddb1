"""Kafka in earnest: SASL_SSL with SCRAM-SHA-512, and nobody may do anything that no ACL allows."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

MECHANISM = "SCRAM-SHA-512"
# The common name of the broker's certificate, by which the broker is known to its own controller.
BROKER_NAME = "linnet-broker"

# In Java's words what streams.listening has in OpenSSL's, and the suites of TLS 1.3.
_CIPHERS = ("AES_256_GCM_SHA384", "CHACHA20_POLY1305_SHA256", "AES_128_GCM_SHA256")
SUITES = ",".join(
    f"{began}_{cipher}" for began in ("TLS", "TLS_ECDHE_ECDSA_WITH", "TLS_ECDHE_RSA_WITH") for cipher in _CIPHERS
)

# In place of the first lines of broker_settings.BROKER. The controller's port is this process's own: whoever comes
# there has to show the broker's certificate.
SECURED = """\
listeners=SASL_SSL://{host}:{broker},CONTROLLER://{host}:{controller}
advertised.listeners=SASL_SSL://{host}:{broker}
listener.security.protocol.map=SASL_SSL:SASL_SSL,CONTROLLER:SSL
inter.broker.listener.name=SASL_SSL
sasl.enabled.mechanisms={mechanism}
sasl.mechanism.inter.broker.protocol={mechanism}
listener.name.sasl_ssl.{mechanism_name}.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule \
required username="{admin}" password="{password}";
ssl.keystore.type=PEM
ssl.keystore.location={identity}
ssl.truststore.type=PEM
ssl.truststore.location={authority}
ssl.cipher.suites={suites}
listener.name.controller.ssl.client.auth=required
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
allow.everyone.if.no.acl.found=false
super.users=User:{admin};User:CN={broker_name}
"""


@dataclass(frozen=True, slots=True)
class Security:
    """``identity``: PEM of the broker's key (PKCS 8) and certificate, whose common name is :data:`BROKER_NAME` and
    which is for 127.0.0.1; ``authority``: PEM of who signed it. ``admin`` may do everything, and makes the others."""

    identity: Path
    authority: Path
    admin: str
    password: str

    def lines(self, **ports: Any) -> str:
        words = {
            "mechanism": MECHANISM,
            "mechanism_name": MECHANISM.lower(),
            "broker_name": BROKER_NAME,
            "suites": SUITES,
        }
        own = {"admin": self.admin, "password": self.password, "identity": self.identity, "authority": self.authority}
        return SECURED.format(**words, **own, **ports)

    def scram(self) -> str:
        """The first user, as Kafka's format tool takes it."""
        return f"{MECHANISM}=[name={self.admin},password={self.password}]"

    def client(self) -> dict[str, Any]:
        """As the first user, in librdkafka's words."""
        return {
            "security.protocol": "SASL_SSL",
            "sasl.mechanism": MECHANISM,
            "sasl.username": self.admin,
            "sasl.password": self.password,
            "ssl.ca.location": str(self.authority),
        }

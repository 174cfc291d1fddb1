"""Whether Linnet may start as it is set up: nobody gets in who has not signed in, and nobody as whom they like but on
this machine."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from streams.errors import Broken
from streams.settings import Settings


def check_signin(settings: Settings) -> None:
    """Raises :class:`Broken` for every combination but these: development sign-in on a loopback address with no
    issuer; an issuer on a loopback address; an issuer, and an https ``console_url``, on any address."""
    loopback = is_loopback(settings.api_host)
    if settings.dev_signin:
        _check_development(settings, loopback)
    elif not settings.oidc_issuer:
        raise Broken(
            "nobody could sign in: set LINNET_OIDC_ISSUER to your OpenID Connect provider; or, to try Linnet on this "
            "machine with simulated people, LINNET_DEV_SIGNIN=1 (linnet demo does that by itself)"
        )
    else:
        _check_provider(settings, loopback)


def _check_development(settings: Settings, loopback: bool) -> None:
    if settings.oidc_issuer:
        raise Broken("LINNET_DEV_SIGNIN lets anybody in: unset it, because LINNET_OIDC_ISSUER is set")
    if not loopback:
        raise Broken(
            "LINNET_DEV_SIGNIN lets anybody in: unset it, or unset LINNET_API_HOST, so that only this machine can ask"
        )
    if not is_loopback(urlsplit(settings.console_url).hostname or ""):
        raise Broken("LINNET_DEV_SIGNIN lets anybody in: unset it, because LINNET_CONSOLE_URL is not of this machine")


def _check_provider(settings: Settings, loopback: bool) -> None:
    if not settings.oidc_client_id or settings.oidc_claims_file is None:
        raise Broken("LINNET_OIDC_ISSUER needs LINNET_OIDC_CLIENT_ID and LINNET_OIDC_CLAIMS_FILE: docs/signin.md")
    if settings.oidc_api_audience == settings.oidc_client_id:
        raise Broken(
            "LINNET_OIDC_API_AUDIENCE must be another name than LINNET_OIDC_CLIENT_ID: else whoever has somebody's ID "
            "token is taken for a program"
        )
    for name, url in (("LINNET_OIDC_ISSUER", settings.oidc_issuer), ("LINNET_CONSOLE_URL", settings.console_url)):
        found = urlsplit(url)
        safe = found.scheme == "https" or (found.scheme == "http" and loopback and is_loopback(found.hostname or ""))
        if not safe:
            raise Broken(f"{name} must begin with https://; http:// is for tries where all is on this machine")


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # a name, and no name but localhost is sure to stay on this machine
        return False

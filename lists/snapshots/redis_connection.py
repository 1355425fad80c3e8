"""How Redis is reached, and what its refusals mean."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

import redis
from redis.backoff import NoBackoff
from redis.maint_notifications import MaintNotificationsConfig
from redis.retry import Retry

from config.settings import Settings
from lists.errors import StoreRefused, StoreUnreachable, StoreUrlError

_CONNECT_SECONDS: Final = 3.0
_ANSWER_SECONDS: Final = 5.0
_PORT: Final = 6379


def connect(url: str, settings: Settings) -> redis.Redis:
    """A client for `redis://HOST[:PORT][/DB]` or `rediss://`; connects when it is first used.

    Login and certificates come from the settings, never from the address, which is shown in logs
    and errors. Raises StoreUrlError.
    """
    try:
        parts = urlsplit(url)
        port, database = parts.port or _PORT, int(parts.path.strip("/") or "0")
    except ValueError as error:
        raise StoreUrlError(f"the address of the snapshot store is wrong: {error}") from None
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise StoreUrlError(
            "an address of Redis holds host, port and database alone; a login comes from the "
            "settings redis_username and redis_password_file"
        )
    if not parts.hostname:
        raise StoreUrlError("the address of the snapshot store names no host")
    secured = parts.scheme == "rediss"
    return redis.Redis(
        host=parts.hostname,
        port=port,
        db=database,
        username=settings.redis_username or None,
        password=settings.redis_password.reveal() or None,
        ssl=secured,
        ssl_ca_certs=settings.redis_ca_file or None,
        ssl_certfile=settings.redis_certificate_file or None,
        ssl_keyfile=settings.redis_key_file or None,
        socket_connect_timeout=_CONNECT_SECONDS,
        socket_timeout=_ANSWER_SECONDS,
        retry=Retry(NoBackoff(), 1),
        protocol=2,
        driver_info=None,  # to send it, and to ask for notifications, would take more rights
        maint_notifications_config=MaintNotificationsConfig(enabled=False),
    )


@contextmanager
def told(address: str) -> Iterator[None]:
    """Raise what Redis refuses as StoreRefused, and that it does not answer as StoreUnreachable.

    What Redis says names keys and commands, and no secret.
    """
    try:
        yield
    except (redis.exceptions.AuthenticationError, redis.exceptions.AuthorizationError) as error:
        raise StoreRefused(f"{address}: the login was refused ({error})") from error
    except redis.exceptions.NoPermissionError as error:
        raise StoreRefused(
            f"{address}: {error}; docs/operations.md lists what the login needs"
        ) from error
    except redis.exceptions.OutOfMemoryError as error:
        raise StoreRefused(f"{address}: its memory is full; raise maxmemory ({error})") from error
    except redis.WatchError:
        raise
    except redis.RedisError as error:
        raise StoreUnreachable(f"{address}: {error}") from error

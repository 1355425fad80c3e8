"""Keeps the access rules at the brokers in step with agreements that begin and end."""

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from config.settings import Settings, SettingsError
from sharing.policy import Policy, PolicyError, load_policy
from streams.broker.administration import Administration
from streams.broker.provisioning import access_changes
from streams.errors import NotAllowed, StreamError
from streams.logs import get_logger
from streams.provision import Allow, Change, Revoke

log = get_logger(__name__)


class AccessWatch:
    """Gives and takes access rules as the policy and the time have it; logins are left alone.

    `tell` hears of each change once it is made.
    """

    def __init__(
        self, settings: Settings, clock: Callable[[], datetime], tell: Callable[[Change], None]
    ) -> None:
        self._settings = settings
        self._folder = Path(settings.partners)
        self._clock = clock
        self._tell = tell
        self._said = ""

    def run(self, stopping: threading.Event, seconds: float) -> None:
        """Reconcile every so many seconds until told to stop.

        Raises what keeps it from its first round: PolicyError, SettingsError, StreamError. After
        that a fault is logged, and the next round tries again with the last good policy.
        """
        policy = load_policy(self._folder)
        self.reconcile(policy)
        log.info("access rules are in step", policy=policy.version, seconds=seconds)
        while not stopping.wait(seconds):
            fault = ("", "")
            try:
                policy = load_policy(self._folder)
            except PolicyError as error:
                fault = ("policy refused, the last good one stays in use", str(error))
            try:
                self.reconcile(policy)
            except (StreamError, SettingsError) as error:
                fault = ("access rules may be out of step", str(error))
            self._say(*fault)

    def reconcile(self, policy: Policy) -> None:
        """One round: take away what is too much, give what is missing."""
        with Administration(self._settings) as administration:
            changes = access_changes(administration, policy, self._settings, self._clock())
            if changes is None:
                raise NotAllowed(
                    f"the brokers at {self._settings.bootstrap} have no access control: there are "
                    "no rules to keep in step"
                )
            rules = [change for change in changes if isinstance(change, Allow | Revoke)]
            administration.apply(rules)
        for change in rules:
            self._tell(change)

    def _say(self, what: str, reason: str) -> None:
        """Log a fault when it is new, not every round."""
        if reason and reason != self._said:
            log.error(what, reason=reason)
        self._said = reason

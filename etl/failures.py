"""What can go wrong, told so that one line says what, where, and what to do."""

TRANSIENT = 75
"""The exit code of a run that may succeed later without anybody doing anything (EX_TEMPFAIL of sysexits.h)."""


class Failure(Exception):
    """A run cannot go on; the message ends with what to do.

    `transient`: the same call may succeed later without anybody doing anything.
    """

    def __init__(self, message: str, *, transient: bool = False) -> None:
        super().__init__(message)
        self.transient = transient


class SettingsError(Failure):
    """A setting cannot be used."""


class Refused(Failure):
    """A delivered file cannot be used; nothing of it is loaded."""


class Unsettled(Refused):
    """A delivered file does not agree with its control file; it may still be on its way."""

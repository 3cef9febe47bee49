"""What can go wrong at the operator's desks; the tree they belong to stands in ``core.errors``."""

from domicile.core.errors import StorageError, UsageError


class CaseStateError(StorageError):
    """A case does not allow this step."""

    code = "D620"
    remedy = "See what it allows with `domicile case show ID`."


class CaseHeldError(StorageError):
    """A rule holds back what an authority asks for.

    Args:
        message: What the rule says.
        remedy: What to do about it; the class's own remedy when left out.
        rule: The rule.
    """

    code = "D621"
    remedy = "Get what the rule asks for first."

    def __init__(self, message: str, *, remedy: str | None = None, rule: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.rule = rule


class ClockJumpError(StorageError):
    """The clock stands so far ahead of the last run of the timer that nothing is deleted."""

    code = "D630"
    remedy = "Set the clock right; if it is, run `domicile retention run --confirm-clock`."


class TimerBusyError(StorageError):
    """Another process is deleting what is past its time."""

    code = "D631"
    remedy = "Wait until it has ended; a run that died gives the timer up after five minutes."


class UnknownHoldError(StorageError):
    """No legal hold that stands has this id."""

    code = "D632"
    remedy = "List the holds with `domicile retention hold list`."


class UnknownCaseError(UsageError):
    """No case has this id, or the secret is not its own."""

    code = "D820"
    remedy = "Check id and secret; operators list the cases with `domicile case list`."


class TooManyError(UsageError):
    """More came in at once than is taken."""

    code = "D821"
    remedy = "Wait a minute, then try again."


class LabelError(UsageError):
    """A file cannot be read as what it is, so that no label can be found in it or put there."""

    code = "D822"
    remedy = "Give a whole file of one of the kinds that `domicile label --help` names."

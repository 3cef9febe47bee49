"""How a run ends: its exit status, and what is said when it failed."""

import os
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from enum import IntEnum
from typing import Any, NoReturn

import click

from domicile.core.errors import DomicileError, UsageError, VerificationError
from domicile.policy.errors import CaseHeldError
from domicile.surfaces.cli.grammar import Flags, flags_of
from domicile.surfaces.cli.printing import JsonObject, print_json, tell


class Status(IntEnum):
    """Exit statuses; the last two are 128 and the number of the signal, as shells count."""

    DONE = 0
    FAILED = 1
    MISUSED = 2
    REFUSED = 3
    UNVERIFIED = 4
    INTERRUPTED = 130
    UNHEARD = 141


def conclude(context: click.Context, work: Callable[[], object]) -> NoReturn:
    """Do ``work`` and exit with its status; say what went wrong if anything does.

    Raises:
        click.exceptions.Exit: Always, with the status.
        click.UsageError: The words do not fit the grammar; click shows how they should.
    """
    try:
        done = work()
        sys.stdout.flush()
    except DomicileError as error:
        context.exit(report(error, flags_of(context)))
    except click.UsageError as error:
        misused(error, flags_of(context))
        raise
    except click.exceptions.Exit:
        raise
    except (KeyboardInterrupt, click.Abort):
        context.exit(Status.INTERRUPTED)
    except BrokenPipeError:
        stop_writing()
        context.exit(Status.UNHEARD)
    except BaseException as error:
        if not isinstance(error, Exception):
            raise  # the process is told to end; everything else ends here, at the last net
        context.exit(report(unexpected(error), flags_of(context)))
    context.exit(done if isinstance(done, int) else Status.DONE)


def report(
    error: DomicileError,
    flags: Flags,
    *,
    document: Mapping[str, Any] | None = None,
    is_line: bool = False,
) -> Status:
    """Say what went wrong and what to do about it; return the status that it stands for.

    Args:
        error: What went wrong.
        flags: Whether for programs too, and with where it happened.
        document: What was found out until then; it is printed with the error.
        is_line: Whether lines stand before it: the document is one line then, too.
    """
    if flags.is_debug:
        tell(_account(error))
    tell([f"{error.code}: {error.message}", f"  {error.remedy}"])
    if flags.is_json:
        print_json({**(document or {}), **error_document(error)}, indent=None if is_line else 2)
    return status_of(error)


def _account(error: BaseException | None) -> Iterator[str]:
    """Yield where an error happened and what led to it; of what others say, nothing.

    The words of an error that is not ours may be the person's.
    """
    while error is not None:
        yield "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
        ours = f": {error.message}" if isinstance(error, DomicileError) else ""
        yield f"{type(error).__name__}{ours}"
        error = error.__cause__ or error.__context__


def unexpected(error: Exception) -> DomicileError:
    """Return an error that nobody foresaw without its words: they may be the person's."""
    found = DomicileError(
        f"something unexpected happened ({type(error).__name__})",
        remedy=f"{DomicileError.remedy} `--debug` shows where it happened.",
    )
    found.__cause__ = error
    return found


def misused(error: click.UsageError, flags: Flags) -> None:
    """Print a wrong usage for programs; click itself prints it for people."""
    if flags.is_json:
        print_json(error_document(UsageError(error.format_message())))


def status_of(error: DomicileError) -> Status:
    """Return the exit status that ``error`` stands for."""
    if isinstance(error, UsageError):
        return Status.MISUSED
    if isinstance(error, VerificationError):
        return Status.UNVERIFIED
    if isinstance(error, CaseHeldError):
        return Status.REFUSED  # a rule decided; nothing went wrong
    return Status.FAILED


def stop_writing() -> None:
    """Nobody reads on: let what is left go nowhere, so that nothing complains on the way out."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def error_document(error: DomicileError) -> JsonObject:
    """Return an error for programs."""
    return {"error": {"code": error.code, "message": error.message, "remedy": error.remedy}}

"""Everything that can go wrong, each with a number, a message and a remedy.

::

    DomicileError
    ├─ SettingsError       D1xx
    │  └─ PackError        D110  a market pack, with file, line and rule
    ├─ ModelError          D2xx  models on this device
    ├─ PartnerError        D3xx  models elsewhere
    ├─                     D4xx  kept for the oblivious relay
    ├─ VerificationError   D5xx
    ├─ StorageError        D6xx
    ├─ PrivacyError        D7xx
    ├─ UsageError          D8xx  the request itself
    └─ ServeError          D9xx  servers and processes

A refusal is not here: it is a value with reasons. A message says what happened and to what, and
never holds text of the person's. Codes are never reused. What goes wrong at the operator's desks
stands in ``policy.errors``.
"""

from typing import ClassVar


class DomicileError(Exception):
    """The root of all errors.

    Args:
        message: What happened, and to what. MUST NOT hold text of the person's.
        remedy: What to do about it; the class's own remedy when left out.
    """

    code: ClassVar[str] = "D000"
    remedy: str = "Please report this with the command that led to it."

    def __init__(self, message: str, *, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if remedy is not None:
            self.remedy = remedy


class SettingsError(DomicileError):
    """Settings cannot be used."""

    code = "D100"
    remedy = "Correct the settings file; `domicile config show --origin` tells what was read."


class UnknownKeyError(SettingsError):
    """A settings key does not exist."""

    code = "D101"
    remedy = "Use the nearest key that the message names, or remove the line."


class InvalidValueError(SettingsError):
    """A settings value has the wrong type or lies outside its range."""

    code = "D102"
    remedy = "Give a value of the kind that the message names."


class SettingsFileError(SettingsError):
    """The settings file is missing, unreadable or not TOML."""

    code = "D103"
    remedy = "Check the path and the syntax at the line that the message names."


class SecretError(SettingsError):
    """A file that holds a secret is missing, empty or readable by others."""

    code = "D104"
    remedy = "Create the file with the secret as its only line, readable by you alone (mode 600)."


class PackError(SettingsError):
    """A market pack is malformed; the message names file, line and rule."""

    code = "D110"
    remedy = "Correct the pack at that line; `domicile market check FILE` checks it again."


class ModelError(DomicileError):
    """A model on this device cannot answer."""

    code = "D200"
    remedy = "Run `domicile doctor`."


class ModelMissingError(ModelError):
    """A model pack is not installed."""

    code = "D201"
    remedy = "Install it with `domicile models pull ID`, or run `make setup`."


class ModelDamagedError(ModelError):
    """A model file does not have the digest that its manifest pins."""

    code = "D202"
    remedy = "Remove the file and install it again with `domicile models pull ID`."


class ModelLoadError(ModelError):
    """The runtime could not load a model."""

    code = "D203"
    remedy = "Check free memory with `domicile doctor`; choose a smaller pack in `device.model`."


class ModelFetchError(ModelError):
    """No source of a model pack could be reached, or all gave other bytes."""

    code = "D204"
    remedy = "Check the network and free disk space, then run `domicile models pull ID` again."


class GenerationError(ModelError):
    """The runtime stopped in the middle of a reply."""

    code = "D205"
    remedy = "Try again; if it stays, run `domicile models verify`."


class WindowError(ModelError):
    """The request is longer than the model can read."""

    code = "D206"
    remedy = "Shorten the text, or choose a model with a larger window."


class PartnerError(DomicileError):
    """A partner site could not answer."""

    code = "D300"
    remedy = "Try again later, or pin another site with `--site`."


class PartnerUnreachableError(PartnerError):
    """No connection to the partner."""

    code = "D301"
    remedy = "Check that the partner runs and that `base_url` is right."


class PartnerTimeoutError(PartnerError):
    """The partner took too long."""

    code = "D302"
    remedy = "Try again, or raise `partner_timeout_s`."


class PartnerBusyError(PartnerError):
    """The partner asks to slow down (HTTP 429 or 503)."""

    code = "D303"


class PartnerRejectedError(PartnerError):
    """The partner refused the call: key, model name or request."""

    code = "D304"
    remedy = "Check `api_key_file` and `model` of the site."


class PartnerReplyError(PartnerError):
    """The partner's reply is not what its dialect promises."""

    code = "D305"
    remedy = "Check that `base_url` points to an OpenAI-compatible API."


class VerificationError(DomicileError):
    """Something signed or logged does not verify."""

    code = "D500"
    remedy = "Do not trust this file; ask its sender for the original."


class SignatureError(VerificationError):
    """A signature is missing, wrong or by a key that was not declared."""

    code = "D501"


class InclusionError(VerificationError):
    """A Merkle proof does not lead to the signed root."""

    code = "D502"


class ConsistencyError(VerificationError):
    """Two states of a log contradict each other."""

    code = "D503"


class BundleError(VerificationError):
    """A receipt bundle is malformed, or not in canonical form."""

    code = "D505"


class StorageError(DomicileError):
    """The store cannot be read or written."""

    code = "D600"
    remedy = "Check that `data_dir` exists, is writable and has free space."


class DiskFullError(StorageError):
    """No space is left where Domicile writes."""

    code = "D601"
    remedy = "Free some space on the disk of `data_dir`; nothing that was stored is lost."


class SchemaError(StorageError):
    """The store was made by a newer Domicile, or is not a store."""

    code = "D602"
    remedy = "Use the Domicile version that made it, or choose another `data_dir`."


class UnknownReceiptError(StorageError):
    """No receipt has this id."""

    code = "D603"
    remedy = "List the receipts with `domicile receipt list`."


class VaultError(StorageError):
    """What is encrypted at rest cannot be opened with this machine's key."""

    code = "D604"
    remedy = "Restore the key file `keys/at-rest.key` in `data_dir` from your backup."


class ReleaseStateError(StorageError):
    """The register does not allow this transition."""

    code = "D605"
    remedy = "See the present state with `domicile release list`."


class StoreDamagedError(StorageError):
    """The store's file holds bytes that cannot be right."""

    code = "D606"
    remedy = "Put `domicile.sqlite` back from your backup; the damaged file was left as it is."


class PrivacyError(DomicileError):
    """Personal data could not be handled safely; nothing was sent."""

    code = "D700"
    remedy = "Nothing was sent. Run `domicile doctor`."


class RecognizerError(PrivacyError):
    """A recognizer failed; nothing was sent."""

    code = "D701"
    remedy = "Nothing was sent. Run `domicile doctor`; the name model may be missing or damaged."


class LeakError(PrivacyError):
    """The outgoing bytes still held something that had to stay; nothing was sent."""

    code = "D702"
    remedy = "Nothing was sent. Please report this; `--site device` still answers."


class UsageError(DomicileError):
    """The request cannot be understood."""

    code = "D800"
    remedy = "See `domicile --help`."


class UnknownMarketError(UsageError):
    """No pack speaks for this market."""

    code = "D801"
    remedy = "List the markets with `domicile market list`."


class UnknownFeatureError(UsageError):
    """No such feature."""

    code = "D802"
    remedy = "Choose one of the features that the message names."


class UnknownClassError(UsageError):
    """No such data class."""

    code = "D803"
    remedy = "Choose one of the data classes that the message names."


class UnknownSiteError(UsageError):
    """No such site."""

    code = "D804"
    remedy = "List the sites with `domicile partner list`."


class InvalidRequestError(UsageError):
    """A request body is malformed."""

    code = "D805"
    remedy = "Correct what the message names."

    def __init__(
        self, message: str, *, remedy: str | None = None, param: str | None = None
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.param = param


class UnsupportedError(UsageError):
    """No permitted site can do what the request needs."""

    code = "D806"
    remedy = "Shorten the request, or permit a site that can serve it."


class UnknownModelError(UsageError):
    """No model pack has this id."""

    code = "D807"
    remedy = "List the packs with `domicile models list`."


class UnknownKeyIdError(UsageError):
    """No API key has this id."""

    code = "D808"
    remedy = "List the keys with `domicile config key list`."


class BodyTooLargeError(UsageError):
    """A request body is larger than the gateway reads."""

    code = "D809"
    remedy = "Send less at once."


class BodyTimeoutError(UsageError):
    """A request body did not arrive in time."""

    code = "D810"
    remedy = "Send the whole body at once."


class ServeError(DomicileError):
    """A server cannot run."""

    code = "D900"


class PortInUseError(ServeError):
    """Another program listens on the port."""

    code = "D901"
    remedy = "Stop that program, or choose another port with `--port`."


class ProcessError(ServeError):
    """A process that Domicile started ended by itself."""

    code = "D902"
    remedy = "Look into the log file that the message names."


class UnauthorizedError(ServeError):
    """The call has no valid key, or the key does not reach so far."""

    code = "D903"
    remedy = "Create a key with `domicile config key add`."


class ForbiddenError(ServeError):
    """The call is not allowed: by its key, or because a foreign web page makes it."""

    code = "D904"
    remedy = "Use a key that reaches so far; `domicile config key list` shows what each may do."


class UnknownRouteError(ServeError):
    """Nothing answers at this path, or not by this method."""

    code = "D905"
    remedy = "See `/openapi.json` for everything that answers."

"""Makes the receipt vectors: good bundles, and one bundle for each defect."""

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from domicile.core.canonical import canonical_bytes, to_base64
from domicile.core.ids import MarketId, ReceiptId
from domicile.tlog.note import NoteSigner
from tests.unit.receipts.samples import (
    CN,
    Office,
    answer,
    device_answer,
    open_office,
    refusal,
    request,
)

FOLDER = Path(__file__).parent / "receipts"

Plain = dict[str, Any]
MALFORMED, SIGNATURE, INCLUSION = "D505", "D501", "D502"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a verifier must say of one file."""

    file: str
    """The bundle."""

    code: str | None
    """The error that it is refused with, or None when it verifies."""

    trust: str | None = None
    """The trust policy to verify under."""


def make_vectors(folder: Path) -> tuple[dict[str, bytes], list[Case]]:
    """Return every file by its name, and what must be said of each bundle."""
    office = open_office(folder, "vectors")
    files, cases = _good(office)
    bundle: Plain = json.loads(files["receipt_good.json"])
    other = office.keys.log_signer(MarketId("EU"))
    tables = (
        (MALFORMED, _malformed()),
        (SIGNATURE, _signatures(office, other)),
        (INCLUSION, _proofs(office)),
    )
    for code, table in tables:
        for name, change in table.items():
            files[f"receipt_{name}.json"] = change(json.loads(json.dumps(bundle)))
            cases.append(Case(file=f"receipt_{name}.json", code=code))
    files["cases.json"] = json.dumps([asdict(case) for case in cases], indent=1).encode() + b"\n"
    office.database.close()
    return files, cases


def _good(office: Office) -> tuple[dict[str, bytes], list[Case]]:
    named = {
        "good": office.sealer.seal(request(), answer()),
        "refused": office.sealer.seal(request(), refusal()),
        "on_device": office.sealer.seal(request(), device_answer()),
    }
    office.batches.close(CN)
    forged = office.sealer.seal(request(role="gateway"), device_answer())
    office.batches.close(CN)
    files = {f"receipt_{name}.json": office.book.export(id_) for name, id_ in named.items()}
    hidden = office.book.export(named["good"], hide=("site", "model", "rules"))
    files["receipt_hidden_fields.json"] = hidden
    cases = [Case(file=file, code=None) for file in files]
    files["receipt_gateway_says_device.json"] = office.book.export(ReceiptId(forged))
    cases.append(Case(file="receipt_gateway_says_device.json", code=SIGNATURE))
    keys = json.loads(files["receipt_good.json"])["keys"]
    for policy, logs in (("good", [keys["log"]]), ("other_log", [])):
        files[f"policy_{policy}.json"] = canonical_bytes(
            {"logs": logs, "receipts": [keys["receipt"]]}
        )
    files["policy_other_receipt_key.json"] = canonical_bytes(
        {"logs": [keys["log"]], "receipts": []}
    )
    cases += [
        Case(file="receipt_good.json", code=None, trust="policy_good.json"),
        Case(file="receipt_good.json", code=SIGNATURE, trust="policy_other_log.json"),
        Case(file="receipt_good.json", code=SIGNATURE, trust="policy_other_receipt_key.json"),
    ]
    return files, cases


Change = Callable[[Plain], bytes]


def _set(value: object, *path: str | int) -> Change:
    """Return a change that puts ``value`` at ``path``."""

    def change(bundle: Plain) -> bytes:
        owner: Any = bundle
        for step in path[:-1]:
            owner = owner[step]
        owner[path[-1]] = value
        return canonical_bytes(bundle)

    return change


def _edit(edit: Callable[[Plain], object]) -> Change:
    """Return a change that ``edit`` makes in place."""

    def change(bundle: Plain) -> bytes:
        edit(bundle)
        return canonical_bytes(bundle)

    return change


def _hide(name: str, bundle: Plain) -> None:
    """Hide the first opened field under another name, with its true commitment unknown."""
    bundle["opened"].pop(0)
    bundle["hidden"].append({"name": name, "commitment": "00" * 32})


def _malformed() -> Mapping[str, Change]:
    return {
        "wrong_format": _set("domicile/receipt-bundle/v2", "format"),
        "wrong_batch_format": _set("domicile/receipt-batch/v2", "batch", "entry", "format"),
        "wrong_version": _set(2, "header", "v"),
        "wrong_algorithm": _set("none", "header", "alg"),
        "wrong_id": _set("ABC", "header", "receipt_id"),
        "wrong_hour": _set("2026-04-01T09:59Z", "header", "hour"),
        "wrong_kind": _set("1", "header", "v"),
        "wrong_level": _set("X", "header", "level"),
        "not_stamped_demo": _edit(lambda bundle: bundle["header"].update(demo=False)),
        "unknown_member": _set("x", "extra"),
        "unknown_member_inside": _set("x", "log", "extra"),
        "missing_member": _edit(lambda bundle: bundle.pop("signed")),
        "missing_field": _edit(lambda bundle: bundle["opened"].pop()),
        "field_twice": _edit(lambda bundle: bundle["opened"].insert(0, bundle["opened"][0])),
        "renamed_field": _set("zebra", "opened", -1, "name"),
        "renamed_hidden_field": _edit(lambda bundle: _hide("aproval", bundle)),
        "unsorted_fields": _edit(lambda bundle: bundle["opened"].reverse()),
        "upper_case_salt": _edit(_upper_case_salt),
        "short_salt": _set("00", "opened", 0, "salt"),
        "short_proof_hash": _set("00", "batch", "proof", 0),
        "upper_case_root": _edit(_upper_case_root),
        "batch_size_no_power_of_two": _set(6, "batch", "entry", "size"),
        "trailing_newline": lambda bundle: canonical_bytes(bundle) + b"\n",
        "byte_order_mark": lambda bundle: b"\xef\xbb\xbf" + canonical_bytes(bundle),
        "spaces": lambda bundle: json.dumps(bundle, ensure_ascii=False, sort_keys=True).encode(),
        "member_twice": lambda bundle: b'{"batch":{},' + canonical_bytes(bundle)[1:],
        "truncated": lambda bundle: canonical_bytes(bundle)[:-1],
        "empty": lambda _: b"",
        "too_deep": lambda _: b"[" * 40 + b"]" * 40,
        "not_a_bundle": lambda _: b"[]",
    }


def _upper_case_salt(bundle: Plain) -> None:
    field = bundle["opened"][0]
    field["salt"] = field["salt"].upper()


def _upper_case_root(bundle: Plain) -> None:
    entry = bundle["batch"]["entry"]
    entry["root"] = entry["root"].upper()


def _signatures(office: Office, other: NoteSigner) -> Mapping[str, Change]:
    gateway = office.keys.receipt_signer("gateway")
    return {
        "changed_value": _set("translate", "opened", 5, "value"),
        "changed_salt": _set("00" * 16, "opened", 0, "salt"),
        "changed_commitment": _edit(lambda bundle: _hide("approval", bundle)),
        "changed_id": _set("0" * 32, "header", "receipt_id"),
        "changed_level": _set("O", "header", "level"),
        "changed_market": _set("EU", "header", "market"),
        "changed_hour": _set("2026-04-01T08Z", "header", "hour"),
        "changed_statement": _edit(
            lambda b: b.update(signed=b["signed"].replace("receipt/v1", "receipt/v2"))
        ),
        "signature_not_canonical": _edit(_respell_signature),
        "undeclared_signature": _edit(
            lambda b: b.update(signed=b["signed"] + _line(gateway, _text(b["signed"])))
        ),
        "undeclared_cosignature": _edit(
            lambda b: b["log"].update(
                checkpoint=b["log"]["checkpoint"] + _line(other, _text(b["log"]["checkpoint"]))
            )
        ),
        "wrong_receipt_key": _set(str(gateway.key), "keys", "receipt"),
        "wrong_log_key": _set(str(other.key), "keys", "log"),
        "malformed_key": _set("device", "keys", "receipt"),
        "signed_by_another_key": _edit(lambda b: b.update(signed=gateway.sign(_text(b["signed"])))),
        "other_log": _edit(lambda b: _relog(b, other, lambda text: text)),
        "malformed_checkpoint": _edit(
            lambda b: _relog(b, office.keys.log_signer(CN), lambda _: "not a checkpoint\n")
        ),
    }


def _proofs(office: Office) -> Mapping[str, Change]:
    log = office.keys.log_signer(CN)
    return {
        "wrong_leaf_index": _edit(lambda b: b["batch"].update(index=b["batch"]["index"] ^ 1)),
        "leaf_outside_the_batch": _set(8, "batch", "index"),
        "negative_leaf_index": _set(-1, "batch", "index"),
        "wrong_batch_proof": _set("00" * 32, "batch", "proof", 0),
        "short_batch_proof": _edit(lambda b: b["batch"]["proof"].pop()),
        "long_batch_proof": _edit(lambda b: b["batch"]["proof"].append("00" * 32)),
        "wrong_batch_root": _set("00" * 32, "batch", "entry", "root"),
        "wrong_batch_size": _set(16, "batch", "entry", "size"),
        "wrong_batch_packs": _set([], "batch", "entry", "packs"),
        "batch_of_another_market": _set("EU", "batch", "entry", "market"),
        "batch_older_than_the_receipt": _set("2026-04-01T08Z", "batch", "entry", "hour"),
        "batch_of_a_later_hour": _set("2026-04-01T10Z", "batch", "entry", "hour"),
        "wrong_log_index": _set(1, "log", "index"),
        "wrong_log_proof": _set("00" * 32, "log", "proof", 0),
        "long_log_proof": _edit(lambda b: b["log"]["proof"].append("00" * 32)),
        "wrong_tree_size": _edit(
            lambda b: _relog(b, log, lambda text: text.replace("\n2\n", "\n3\n"))
        ),
        "wrong_log_root": _edit(
            lambda b: _relog(
                b, log, lambda text: text.rsplit("\n", 2)[0] + f"\n{to_base64(bytes(32))}\n"
            )
        ),
    }


def _text(note: str) -> str:
    return note.rpartition("\n\n")[0] + "\n"


def _line(signer: NoteSigner, text: str) -> str:
    return signer.sign(text).rpartition("\n\n")[2]


def _relog(bundle: Plain, signer: NoteSigner, change: Callable[[str], str]) -> None:
    """Let ``signer`` sign a changed checkpoint, and declare its key."""
    text = change(_text(bundle["log"]["checkpoint"]))
    bundle["log"]["checkpoint"] = signer.sign(text)
    bundle["keys"]["log"] = str(signer.key)


def _respell_signature(bundle: Plain) -> None:
    """Set an unused bit of the last base64 digit: other text, the same signature."""
    start, digit, end = bundle["signed"][:-3], bundle["signed"][-3], bundle["signed"][-2:]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    bundle["signed"] = start + alphabet[alphabet.index(digit) | 1] + end


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        made, _ = make_vectors(Path(scratch))
    for name, content in made.items():
        (FOLDER / name).write_bytes(content)

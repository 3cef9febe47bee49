"""``GET /v1/receipts/{id}`` and its bundle, which anyone can verify alone."""

import asyncio
import dataclasses
import re

from domicile.core.errors import UnknownReceiptError
from domicile.core.ids import ReceiptId
from domicile.surfaces.http.call import Call
from domicile.surfaces.http.house import House
from domicile.surfaces.http.reply import NO_STORING, Reply, json_reply

_NAME = re.compile(r"[0-9a-f]{32}")


async def show(house: House, call: Call) -> Reply:
    """Show a receipt.

    Raises:
        UnknownReceiptError: There is none of this name, or the key may not read it.
    """
    receipt = await asyncio.to_thread(house.domicile.book.show, _receipt_id(house, call))
    return json_reply(
        {"header": dataclasses.asdict(receipt.header), "fields": dict(receipt.fields)}
    )


async def bundle(house: House, call: Call) -> Reply:
    """Hand out a receipt with its proofs, closing its batch if need be.

    Raises:
        UnknownReceiptError: There is none of this name, or the key may not read it.
    """
    receipt_id = _receipt_id(house, call)
    data = await asyncio.to_thread(house.domicile.book.export, receipt_id)
    file = f'attachment; filename="receipt-{receipt_id}.json"'.encode("ascii")
    return Reply(body=data, headers=(NO_STORING, (b"content-disposition", file)))


def _receipt_id(house: House, call: Call) -> ReceiptId:
    """Return the id in the path. What one may not read does not exist, as far as one can tell."""
    receipt_id = ReceiptId(call.param("receipt_id"))
    if _NAME.fullmatch(receipt_id) and house.ledger.may_read(receipt_id, call.key):
        call.receipt_id = receipt_id
        return receipt_id
    raise UnknownReceiptError("no receipt has this id, or it is not this key's")

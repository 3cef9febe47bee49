import pytest

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.container import AIGC, MARK, SOURCE_TYPE
from domicile.policy.marks.containers.xmp import (
    MAX_PACKET_BYTES,
    decoded_packet,
    read_packet,
    write_packet,
)

LABEL = '{"Label":"1","ContentProducer":"a<b>&\'c"}'
PROPERTIES = {AIGC: LABEL, MARK: "m", SOURCE_TYPE: "http://x/y"}
FOREIGN = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="r"><rdf:Description rdf:about=""'
    ' xmlns:dc="d" dc:format="image/png" TC260:AIGC="{&quot;Label&quot;:&quot;2&quot;}">'
    "<dc:title>T</dc:title></rdf:Description></rdf:RDF></x:xmpmeta>"
)


def test_a_new_packet() -> None:
    packet = write_packet("", PROPERTIES)
    assert dict(read_packet(packet)) == PROPERTIES
    assert 'xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/"' in packet
    assert packet.startswith("<?xpacket begin=")


def test_a_packet_of_others_is_added_to() -> None:
    assert dict(read_packet(FOREIGN)) == {AIGC: '{"Label":"2"}'}
    packet = write_packet(FOREIGN, PROPERTIES)
    assert dict(read_packet(packet)) == PROPERTIES
    assert "<dc:title>T</dc:title>" in packet
    assert 'dc:format="image/png"' in packet
    assert packet.count(":AIGC") == 1
    assert write_packet(packet, PROPERTIES) == packet
    assert write_packet(FOREIGN, {}) == FOREIGN


@pytest.mark.parametrize(
    "packet",
    [
        "<TC260:AIGC>{}</TC260:AIGC>",
        "<q:AIGC a='b' > {} </q:AIGC>",
        "<d x:AIGC='{}'/>",
        '<d\nx:AIGC = "{}"/>',
    ],
)
def test_both_forms_under_any_prefix(packet: str) -> None:
    assert list(read_packet(packet)) == [(AIGC, "{}")]


@pytest.mark.parametrize(
    "packet", ["", "x", "<other:mark>m</other:mark>", "domicile:mark>x<", "<AIGC>{}</AIGC>"]
)
def test_what_says_nothing(packet: str) -> None:
    assert list(read_packet(packet)) == []


def test_what_is_no_packet_takes_nothing() -> None:
    with pytest.raises(LabelError, match="damaged"):
        write_packet("<x/>", PROPERTIES)


def test_a_packet_that_is_too_large_is_as_if_it_were_not_there() -> None:
    assert decoded_packet(bytes(MAX_PACKET_BYTES + 1)) == ""
    assert decoded_packet(b"\xff<x>") == "\ufffd<x>"

import pytest

from domicile.core.errors import SignatureError
from domicile.tlog.checkpoint import Checkpoint, parse_checkpoint

# The example of C2SP tlog-checkpoint.
ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
TEXT = f"example.com/behind-the-sofa\n20852163\n{ROOT}\n"


def test_the_example_of_the_specification() -> None:
    state = parse_checkpoint(TEXT)
    assert (state.origin, state.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert state.root.hex().startswith("0ac5186a91863e8e")
    assert state.text == TEXT


def test_unknown_extensions_are_skipped() -> None:
    assert parse_checkpoint(TEXT + "extension\n") == parse_checkpoint(TEXT)


def test_an_empty_log() -> None:
    state = Checkpoint(origin="o", size=0, root=bytes(32))
    assert parse_checkpoint(state.text) == state


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n1\n",
        f"\n1\n{ROOT}\n",
        f"origin\n01\n{ROOT}\n",
        f"origin\n-1\n{ROOT}\n",
        f"origin\n٣\n{ROOT}\n",
        f"origin\n1\n{ROOT[:-4]}\n",
        f"origin\n1\n{ROOT[:-1]}\n",
        f"origin\n1\n{ROOT}\n\n",
        f"origin\n1000000000000000000\n{ROOT}\n",
    ],
)
def test_what_is_no_checkpoint(text: str) -> None:
    with pytest.raises(SignatureError):
        parse_checkpoint(text)

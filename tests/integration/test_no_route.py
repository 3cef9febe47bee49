"""Everything that the device does, it does without a network."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from domicile.features.catalog import all_features

SCRIPT = """
import json, socket, sys
from pathlib import Path
from domicile.app import Domicile
from domicile.core.settings_file import Surroundings, load_settings
from domicile.policy.caller import Caller

try:
    socket.create_connection(("192.0.2.1", 80), timeout=1)
    sys.exit("this namespace has a route")
except OSError:
    pass
folder = Path(sys.argv[1])
loaded = load_settings(
    Surroundings(environment={}, home=Path.home(), folder=folder),
    flags={"data_dir": str(folder), "device.model": "qwen2.5-coder-0.5b-instruct"},
)
answer = Domicile(loaded).ask("请说一句话。", Caller(site="device"), feature=sys.argv[2])
print(json.dumps([answer.reply.text, answer.placement.level, answer.sent_bytes]))
"""


@pytest.mark.model
@pytest.mark.parametrize("feature", sorted(all_features()))
def test_a_feature_in_a_network_namespace_without_a_route(tmp_path: Path, feature: str) -> None:
    unshare = shutil.which("unshare")
    assert unshare, "util-linux's unshare is part of every Linux"
    done = subprocess.run(
        [unshare, "--net", "--map-root-user", sys.executable, "-c", SCRIPT, tmp_path, feature],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    text, level, sent_bytes = json.loads(done.stdout)
    assert text
    assert (level, sent_bytes) == ("D", 0)

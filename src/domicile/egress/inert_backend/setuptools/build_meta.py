"""A build back-end that builds nothing.

pip asks the build back-end of a source archive for the package's name before it hands the archive
over, and the usual back-end answers by running the archive's ``setup.py``. ``domicile.egress.pip``
puts this one in its place, so that no code out of an archive runs: it copies the name that the
archive states in ``PKG-INFO``. The names below are PEP 517's.
"""

from collections.abc import Mapping, Sequence
from email.parser import BytesHeaderParser
from pathlib import Path


class InertBackend:
    """Answers pip's questions about metadata and none about building."""

    def get_requires_for_build_wheel(
        self, config_settings: Mapping[str, object] | None = None
    ) -> Sequence[str]:
        """Return what a build would need: nothing."""
        del config_settings
        return []

    def prepare_metadata_for_build_wheel(
        self, metadata_directory: str, config_settings: Mapping[str, object] | None = None
    ) -> str:
        """Copy ``PKG-INFO`` of the archive in the current folder; return the new folder's name."""
        del config_settings
        stated = Path("PKG-INFO").read_bytes()
        headers = BytesHeaderParser().parsebytes(stated)
        folder = Path(metadata_directory) / f"{headers['Name']}-{headers['Version']}.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_bytes(stated)
        return folder.name


__legacy__ = InertBackend()

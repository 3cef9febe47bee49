#!/usr/bin/env bash
# Writes the lock files: versions and digests for every platform, and no index address.
# Usage: tools/lock.sh UV [--upgrade]
set -euo pipefail

uv=$1
shift
upgrade=("$@")

compile() {
  "$uv" pip compile --no-config --quiet --universal --python-version 3.11 --generate-hashes \
    --no-annotate --no-emit-index-url --custom-compile-command "make lock" "${upgrade[@]}" "$@"
}

compile pyproject.toml --group build --output-file requirements.lock
compile pyproject.toml --group build --group test --group check \
  --constraint requirements.lock --output-file requirements-dev.lock
compile --group pyproject.toml:docs --output-file requirements-docs.lock
compile --group pyproject.toml:audit --output-file requirements-audit.lock

#!/usr/bin/env bash
# Puts ninja, doit, snakemake and dvc into Benchmarks/.venv; does nothing when they are there.
set -euo pipefail
cd "$(dirname "$0")"
[ -x .venv/bin/python ] || python3 -m venv .venv
for peer in ninja doit snakemake dvc; do
  [ -x ".venv/bin/$peer" ] || .venv/bin/pip install --quiet --disable-pip-version-check "$peer" \
    || echo "bench: $peer cannot be installed; its columns stay empty" >&2
done

#!/usr/bin/env bash
# Puts mlflow, optuna and aim into Benchmarks/.venv; does nothing when they are there.
set -euo pipefail
cd "$(dirname "$0")"
[ -x .venv/bin/python ] || python3 -m venv .venv
for peer in mlflow optuna aim; do
  .venv/bin/python -c "import importlib.util, sys; sys.exit(not importlib.util.find_spec('$peer'))" \
    || .venv/bin/pip install --quiet --disable-pip-version-check "$peer" \
    || echo "bench: $peer cannot be installed; its rows stay empty" >&2
done

#!/usr/bin/env bash
# Makes Benchmarks/.venv with PyTorch for the CPU, numpy and safetensors; does nothing when they are
# there. Falls back from the version the fixtures were made with to the newest one.
set -euo pipefail
cd "$(dirname "$0")"

if ! .venv/bin/python -c 'import torch, numpy, safetensors' 2>/dev/null; then
  command -v python3 >/dev/null || { echo "bench: python3 is not installed" >&2; exit 1; }
  echo "bench: setting up PyTorch in Benchmarks/.venv (about 1 GB)" >&2
  python3 -m venv .venv
  index=https://download.pytorch.org/whl/cpu
  .venv/bin/pip install --quiet numpy safetensors
  .venv/bin/pip install --quiet "torch==2.13.0+cpu" --index-url "$index" \
    || .venv/bin/pip install --quiet torch --index-url "$index" \
    || .venv/bin/pip install --quiet torch
fi
.venv/bin/python - <<'PYTHON'
import platform, numpy, safetensors, torch
print(f"peer: Python {platform.python_version()}, torch {torch.__version__},"
      f" numpy {numpy.__version__}, safetensors {safetensors.__version__}")
PYTHON

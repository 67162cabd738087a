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
  # pip's own sources first: they may hold the CPU build. Last, whatever they call torch.
  install() { .venv/bin/pip install --quiet --disable-pip-version-check "$@"; }
  install numpy safetensors
  install "torch==2.13.0+cpu" 2>/dev/null \
    || install "torch==2.13.0+cpu" --extra-index-url "$index" \
    || install torch --index-url "$index" \
    || install torch
fi
.venv/bin/python - <<'PYTHON'
import platform, numpy, safetensors, torch
print(f"peer: Python {platform.python_version()}, torch {torch.__version__},"
      f" numpy {numpy.__version__}, safetensors {safetensors.__version__}")
PYTHON

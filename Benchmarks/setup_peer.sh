#!/usr/bin/env bash
# Makes Benchmarks/.venv with PyTorch for the CPU, numpy, safetensors, shapiq and shap; does nothing
# when they are there. Falls back from the versions the tables were made with to the newest ones.
set -euo pipefail
cd "$(dirname "$0")"

# pip's own sources first: they may hold the CPU build. Last, whatever they call torch.
install() { .venv/bin/pip install --quiet --disable-pip-version-check "$@"; }

if ! .venv/bin/python -c 'import torch, numpy, safetensors' 2>/dev/null; then
  command -v python3 >/dev/null || { echo "bench: python3 is not installed" >&2; exit 1; }
  echo "bench: setting up PyTorch in Benchmarks/.venv (about 1 GB)" >&2
  python3 -m venv .venv
  index=https://download.pytorch.org/whl/cpu
  install numpy safetensors
  install "torch==2.13.0+cpu" 2>/dev/null \
    || install "torch==2.13.0+cpu" --extra-index-url "$index" \
    || install torch --index-url "$index" \
    || install torch
fi
if ! .venv/bin/python -c 'import shapiq, shap' 2>/dev/null; then
  install "shapiq==1.4.1" "shap==0.51.0" 2>/dev/null || install shapiq shap
fi
.venv/bin/python - <<'PYTHON'
import importlib.metadata, platform
names = ["torch", "numpy", "safetensors", "shapiq", "shap"]
print(f"peer: Python {platform.python_version()}, "
      + ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names))
PYTHON

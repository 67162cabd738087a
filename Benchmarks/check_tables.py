#!/usr/bin/env python3
"""Runs what the project's README shows under "Values from outside": the PyTorch script writes tables,
runexp measures them, and every S_m in the store must be what numpy makes of the same tables.

    Benchmarks/.venv/bin/python Benchmarks/check_tables.py [--runexp .build/release/runexp]

Exits 1 when a strength differs by more than 1e-12 relative, or the script has over 20 lines.
"""
import argparse
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

import numpy as np

from recompute_strength import strengths

HERE = pathlib.Path(__file__).resolve().parent
TOLERANCE = 1e-12  # Float64 sums in another order.
MOST_LINES = 20


def blocks(text, title):
    """The fenced blocks of one section, by language."""
    section = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if not section:
        sys.exit(f"README.md has no section {title}")
    return dict(re.findall(r"^```(\w+)\n(.*?)^```", section[1], re.MULTILINE | re.DOTALL))


def run(folder, *command):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runexp", default=str(HERE.parent / ".build/release/runexp"))
    options = parser.parse_args()
    shown = blocks((HERE.parent / "README.md").read_text(), "Values from outside")
    lines = sum(1 for line in shown["python"].splitlines() if line.strip())
    if lines > MOST_LINES:
        sys.exit(f"the script has {lines} lines, more than {MOST_LINES}")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "tables.py").write_text(shown["python"])
        (folder / "outside.yaml").write_text(shown["yaml"])
        run(folder, sys.executable, "tables.py")
        run(folder, pathlib.Path(options.runexp).resolve(), "outside.yaml")
        database = sqlite3.connect(f"file:{folder}/results/runexp.sqlite?mode=ro", uri=True)
        rows = database.execute(
            "select model, checkpoint, sample, context_order, value from metrics"
            " where name = 'S' and sample is not null").fetchall()
        database.close()
        stored = {}
        for model, checkpoint, sample, order, value in rows:
            stored.setdefault((model, checkpoint, sample), {})[order] = value
        files = sorted((folder / "runs").glob("*/*/*.npy"))
        if not files or len(files) != len(stored):
            sys.exit(f"{len(files)} tables were written, {len(stored)} measured")
        worst = 0.0
        for path in files:
            values = np.load(path)
            players = int(values.size).bit_length() - 1
            wanted = strengths(values, players)
            model, checkpoint, sample = path.relative_to(folder / "runs").with_suffix("").parts
            found = stored[model, int(checkpoint), int(sample)]
            if sorted(found) != list(range(players - 1)):
                sys.exit(f"{path.name}: orders {sorted(found)} of {players} players")
            ours = np.array([found[order] for order in range(players - 1)])
            worst = max(worst, float(np.abs(ours - wanted).max() / np.abs(wanted).max()))
    if not worst <= TOLERANCE:
        sys.exit(f"S differs by {worst:.1e}, more than {TOLERANCE:.0e}")
    print(f"{len(files)} tables of a script of {lines} lines: largest relative difference of S"
          f" {worst:.1e}, allowed {TOLERANCE:.0e}")


if __name__ == "__main__":
    main()

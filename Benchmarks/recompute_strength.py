#!/usr/bin/env python3
"""Recomputes S_m of a finished study's checkpoints in numpy, Float64, from the exported weights
and images, and compares them with the numbers in the store.

    python3 Benchmarks/recompute_strength.py results/runexp.sqlite bottleneck [--samples 5]

Shares no code with runexp: it reads safetensors by hand, evaluates the MLP on every masked input in
full (no subset sums), forms I(m)(i,j) pair by pair from the definition and takes means. Needs numpy.
Exits 1 when any S_m differs by more than 1e-5 relative.
"""
import argparse
import json
import math
import pathlib
import sqlite3
import struct
import sys

import numpy as np

TOLERANCE = 1e-5  # Float32 networks against Float64: measured differences are below 1e-6.
TYPES = {"F32": np.float32, "F64": np.float64, "U8": np.uint8, "I32": np.int32, "I64": np.int64}


def safetensors(path):
    data = pathlib.Path(path).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    body = data[8 + length :]
    tensors = {}
    for name, item in header.items():
        start, end = item["data_offsets"]
        tensors[name] = np.frombuffer(body[start:end], TYPES[item["dtype"]]).reshape(item["shape"])
    return tensors, metadata


def folder(results, key):
    return pathlib.Path(results) / "stages" / key[:2] / key


def log_odds(weights, inputs, label):
    """log p/(1-p) of `label` for each row, through an MLP fc1, fc2, ... with ReLU between."""
    count = sum(1 for name in weights if name.endswith(".weight"))
    rows = inputs
    for layer in range(1, count + 1):
        rows = rows @ weights[f"fc{layer}.weight"].T + weights[f"fc{layer}.bias"]
        if layer < count:
            rows = np.maximum(rows, 0)
    others = np.delete(rows, label, axis=1)
    top = others.max(axis=1)
    return rows[:, label] - (top + np.log(np.exp(others - top[:, None]).sum(axis=1)))


def strengths(values, players):
    """S_m for every context order from v(S), pair by pair."""
    masks = np.arange(1 << players)
    sizes = np.array([bin(mask).count("1") for mask in masks])
    sums = np.zeros(players - 1)
    for i in range(players):
        for j in range(i + 1, players):
            both = (1 << i) | (1 << j)
            contexts = masks[(masks & both) == 0]
            delta = (
                values[contexts | both] - values[contexts | 1 << i]
                - values[contexts | 1 << j] + values[contexts]
            )
            for m in range(players - 1):
                sums[m] += abs(delta[sizes[contexts] == m].mean())
    return sums / (players * (players - 1) / 2)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("store")
    parser.add_argument("study")
    parser.add_argument("--variant", default="normal")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--measure", default="strength")
    parser.add_argument("--samples", type=int, default=3)
    parser.add_argument("--grid", type=int, default=4)
    options = parser.parse_args()

    results = pathlib.Path(options.store).resolve().parent
    database = sqlite3.connect(f"file:{options.store}?mode=ro", uri=True)
    cell = f"variant={options.variant},seed={options.seed}"
    rows = database.execute(
        "select checkpoint, sample, context_order, value from metrics where study = ? and cell = ?"
        " and measure = ? and name = 'S' and sample is not null",
        (options.study, cell, options.measure),
    ).fetchall()
    if not rows:
        sys.exit(f"no rows for {cell} in {options.store}")
    recorded = {}
    for checkpoint, sample, order, value in rows:
        recorded.setdefault((checkpoint, sample), {})[order] = value

    # The stages of this cell: the data set, and the checkpoint of every epoch.
    stages = {}
    for path in results.glob("stages/??/*/done.json"):
        record = json.loads(path.read_text())
        if record["kind"] in ("train", "dataset"):
            stages[record["key"]] = record
    database.close()
    used = checkpoints_of(results, options, cell)
    worst = 0.0
    for epoch, key in sorted(used.items()):
        weights, _ = safetensors(folder(results, key) / "checkpoint.safetensors")
        weights = {name: tensor.astype(np.float64) for name, tensor in weights.items()}
        weights = {name: tensor for name, tensor in weights.items() if name.startswith("fc")}
        data, metadata = safetensors(
            folder(results, stages[key]["inputs"]["data"][0]) / "data.safetensors")
        mean = np.array(json.loads(metadata["mean"]))
        deviation = np.array(json.loads(metadata["deviation"]))
        ids = data["train.ids"]
        height, width = data["train.inputs"].shape[1:3]
        cells = (
            (np.arange(height) * options.grid // height)[:, None] * options.grid
            + np.arange(width) * options.grid // width
        )
        players = options.grid**2
        present = (np.arange(1 << players)[:, None] >> np.arange(players)) & 1
        samples = sorted(sample for checkpoint, sample in recorded if checkpoint == epoch)
        for sample in samples[: options.samples]:
            place = int(np.nonzero(ids == sample)[0][0])
            image = (data["train.inputs"][place] / 255.0 - mean) / deviation
            label = int(data["train.labels"][place])
            values = np.concatenate([
                log_odds(
                    weights, (image[None] * block[:, cells][..., None]).reshape(len(block), -1), label)
                for block in np.array_split(present, 64)
            ])
            for order, value in enumerate(strengths(values, players)):
                stored = recorded[(epoch, sample)][order]
                worst = max(worst, abs(stored - value) / abs(value))
        print(f"epoch {epoch}: {min(len(samples), options.samples)} samples, "
              f"largest relative difference so far {worst:.2e}", flush=True)
    if not (worst < TOLERANCE and math.isfinite(worst)):
        sys.exit(f"S differs by {worst:.2e}, more than {TOLERANCE:.0e}")


def checkpoints_of(results, options, cell):
    """Epoch -> key of the train stage, for one cell, from the newest run's record."""
    database = sqlite3.connect(f"file:{options.store}?mode=ro", uri=True)
    measured = database.execute(
        "select distinct u.checkpoint, s.key from cell_stage u join stage s on s.id = u.stage"
        " join cell c on c.id = u.cell join study y on y.id = c.study"
        " where y.name = ? and c.label = ? and u.measure = ? and s.kind = 'measure'",
        (options.study, cell, options.measure),
    ).fetchall()
    database.close()
    used = {}
    for epoch, key in measured:
        record = json.loads((folder(results, key) / "done.json").read_text())
        used[epoch] = record["inputs"]["model"][0]
    return used


if __name__ == "__main__":
    main()

"""A Python library's side of one row of the interactions table: the same work and the same commands
as engine/interactions/RowMeasurement.swift.

    python measure_interactions.py ROW LIBRARY FOLDER

One thread. The seconds of work that is done in part carry the factor to the whole.
"""
import json
import pathlib
import resource
import statistics
import sys
import time

import torch

from interactions import and_or, exchange, masked_network, tables

MEMORY = 24 << 30  # So that a dense 2^16 x 2^16 matrix fails at once instead of filling the swap.

PEERS = {
    ("masked-cnn", "PyTorch"): masked_network.TorchMasked,
    ("exact-shares", "PyTorch"):
        lambda folder: masked_network.OfficialSamplerSmall(folder, 4, images=50),
    ("sampled-shares", "PyTorch"):
        lambda folder: masked_network.OfficialSampler(folder, 16, images=1),
    ("moebius-16", "numpy"): lambda folder: tables.NumpyMoebius(folder, 16),
    ("moebius-20", "numpy"): lambda folder: tables.NumpyMoebius(folder, 20),
    ("moebius-24", "numpy"): lambda folder: tables.NumpyMoebius(folder, 24),
    ("moebius-16", "shapiq"): lambda folder: tables.ShapiqMoebius(folder, 16),
    ("pairs-16", "numpy"): lambda folder: tables.NumpyPairs(folder, 16),
    ("pairs-16", "shap"): lambda folder: tables.ShapPairs(folder, 16),
    ("pairs-16", "shapiq"): lambda folder: tables.ShapiqPairs(folder, 16, "SII"),
    ("fsii-16", "reference"): lambda folder: tables.FaithfulReference(folder, 16),
    ("fsii-20", "reference"): lambda folder: tables.FaithfulReference(folder, 20),
    ("fsii-16", "shapiq"): lambda folder: tables.ShapiqPairs(folder, 16, "FSII"),
    ("and-or", "PyTorch"): lambda folder: and_or.DenseDescent(folder, "network-10"),
    ("and-or", "reference"):
        lambda folder: and_or.DenseDescent(folder, "network-10", torch.float64),
    ("and-or-optimum", "reference"):
        lambda folder: and_or.OptimumCheck(folder, "network-10", "and-or-optimum"),
    ("and-or-optimum-random", "reference"):
        lambda folder: and_or.OptimumCheck(folder, "10", "and-or-optimum-random"),
    ("streaming-24", "reference"): lambda folder: tables.ByOrderReference(folder, 24),
}


def timed(peer):
    peer.prepare()
    start_cpu, start = time.process_time(), time.perf_counter()
    peer.work()
    return time.perf_counter() - start, time.process_time() - start_cpu


def main():
    row, library, path = sys.argv[1:]
    torch.set_num_threads(1)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    def answer(members):
        print(json.dumps(members), flush=True)

    try:
        peer = PEERS[row, library](pathlib.Path(path))
        scale = getattr(peer, "scale", 1)
        first = timed(peer)
    except MemoryError as fault:
        answer({"fault": f"out of memory: {fault}"})
        return
    exchange.write_results(path, row, library, peer.results())
    answer({"seconds": scale * first[0], "cpu": scale * first[1], "scale": scale,
            "choice": getattr(peer, "choice", ""), "torch": torch.__version__,
            "capability": torch.backends.cpu.get_cpu_capability()})
    for line in sys.stdin:
        command, seconds = line.split()
        if command != "run":
            raise ValueError(f"not a command: {line}")
        end, times = time.perf_counter() + float(seconds), []
        while not times or time.perf_counter() < end:
            times.append(timed(peer))
        wall, cpu = zip(*times)
        answer({"seconds": scale * statistics.median(wall), "cpu": scale * statistics.median(cpu)})


if __name__ == "__main__":
    main()

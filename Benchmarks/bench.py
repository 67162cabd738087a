#!/usr/bin/env python3
"""Times the engine against PyTorch and prints the speed table; `make bench-networks` runs it.

    Benchmarks/.venv/bin/python Benchmarks/bench.py [--rows cnn,vit] [--rounds 5] [--seconds 1.5]
        [--columns native,pinned] [--clock wall|cpu] [--write]

Each row is measured by processes that take turns, one thread each: the engine's, and PyTorch's with
its two best choices, of which the better counts. A number is the median over the rounds. `native`: each side takes what the CPU has. `pinned`: OpenBLAS as the environment has it
(Haswell unless set) against PyTorch held to AVX2. `--clock cpu` counts processor time, for a machine
that is not quiet. `--write` writes RESULTS.md (the whole table only).
"""
import argparse
import datetime
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys

from rows import JOBS, JOBS_TARGET, ROWS

HERE = pathlib.Path(__file__).resolve().parent
COUNTER = HERE / "allocations" / "count.so"
PINNED_PEER = {
    "ONEDNN_MAX_CPU_ISA": "AVX2", "ATEN_CPU_CAPABILITY": "avx2", "MKL_ENABLE_INSTRUCTIONS": "AVX2"}
ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
STEADY_STEPS = 50


class Side:
    """A process that does its work on command."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        self.facts = self.answer()

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            raise RuntimeError(self.process.stderr.read().strip() or "the process ended")
        return json.loads(line)

    def begin(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def ask(self, command):
        self.begin(command)
        return self.answer()

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def environments(column):
    """Of the engine and of PyTorch."""
    own = {**os.environ, **ONE_THREAD}
    peer = dict(own)
    for name in PINNED_PEER:
        peer.pop(name, None)
    if column == "native":
        own.pop("OPENBLAS_CORETYPE", None)
        own.pop("OPENBLAS_L2_SIZE", None)
    else:
        own.setdefault("OPENBLAS_CORETYPE", "Haswell")
        peer |= PINNED_PEER
    return own, peer


def rate(measured, clock):
    return measured["samples"] / measured["cpu" if clock == "cpu" else "seconds"]


class Bench:
    def __init__(self, options):
        self.options = options
        self.cores, self.blas, self.torch = {}, "", ""

    def own(self, work, environment, **more):
        side = Side([self.options.benchmark, "measure", json.dumps(work)], environment | more)
        self.blas = side.facts["blas"]
        return side

    def peer(self, work, environment, *choice):
        command = [sys.executable, str(HERE / "peer" / "measure.py"), json.dumps(work), *choice]
        side = Side(command, environment)
        self.torch = side.facts.get("torch", self.torch)
        return side

    def candidates(self, work, environment):
        """PyTorch's two best choices of memory format and block."""
        side = self.peer(work, environment, "--candidates")
        side.end()
        return side.facts["candidates"]

    def speed(self, name, column):
        """One row of one column: both medians, and what PyTorch chose."""
        _, work, _ = ROWS[name]
        own_environment, peer_environment = environments(column)
        own = self.own(work, own_environment)
        peers = {
            variant: self.peer(work, peer_environment, "--variant", variant)
            for variant in self.candidates(work, peer_environment)}
        facts = next(iter(peers.values())).facts
        self.cores[column] = f"{own.facts['core']} / {facts['capability']}" + (
            f", oneDNN {facts['onednn']}" if facts["onednn"] else "")
        command = f"run {self.options.seconds}"
        own_rates, peer_rates = [], {variant: [] for variant in peers}
        for round in range(self.options.rounds + 1):
            # The first round warms up.
            ours = rate(own.ask(command), self.options.clock)
            own_rates += [ours] if round else []
            for variant, peer in peers.items():
                theirs = rate(peer.ask(command), self.options.clock)
                peer_rates[variant] += [theirs] if round else []
        for side in [own, *peers.values()]:
            side.end()
        medians = {variant: statistics.median(rates) for variant, rates in peer_rates.items()}
        best = max(medians, key=medians.get)
        return statistics.median(own_rates), medians[best], best

    def memory(self, name, variant):
        """Peak resident sets in MiB and those before anything is made, each in a process of its own."""
        _, work, _ = ROWS[name]
        own_environment, peer_environment = environments("pinned")
        peaks = []
        for side in (
            self.own(work, own_environment),
            self.peer(work, peer_environment, "--variant", variant),
        ):
            side.ask("run 1")
            peaks.append((side.ask("memory")["peak"] / 1024, side.facts["start"] / 1024))
            side.end()
        return peaks

    def allocations(self, name):
        """Calls of malloc in steady training steps; None where they cannot be counted."""
        if not COUNTER.exists():
            return None
        side = self.own(ROWS[name][1], environments("pinned")[0], LD_PRELOAD=str(COUNTER))
        count = side.ask(f"allocations {STEADY_STEPS}")["allocations"]
        side.end()
        return count

    def jobs(self, name):
        """The throughput of two training processes over that of one, by the clock on the wall."""
        _, work, _ = ROWS[name]
        environment, _ = environments("pinned")
        sides = [self.own(work, environment) for _ in range(2)]
        command = f"run {self.options.seconds}"
        alone, together = [], []
        for round in range(self.options.rounds + 1):
            single = rate(sides[round % 2].ask(command), "wall")
            for side in sides:
                side.begin(command)
            both = sum(rate(side.answer(), "wall") for side in sides)
            if round:
                alone.append(single)
                together.append(both)
        for side in sides:
            side.end()
        return statistics.median(together) / statistics.median(alone)


def mark(ratio, target):
    return "" if ratio >= target else " ✗"


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def cpu_name():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--benchmark", default=str(HERE.parent / ".build/release/benchmark"))
    parser.add_argument("--rows", default=",".join(ROWS))
    parser.add_argument("--columns", default="native,pinned")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.5)
    parser.add_argument("--clock", choices=["wall", "cpu"], default="wall")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    names, columns = options.rows.split(","), options.columns.split(",")
    bench = Bench(options)
    load = os.getloadavg()[0]
    speed_rows, other_rows, faults = [], [], []

    def say(text):
        print(text, file=sys.stderr, flush=True)

    for name in names:
        title, work, target = ROWS[name]
        cells, variant = [title], None
        try:
            for column in columns:
                ours, theirs, variant = bench.speed(name, column)
                ratio = ours / theirs
                cells += [f"{ours:,.0f}", f"{theirs:,.0f} ({variant})",
                          f"{ratio:.2f}{mark(ratio, target)}"]
                say(f"{name}, {column}: {ours:,.0f} against {theirs:,.0f} ({variant}): {ratio:.2f}")
            speed_rows.append(cells + [f"{target}"])
            if work["work"] != "train":
                continue
            (ours, own_start), (theirs, peer_start) = bench.memory(name, variant)
            count = bench.allocations(name)
            other_rows.append([
                title, f"{ours:.0f} ({own_start:.0f})",
                f"{theirs:.0f} ({peer_start:.0f})" + mark(theirs, ours),
                "not counted" if count is None else f"{count}" + mark(0, count)])
            say(f"{name}: {ours:.0f} MiB against {theirs:.0f}, {count} allocations")
        except RuntimeError as fault:
            say(f"{name}: {fault}")
            faults.append(f"- {title}: {fault}")
    jobs_rows = []
    for name in [name for name in JOBS if name in names]:
        ratio = bench.jobs(name)
        say(f"{name}: two jobs {ratio:.2f} times one")
        jobs_rows.append(
            [ROWS[name][0], f"{ratio:.2f}{mark(ratio, JOBS_TARGET)}", f"{JOBS_TARGET}"])

    head = ["work, batch 128"]
    for column in columns:
        head += [f"runexp {column}", f"PyTorch {column}", "ratio"]
    clock = {"wall": "by the clock on the wall", "cpu": "by processor time"}[options.clock]
    parts = [
        "# Speed beside PyTorch\n\n`make bench` wrote this. ✗ marks a missed target.",
        f"{datetime.date.today()}, {cpu_name()}, {os.cpu_count()} cores, load {load:.1f} at the"
        f" start; Linux {platform.release()}; {bench.blas}; PyTorch {bench.torch}, Python"
        f" {platform.python_version()}. Inputs a second {clock}, one thread each side, medians of"
        f" {options.rounds} alternating runs of {options.seconds:g} s. Instructions, runexp /"
        " PyTorch: " + "; ".join(f"{key}: {text}" for key, text in bench.cores.items()) + ".",
        table(head + ["target"], speed_rows),
        "Masked forward: random masks of one image over 4 × 4 players, masking included, against"
        " PyTorch's bare forward pass of ready inputs in inference mode. PyTorch in parentheses:"
        " the better memory format, and the best block of inputs for forward passes.",
        f"Training, largest resident set of the whole process, in parentheses before anything is made"
        f" (PyTorch's libraries); allocations in {STEADY_STEPS} steps after 9:\n\n" + table(
            ["work, batch 128", "runexp peak MiB", "PyTorch peak MiB", "runexp allocations"],
            other_rows),
        "Two training jobs on two cores, throughput over that of one:\n\n" + table(
            ["work", "ratio", "target"], jobs_rows),
    ]
    if faults:
        parts.append("Not measured:\n\n" + "\n".join(faults))
    text = "\n\n".join(parts) + "\n"
    print(text)
    if options.write and names == list(ROWS):
        (HERE / "RESULTS.md").write_text(text)
        say(f"written: {HERE / 'RESULTS.md'}")


if __name__ == "__main__":
    main()

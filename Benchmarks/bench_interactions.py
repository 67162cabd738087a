#!/usr/bin/env python3
"""Times the interaction engine against Python's libraries; `make bench-interactions` runs it.

    Benchmarks/.venv/bin/python Benchmarks/bench_interactions.py [--rows masked-cnn,pairs-16]
        [--rounds 5] [--seconds 0.5] [--columns native,pinned] [--clock wall|cpu] [--write]

All sides read the same files, do the work once and write what they found; a row whose results
differ is not timed. Then the processes take turns, one thread each; a number is the median over the
rounds. What takes longer than 10 s is done once. Rows with a network have both columns, as in
bench.py. `--write` writes RESULTS-INTERACTIONS.md (the whole table only).
"""
import argparse
import datetime
import importlib.metadata
import os
import pathlib
import platform
import statistics
import sys
import tempfile

import numpy as np

from bench import cpu_name, environments, Side, table
from interaction_rows import PASSES_TARGET, ROWS

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "peer"))
from interactions import exchange  # noqa: E402

ONE_THREAD = {name: "1" for name in ["OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"]}
LONG = 10  # Seconds: done once.


def duration(seconds):
    """Three digits in a fitting unit."""
    for unit, size in [("s", 1), ("ms", 1e-3), ("µs", 1e-6)]:
        if seconds >= size:
            break
    number = seconds / size
    if number >= 9999:
        return f"{number:,.0f} {unit}"
    return f"{number:.{max(0, 2 - int(np.log10(max(number, 1))))}f} {unit}"


class Contender:
    """A side with the times of its turns."""

    def __init__(self, side, clock):
        self.side, self.facts = side, side.facts
        self.key = "cpu" if clock == "cpu" else "seconds"
        self.times = []

    def turn(self, seconds, counts):
        first = self.facts[self.key]
        if first > LONG and self.facts.get("scale", 1) == 1:
            self.times = [first]
            return
        measured = self.side.ask(f"run {seconds}")[self.key]
        self.times += [measured] if counts else []

    @property
    def median(self):
        return statistics.median(self.times)


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, pathlib.Path(folder)
        self.times, self.cores, self.blas, self.torch = {}, {}, "", ""
        self.lines, self.faults, self.notes = [], [], []

    def disagreement(self, name, peer):
        """Why a peer's results are not the engine's; None where they agree."""
        ours = exchange.results(self.folder, name, "runexp")
        for result, allowed in peer.agree.items():
            theirs = exchange.results(self.folder, name, peer.library)[result]
            # What the engine does not tell is a difference already; a peer may have the first few.
            own = ours.get(result, np.zeros(theirs.size))[:theirs.size]
            scale = max(1, np.abs(theirs).max())
            difference = np.abs(own - theirs).max() / scale
            print(f"  {result} of {peer.library}: {difference:.1e} of {allowed:.0e}",
                  file=sys.stderr)
            if not difference <= allowed:
                return f"{result} differs from {peer.library}'s by {difference:.1e}," \
                    f" more than {allowed:.0e}"
        return None

    def measure(self, name, column):
        """Adds the lines of one row."""
        row = ROWS[name]
        own_environment, peer_environment = (
            environment | ONE_THREAD for environment in environments(column))
        own = Contender(
            Side([self.options.benchmark, "interactions", name, str(self.folder)],
                 own_environment), self.options.clock)
        self.blas = own.facts["blas"]
        sides, texts = {}, {}
        for peer in row.peers:
            if peer.extrapolated:
                continue
            contender = Contender(
                Side([sys.executable, str(HERE / "peer" / "measure_interactions.py"), name,
                      peer.library, str(self.folder)], peer_environment), self.options.clock)
            if "fault" in contender.facts:
                texts[peer.library] = contender.facts["fault"].split(":")[0]
                continue
            fault = self.disagreement(name, peer)
            if fault:
                raise RuntimeError(fault)
            if not peer.is_reference:
                sides[peer.library] = contender
                self.torch = contender.facts["torch"]
                if row.has_network:
                    self.cores[column] = f"{own.facts['core']} / {contender.facts['capability']}"
            else:
                contender.side.end()
        for round in range(self.options.rounds + 1):
            for contender in [own, *sides.values()]:
                contender.turn(self.options.seconds, counts=round > 0)
        for contender in [own, *sides.values()]:
            contender.side.end()
        self.times[name, "runexp"] = own.median / row.share
        for library, contender in sides.items():
            self.times[name, library] = contender.median
        self.say(name, column, row, own, sides, texts)

    def say(self, name, column, row, own, sides, texts):
        ours = self.times[name, "runexp"]
        missed = " ✗" if row.limit is not None and ours > row.limit else ""
        limit = "" if row.limit is None else f"≤ {duration(row.limit)}"
        title = row.title + (f", {column}" if row.has_network else "")
        if row.memory is not None:
            above = (own.facts["peak"] - own.facts["start"]) / 1024
            self.line("largest resident set above start-up: " + title,
                      f"{above:.1f} MiB" + (" ✗" if above > row.memory else ""),
                      f"≤ {row.memory} MiB")
        shown = False
        for peer in row.peers:
            if peer.is_reference:
                continue
            text, ratio = texts.get(peer.library), ""
            if peer.extrapolated:
                source, factor = peer.extrapolated
                theirs = self.times.get((source, peer.library), 0) * factor
                text = text or (None if theirs else "not measured")
            else:
                theirs = self.times.get((name, peer.library))
            if text is None:
                times = theirs / ours
                ratio = f"{times:,.0f}" if times >= 100 else f"{times:.1f}"
                ratio += " ✗" if peer.target and times < peer.target else ""
                text = duration(theirs)
            choice = sides[peer.library].facts["choice"] if peer.library in sides else ""
            self.line(
                title if not shown else "", duration(ours) + missed if not shown else "",
                limit if not shown else "", f"{peer.library}: {peer.what}"
                + (f" ({choice})" if choice else ""), text, ratio,
                f"≥ {peer.target:,}" if peer.target else "")
            shown = True
        if not shown:
            self.line(title, duration(ours) + missed, limit)

    def line(self, *cells):
        cells = list(cells) + [""] * (7 - len(cells))
        print("  " + " | ".join(cells), file=sys.stderr, flush=True)
        self.lines.append(cells)

    def precision(self):
        """Passes and errors of the sampled J beside the official scheme's, from the last runs."""
        ours, official = (
            exchange.results(self.folder, row, "runexp")
            for row in ["sampled-shares", "official-shares"])
        fewer = official["passes"][0] / ours["passes"][0]
        worst = (ours["share-errors"] / official["share-errors"]).max()
        strengths = ours["strength-errors"] / official["strength-errors"]
        self.line(
            "forward passes of the sampled J⁽ᵐ⁾", f"{ours['passes'][0]:,.0f}", "",
            "official counts", f"{official['passes'][0]:,.0f}",
            f"{fewer:.2f}" + (" ✗" if fewer < PASSES_TARGET else ""), f"≥ {PASSES_TARGET}")
        self.line(
            "largest ratio, over orders, of its standard errors to the official ones",
            f"{worst:.2f}" + (" ✗" if worst > 1 else ""), "≤ 1")
        distance = np.hypot(ours["share-errors"], official["share-errors"])
        score = np.sqrt((((ours["shares"] - official["shares"]) / distance) ** 2).mean())
        self.notes.append(
            "Sampled J⁽ᵐ⁾: all 2,610 local pairs with 6 shared contexts each against the official"
            " 200 pairs with 100, 13 orders; the standard errors hold both sources, contexts and"
            " choice of pairs. By order they are " + ", ".join(
                f"{ratio:.2f}" for ratio in ours["share-errors"] / official["share-errors"])
            + " of the official ones for J⁽ᵐ⁾, " + ", ".join(f"{x:.2f}" for x in strengths)
            + " for S⁽ᵐ⁾. The root mean square of the two J⁽ᵐ⁾'s distances in standard errors is"
            f" {score:.2f}.")

    def descent(self):
        """What the papers' schedule reaches beside the optimum."""
        path = exchange.results(self.folder, "and-or", "runexp")["path"]
        best = exchange.results(self.folder, "and-or-optimum", "runexp")
        l1 = np.abs(best["and"]).sum() + np.abs(best["or"]).sum()
        self.notes.append(
            f"AND-OR of the masked MLP: 10,000 iterations at 1e-5 end at Σ|I| = {path[-1]:.3f}; the"
            f" optimum is between {best['bound'][1]:.5f} and {l1:.5f}.")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--benchmark", default=str(HERE.parent / ".build/release/benchmark"))
    parser.add_argument("--rows", default=",".join(ROWS))
    parser.add_argument("--columns", default="native,pinned")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--clock", choices=["wall", "cpu"], default="wall")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    names, columns = options.rows.split(","), options.columns.split(",")
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        exchange.fill(folder)
        bench = Bench(options, folder)
        for name in names:
            for column in columns if ROWS[name].has_network else columns[:1]:
                print(f"{name}, {column}", file=sys.stderr)
                try:
                    bench.measure(name, column)
                except RuntimeError as fault:
                    print(f"{name}: {fault}", file=sys.stderr)
                    bench.faults.append(f"- {ROWS[name].title}: {fault}")
        if {"sampled-shares", "official-shares"} <= set(names):
            bench.precision()
        if {"and-or", "and-or-optimum"} <= set(names):
            bench.descent()
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ["numpy", "shap", "shapiq", "torch"])
    clock = {"wall": "the clock on the wall", "cpu": "processor time"}[options.clock]
    head = ["task", "runexp", "target", "beside", "its time", "ratio", "target"]
    parts = [
        "# The interaction engine beside Python's libraries\n\n`make bench-interactions` wrote this."
        " ✗ marks a missed target.",
        f"{datetime.date.today()}, {cpu_name()}, {os.cpu_count()} cores, load {load:.1f} at the"
        f" start; Linux {platform.release()}; {bench.blas}; Python {platform.python_version()},"
        f" {versions}. By {clock}, one thread each side, medians of {options.rounds} alternating"
        f" turns of {options.seconds:g} s; what takes over {LONG} s is done once. Instructions,"
        " runexp / PyTorch: " + "; ".join(
            f"{key}: {text}" for key, text in bench.cores.items()) + ".",
        table(head, bench.lines),
        *bench.notes,
        "The results of both sides are compared before any time counts; the tolerances are in"
        " `interaction_rows.py`. End to end the network's forward passes dominate: past n ≈ 12 the"
        " ratios of transforms and indices matter less than the first rows.",
    ]
    if bench.faults:
        parts.append("Not measured:\n\n" + "\n".join(bench.faults))
    text = "\n\n".join(parts) + "\n"
    print(text)
    if options.write and names == list(ROWS):
        (HERE / "RESULTS-INTERACTIONS.md").write_text(text)
        print(f"written: {HERE / 'RESULTS-INTERACTIONS.md'}", file=sys.stderr)
    sys.exit(1 if bench.faults else 0)


if __name__ == "__main__":
    main()

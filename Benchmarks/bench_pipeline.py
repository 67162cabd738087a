#!/usr/bin/env python3
"""Times the pipeline beside ninja, make, doit, snakemake and dvc; `make bench-pipeline` runs it.

    Benchmarks/.venv/bin/python Benchmarks/bench_pipeline.py [--rows wide,check] [--rounds 5]
        [--study configs/bottleneck.yaml] [--write]

The tools take turns, each in a folder of its own on the same file system; a number is the median of
the rounds, by the clock on the wall. Memory is the largest resident set of any process of a command,
from a run of its own. `--study` runs a real study too and tells how long workers idled while a
stage was ready. `--write` writes RESULTS-PIPELINE.md (all rows only).
"""
import argparse
import datetime
import os
import pathlib
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

from bench import cpu_name, table
from pipeline_peers import GRAPHS, HERE, PEERS, Runexp

MILLI = 1e-3
VERSION_ROUNDS = 40
TIME = "/usr/bin/time"

# Targets in seconds by row; memory in MiB.
TARGETS = {
    "version": 10 * MILLI, "check-two": 25 * MILLI, "check-wide": 40 * MILLI,
    "check-layers": 0.15, "build-wide": 0.5, "build-chain": 0.8,
}
MEMORY_TARGETS = {"check-layers": 80}
IDLE_TARGET = 0.01
# Seconds that forcing results to the disk may add.
SYNC_TARGET = 0.3


def seconds(command, folder):
    """How long a command takes; raises when it fails."""
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE)
    took = time.perf_counter() - start
    if done.returncode != 0:
        text = done.stderr.decode(errors="replace").strip()
        raise RuntimeError(
            f"exit code {done.returncode}" + (f": {text.splitlines()[-1][:200]}" if text else ""))
    return took


def mebibytes(command, folder):
    """The largest resident set of the command and its processes; None without GNU time.

    A process started from here would count this interpreter's memory, which `time` is spared.
    """
    if not os.path.exists(TIME):
        return None
    done = subprocess.run(
        [TIME, "-f", "%M", "-o", ".memory", *command], cwd=folder, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if done.returncode != 0:
        return None
    return int((pathlib.Path(folder) / ".memory").read_text().split()[-1]) / 1024


def text(value):
    if value is None:
        return ""
    return f"{value * 1e3:.1f} ms" if value < 0.1 else f"{value:.2f} s"


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, pathlib.Path(folder)
        self.own = Runexp(os.path.abspath(options.runexp))
        self.tools = [self.own] + [peer for peer in PEERS if peer.is_there]
        self.lines, self.notes = [], []
        for peer in PEERS:
            if not peer.is_there:
                self.note(f"{peer.name} is not installed.")

    def note(self, words):
        if words not in self.notes:
            print(words, file=sys.stderr, flush=True)
            self.notes.append(words)

    def row(self, name, title, times, memory=None, target=None):
        """One line: our time, the target, the others' times and how many times ours they are."""
        times = {tool: statistics.median(all) for tool, all in times.items() if all}
        memory = memory or {}
        ours = times.get("runexp")
        if ours is None:
            return

        def size(tool):
            return "" if memory.get(tool) is None else f", {memory[tool]:.0f} MiB"

        def mark(value, limit):
            return " ✗" if limit is not None and value is not None and value > limit else ""

        limit, most = TARGETS.get(name), MEMORY_TARGETS.get(name)
        cells = [
            title,
            text(ours) + mark(ours, limit) + size("runexp") + mark(memory.get("runexp"), most),
            (f"≤ {text(limit)}" if limit else "") + (f", ≤ {most} MiB" if most else "")]
        for peer in PEERS:
            theirs = times.get(peer.name)
            if theirs is None:
                cells.append("")
                continue
            ratio = theirs / ours
            shown = f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.2g}"
            cells.append(f"{text(theirs)} ({shown}×){size(peer.name)}")
        print("  " + " | ".join(cells), file=sys.stderr, flush=True)
        self.lines.append(cells)

    def version(self):
        """Medians of 40 starts, each less the median spawn of /bin/true."""
        times = {tool.name: [] for tool in self.tools}
        spawn = []
        for _ in range(VERSION_ROUNDS):
            spawn.append(seconds(["/bin/true"], "/"))
            for tool in self.tools:
                times[tool.name].append(seconds(tool.version(), "/"))
        floor = statistics.median(spawn)
        self.row(
            "version", "`--version`, less the spawn of /bin/true",
            {tool: [value - floor for value in all] for tool, all in times.items()})
        self.note(f"Spawn of /bin/true: {text(floor)}.")

    def graph(self, name):
        """Building a graph from nothing and checking it when it is up to date."""
        graph = GRAPHS[name]
        able, places = [], {}
        for tool in self.tools:
            why = tool.lacks(graph)
            if why:
                self.note(f"{tool.name}, {graph.name}: not run ({why}).")
                continue
            able.append(tool)
        builds = {tool.name: [] for tool in able}
        checks = {tool.name: [] for tool in able}
        memory = {}
        rounds = self.options.rounds if graph.count < 5000 else min(3, self.options.rounds)
        synced = []
        for round in range(rounds):
            for tool in list(able):
                # A folder for each build: making files slows down for seconds where as many were
                # just removed.
                place = places[tool.name] = self.new_place(tool, graph, f"{name}-{tool.name}-{round}")
                try:
                    builds[tool.name].append(seconds(tool.build(), place))
                except RuntimeError as fault:
                    self.note(f"{tool.name}, {graph.name}: {fault}.")
                    able.remove(tool)
            if graph.count == 1000:
                place = self.new_place(self.own, graph, f"{name}-synced-{round}")
                synced.append(seconds(self.own.build(sync=True), place))
        # The first check may still fill a cache of its own; what is younger than two seconds is
        # not trusted by a cache of file times.
        time.sleep(2.5)
        for round in range(rounds + 1):
            for tool in able:
                took = seconds(tool.check(), places[tool.name])
                checks[tool.name] += [took] if round else []
        for tool in able:
            memory[tool.name] = mebibytes(tool.check(), places[tool.name])
        self.row(f"check-{name}", f"{graph.name}: up to date", checks, memory)
        if name != "two":
            building = {}
            for tool in able:
                place = self.new_place(tool, graph, f"{name}-{tool.name}-memory")
                building[tool.name] = mebibytes(tool.build(), place)
            self.row(f"build-{name}", f"{graph.name}: build", builds, building)
        if synced:
            more = max(0, statistics.median(synced) - statistics.median(builds["runexp"]))
            missed = " ✗" if more > SYNC_TARGET else ""
            self.lines.append([
                f"{graph.name}: build, safe against power loss too", f"{text(more)} more{missed}",
                f"≤ {text(SYNC_TARGET)} more"] + [""] * len(PEERS))
            print("  " + " | ".join(self.lines[-1]), file=sys.stderr, flush=True)

    def new_place(self, tool, graph, name):
        place = self.folder / name
        place.mkdir()
        (place / "o").mkdir()
        tool.write(place, graph)
        return place

    def study(self, spec):
        """Idle time of two workers while a stage was ready, in a real study."""
        results = self.folder / "study"
        took = seconds(
            [self.own.program, os.path.abspath(spec), "--results", str(results), "-j", "2"],
            self.folder)
        idle, ready, stages = idle_share(results / "runexp.sqlite", slots=2)
        missed = " ✗" if idle > IDLE_TARGET else ""
        self.lines.append([
            f"idle worker time while a stage was ready, {pathlib.Path(spec).stem}, `-j 2`:"
            f" {stages} stages in {took:.0f} s", f"{100 * idle:.2f} %{missed}",
            f"≤ {100 * IDLE_TARGET:.0f} %"] + [""] * len(PEERS))
        print("  " + " | ".join(self.lines[-1]), file=sys.stderr, flush=True)
        self.note(
            f"Work was ready or running for {ready:.1f} s of that run. Idle time is, at each moment,"
            " the smaller of free workers and stages that are ready; its share is of all workers'"
            " time while they had or could have had a stage. A stage is ready when its inputs and the"
            " checkpoint it continues have ended.")


def idle_share(store, slots):
    """The share of the workers' time in which they idled beside a ready stage, in the newest run."""
    database = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    run = database.execute("SELECT max(id) FROM run").fetchone()[0]
    rows = database.execute(
        "SELECT stage, label, started_at, ended_at FROM run_stage WHERE run = ? AND state ="
        " 'finished'", [run]).fetchall()
    times = {stage: (start, end) for stage, _, start, end in rows}
    ready = {stage: [] for stage in times}
    for stage, needed in database.execute("SELECT stage, input FROM stage_input"):
        if stage in times and needed in times:
            ready[stage].append(times[needed][1])
    # A checkpoint is continued from the one before: `train/normal/seed=0@5` from `…@1`.
    models = {}
    for stage, label, _, _ in rows:
        model, _, epoch = label.rpartition("@")
        if model.startswith("train/") and epoch.isdigit():
            models.setdefault(model, []).append((int(epoch), stage))
    for checkpoints in models.values():
        checkpoints.sort()
        for (_, before), (_, after) in zip(checkpoints, checkpoints[1:]):
            ready[after].append(times[before][1])
    first = min(start for start, _ in times.values())
    changes = []
    for stage, (start, end) in times.items():
        since = max(ready[stage], default=first)
        changes += [(min(since, start), 0, 1), (start, 1, -1), (end, -1, 0)]
    changes.sort()
    idle = busy = 0.0
    running = waiting = 0
    for (moment, run, wait), (next_moment, _, _) in zip(changes, changes[1:]):
        running, waiting = running + run, waiting + wait
        span = next_moment - moment
        idle += span * max(0, min(slots - running, waiting))
        busy += span * running
    return idle / (idle + busy), (idle + busy) / slots, len(times)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runexp", default=str(HERE.parent / ".build/release/runexp"))
    parser.add_argument("--rows", default="version,two,hundred,wide,chain,layers,study")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--study", default=str(HERE.parent / "configs/bottleneck.yaml"))
    parser.add_argument("--folder", help="where the graphs are built; temporary unless given")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    names = options.rows.split(",")
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        bench = Bench(options, folder)
        for name in names:
            print(name, file=sys.stderr, flush=True)
            if name == "version":
                bench.version()
            elif name == "study":
                bench.study(options.study)
            else:
                bench.graph(name)
    versions = []
    for tool in bench.tools:
        said = subprocess.run(tool.version(), capture_output=True, text=True).stdout.split("\n")[0]
        versions.append(said if tool.name in said.lower() else f"{tool.name} {said}")
    parts = [
        "# The pipeline beside build tools\n\n`make bench-pipeline` wrote this. ✗ marks a missed"
        " target.",
        f"{datetime.date.today()}, {cpu_name()}, {os.cpu_count()} cores, load {load:.1f} at the"
        f" start; Linux {platform.release()}; Python {platform.python_version()};"
        f" {'; '.join(versions)}. Seconds by the clock on the wall, medians of {options.rounds}"
        " alternating rounds (3 with 10,000 tasks), two tasks at once; in parentheses how many times"
        " ours; the largest resident set of a process.",
        table(["task", "runexp", "target"] + [peer.name for peer in PEERS], bench.lines),
        "The peers' tasks are `touch`, told apart by file times (dvc: by content). Ours are `noop`"
        " stages: a worker process makes a folder, writes 64 bytes, hashes them, publishes the folder"
        " with its record, and every transition is committed to the store. A check reads every"
        " record, compares the files' times and sizes with those of when they were hashed, and the"
        " store with the folders.",
        "\n".join(f"- {words}" for words in bench.notes),
    ]
    report = "\n\n".join(parts) + "\n"
    print(report)
    if options.write and names == parser.get_default("rows").split(","):
        (HERE / "RESULTS-PIPELINE.md").write_text(report)
        print(f"written: {HERE / 'RESULTS-PIPELINE.md'}", file=sys.stderr)


if __name__ == "__main__":
    main()

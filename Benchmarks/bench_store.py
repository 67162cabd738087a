#!/usr/bin/env python3
"""Times the results store beside MLflow, Optuna, Aim and Python's sqlite3; `make bench-store` runs it.

    Benchmarks/.venv/bin/python Benchmarks/bench_store.py [--rounds 5] [--stages 10000] [--write]
        [--study configs/bottleneck.yaml] [--keep FOLDER]

A number is the median of the rounds, by the clock on the wall; a command's time is that of the whole
process. The store of the questions holds `--stages` stages of 1,000 rows and, for figures and
differences, the results of `--study`. `--write` writes RESULTS-STORE.md.
"""
import argparse
import datetime
import json
import os
import pathlib
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

from bench import cpu_name, table

HERE = pathlib.Path(__file__).resolve().parent
PEERS = ["sqlite3", "mlflow", "optuna", "aim"]
INGEST = "runexp: 1\nname: ingest\nnoop: {count: 100, rows: 10000, bytes: 0}\n"
INGEST_ROWS = 1_000_000
# Rows given to each peer: what it takes within seconds.
PEER_ROWS = {"sqlite3": (200_000, 20_000), "mlflow": (20_000, 200), "optuna": (0, 500),
             "aim": (20_000, 0)}
COMMITS = 20_000
QUERY = "SELECT count(*), avg(value) FROM metrics WHERE cell = '{cell}'"


def questions(study, spec, figures):
    """Name, words, target in seconds."""
    return [
        ("show", ["show"], 0.2),
        ("show CELL", ["show", "big:variant=low,seed=0"], 0.2),
        ("list", ["list", "--study", "big"], 0.2),
        ("list --where", ["list", "--study", "big", "--where", 'variant = "low" and seed < 3'], 0.2),
        ("trace of a figure", ["trace", f"figure:{figures[0]}", "--study", study], 0.2),
        ("trace of a stage", ["trace", "noop/17/normal/seed=0"], 0.2),
        ("tag", ["tag", "big:variant=low,seed=1", "seen"], 0.2),
        ("preset figure", ["figures", spec, figures[0], "--check"], 0.2),
        ("diff of two variants", ["diff", "big:variant=normal", "big:variant=low"], 0.5),
    ]


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, pathlib.Path(folder)
        self.program = os.path.abspath(options.runexp)
        self.engine = os.path.abspath(options.benchmark)
        self.study = os.path.abspath(options.study)
        self.results = self.folder / "big-results"
        self.notes = []

    def run(self, words, check=True, **settings):
        """Seconds of a command; what it prints is dropped."""
        start = time.perf_counter()
        done = subprocess.run(
            [self.program, *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, cwd=self.folder, **settings)
        seconds = time.perf_counter() - start
        if check and done.returncode != 0:
            complaint = done.stderr.decode(errors="replace").strip()
            raise SystemExit(f"{' '.join(words)}: {complaint}")
        return seconds

    def median(self, body):
        return statistics.median(body() for _ in range(self.options.rounds))

    def peer(self, name, batch, rows):
        """Rows a second; nothing when it is not installed."""
        if rows == 0:
            return None
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            done = subprocess.run(
                [sys.executable, HERE / "store_peers.py", name, str(batch), str(rows), folder],
                capture_output=True, text=True)
        if done.returncode != 0:
            self.note(f"{name}: {done.stderr.strip().splitlines()[-1:]}")
            return None
        facts = json.loads(done.stdout.splitlines()[-1])
        self.note(f"{name} {facts['version']}: {facts['durability']}.")
        return rows / facts["seconds"]

    def note(self, words):
        if words not in self.notes:
            print(words, file=sys.stderr, flush=True)
            self.notes.append(words)

    # Taking in

    def intake(self):
        (self.folder / "ingest.yaml").write_text(INGEST)
        words = ["ingest.yaml", "--results", "ingest"]
        self.run(words)

        def collect():
            for path in (self.folder / "ingest").glob("runexp.sqlite*"):
                path.unlink()
            return self.run(words)

        def commit(group):
            path = self.folder / "commits.sqlite"
            seconds = float(subprocess.run(
                [self.engine, "commits", str(COMMITS), str(group), path], capture_output=True,
                text=True, check=True).stdout)
            for journal in self.folder.glob("commits.sqlite*"):
                journal.unlink()
            return seconds

        rates = {
            "batch": INGEST_ROWS / self.median(collect),
            "group": COMMITS / self.median(lambda: commit(500)),
            "single": COMMITS / self.median(lambda: commit(1)),
        }
        rows = []
        batches, singles = {}, {}
        for peer in PEERS:
            many, single = PEER_ROWS[peer]
            batches[peer] = self.peer(peer, 10_000, many)
            singles[peer] = self.peer(peer, 1, single)

        def line(title, ours, target, theirs):
            cells = [title, f"{ours:,.0f}", target]
            for peer in PEERS:
                rate = theirs.get(peer)
                cells.append("" if rate is None else f"{rate:,.0f} ({rate / ours:.2g}×)")
            rows.append(cells)

        line("rows/s from stage folders to the store, 10⁶ rows in 100 stages (whole command)",
             rates["batch"], "≥ 500,000", batches)
        line("stages of one row/s, as a run commits them (up to 10 ms together)", rates["group"],
             "≥ 50,000", {})
        line("stages of one row/s, each a transaction", rates["single"], "", singles)
        return table(["", "runexp", "target", *PEERS], rows)

    # Asking

    def fill(self):
        """A store of many rows, and a real study's results beside them."""
        stages = self.options.stages // 10
        (self.folder / "big.yaml").write_text(
            f"runexp: 1\nname: big\nnoop: {{count: {stages}, rows: 1000, bytes: 0}}\n"
            "variants: {normal: {}, low: {noop.bytes: 8}}\nsweep: {seed: [0, 1, 2, 3, 4]}\n")
        for spec in ["big.yaml", self.study]:
            if subprocess.run(
                    [self.program, spec, "--results", self.results], cwd=self.folder,
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode != 0:
                raise SystemExit(f"{spec} does not run")
        self.database = self.results / "runexp.sqlite"

    def asked(self, words):
        return [*words, "--results", str(self.results)]

    def questions(self):
        name, figures = self.study_facts()
        rows = []
        for title, words, target in questions(name, self.study, figures):
            quiet = self.median(lambda: self.run(self.asked(words)))
            busy = self.while_writing(lambda: self.median(lambda: self.run(self.asked(words))))
            mark = " ✗" if quiet > target else ""
            rows.append([title, f"{quiet * 1e3:.0f} ms{mark}", f"≤ {target * 1e3:.0f} ms",
                         f"{busy * 1e3:.0f} ms"])
        rows.append(self.query())
        return table(["", "runexp", "target", "while a run writes"], rows)

    def study_facts(self):
        text = pathlib.Path(self.study).read_text()
        name = next(line.split(":")[1].strip() for line in text.splitlines()
                    if line.startswith("name:"))
        inside, figures = False, []
        for line in text.splitlines():
            if line.startswith("figures:"):
                inside = True
            elif inside and line.startswith("  ") and not line.startswith("   "):
                figures.append(line.split(":")[0].strip())
            elif line and not line[0].isspace():
                inside = False
        return name, figures

    def query(self):
        sql = QUERY.format(cell="variant=low,seed=0")

        def raw():
            start = time.perf_counter()
            code = ("import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
                    "c.execute(sys.argv[2]).fetchall()")
            subprocess.run([sys.executable, "-S", "-c", code, self.database, sql], check=True)
            return time.perf_counter() - start

        def inside():
            """SQLite's own time, without the start of Python."""
            database = sqlite3.connect(self.database)
            start = time.perf_counter()
            database.execute(sql).fetchall()
            return time.perf_counter() - start

        words = self.asked(["query", sql])
        ours = self.median(lambda: self.run(words))
        busy = self.while_writing(lambda: self.median(lambda: self.run(words)))
        own = self.median(inside)
        added = ours - own
        mark = " ✗" if added > 0.02 else ""
        return ["query over 1/10 of the rows, time added to SQLite's own"
                f" ({own * 1e3:.0f} ms; python3 {self.median(raw) * 1e3:.0f} ms)",
                f"{added * 1e3:.0f} ms{mark}", "≤ 20 ms", f"{busy * 1e3 - own * 1e3:.0f} ms"]

    def while_writing(self, body):
        """`body` while another study of the folder runs and its stages are collected."""
        spec = self.folder / "busy.yaml"
        spec.write_text("runexp: 1\nname: busy\n"
                        "noop: {count: 1000, rows: 100, bytes: 0, seconds: 0.05}\n"
                        f"seed: {time.time_ns() % 10**9}\n")
        writer = subprocess.Popen(
            [self.program, spec, "--results", self.results, "-j", "1"], cwd=self.folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            time.sleep(1)
            if writer.poll() is not None:
                raise SystemExit("the writing run ended early")
            return body()
        finally:
            writer.terminate()
            writer.wait()

    # Sizes, export, report

    def others(self):
        rows = []
        size = self.database.stat().st_size
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        count = connection.execute(
            "SELECT count(*) FROM metric").fetchone()[0]
        connection.close()
        rows.append([f"size of a store of {count:,} rows", f"{size / 1e6:.0f} MB",
                     "≤ 700 MB at 10⁷ rows"])
        name, figures = self.study_facts()
        archive = self.folder / "study.tar"

        def export():
            archive.unlink(missing_ok=True)
            return self.run(self.asked(["export", name, "-o", str(archive)]))

        seconds = self.median(export)
        rate = archive.stat().st_size / 1e6 / seconds
        rows.append([f"export of `{name}` ({archive.stat().st_size / 1e6:.0f} MB)",
                     f"{rate:.0f} MB/s", "≥ 100 MB/s"])
        page = self.folder / "report.html"
        seconds = self.median(lambda: self.run(self.asked(["report", name, "-o", str(page)])))
        rows.append([f"report of `{name}` ({len(figures)} figures)", f"{seconds:.2f} s", "≤ 3 s"])
        return table(["", "runexp", "target"], rows)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runexp", default=str(HERE.parent / ".build/release/runexp"))
    parser.add_argument("--benchmark", default=str(HERE.parent / ".build/release/benchmark"))
    parser.add_argument("--study", default=str(HERE.parent / "configs/bottleneck.yaml"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--stages", type=int, default=10_000)
    parser.add_argument("--keep", help="a folder that keeps the big store for the next time")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    folder = options.keep or tempfile.mkdtemp(prefix="runexp-store-")
    os.makedirs(folder, exist_ok=True)
    try:
        bench = Bench(options, folder)
        parts = [bench.intake()]
        bench.fill()
        parts += [bench.others(), bench.questions()]
        version = subprocess.run([bench.program, "--version"], capture_output=True, text=True)
        head = (
            f"{datetime.date.today()}; {cpu_name()}, {os.cpu_count()} cores; Linux"
            f" {platform.release()}; SQLite {sqlite3.sqlite_version}; runexp"
            f" {version.stdout.strip()}; {options.rounds} rounds, {options.stages} stages. The store:"
            " WAL, synchronous NORMAL; a row is acknowledged when its stage is committed.")
        text = "\n\n".join(["# The results store, measured", head, *parts,
                            "\n".join(f"- {note}" for note in bench.notes)]) + "\n"
        print(text)
        if options.write:
            (HERE / "RESULTS-STORE.md").write_text(text)
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()

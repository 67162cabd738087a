"""The tools beside which the pipeline is timed: how each says a graph, builds it and checks it.

A task is `touch` for the peers and a `noop` stage for runexp, which also writes and hashes its
outputs, records the stage and keeps a folder for it.
"""
import os
import pathlib
import shutil
import sys
from dataclasses import dataclass

HERE = pathlib.Path(__file__).resolve().parent
BIN = HERE / ".venv/bin"


@dataclass(frozen=True)
class Graph:
    """Tasks 0 ..< count; `layers` has 100 tasks a layer, each needing two of the layer before."""

    name: str
    count: int
    shape: str

    def inputs(self, place):
        if self.shape == "wide" or place == 0:
            return []
        if self.shape == "chain":
            return [place - 1]
        column, layer = place % 100, place - place % 100 - 100
        return [] if layer < 0 else sorted({layer + column, layer + (column + 1) % 100})


class Tool:
    """A tool in a folder of its own; commands run there."""

    name = ""
    # Up to how many tasks it is built, by shape; why not more.
    most, reason = {}, ""

    def command(self, word):
        path = BIN / word
        return str(path) if path.exists() else shutil.which(word)

    @property
    def is_there(self):
        return self.command(self.name) is not None

    def version(self):
        return [self.command(self.name), "--version"]

    def lacks(self, graph):
        """Why the graph is not for this tool; empty when it is."""
        most = self.most.get(graph.shape, self.most.get("any"))
        return self.reason if most is not None and graph.count > most else ""

    def write(self, folder, graph):
        raise NotImplementedError

    def build(self):
        raise NotImplementedError

    def check(self):
        """The same command once more, where it is the same."""
        return self.build()

    def finish(self, folder):
        """The state that the tool is in after a build, before anything is checked."""


def outputs(places):
    return " ".join(f"o/{place}" for place in places)


class Ninja(Tool):
    name = "ninja"

    def write(self, folder, graph):
        lines = ["rule t", "  command = touch $out"]
        lines += [f"build o/{p}: t {outputs(graph.inputs(p))}" for p in range(graph.count)]
        (folder / "build.ninja").write_text("\n".join(lines) + "\n")

    def build(self):
        return [self.command("ninja"), "-j2"]


class Make(Tool):
    name = "make"

    def write(self, folder, graph):
        lines = [f"all: {outputs(range(graph.count))}"]
        lines += [f"o/{p}: {outputs(graph.inputs(p))}\n\t@touch $@" for p in range(graph.count)]
        (folder / "Makefile").write_text("\n".join(lines) + "\n")

    def build(self):
        return [self.command("make"), "-s", "-j2"]


class Doit(Tool):
    name = "doit"

    def write(self, folder, graph):
        tasks = [
            {"name": str(p), "actions": [f"touch o/{p}"], "targets": [f"o/{p}"],
             "file_dep": [f"o/{i}" for i in graph.inputs(p)], "uptodate": [True]}
            for p in range(graph.count)]
        (folder / "dodo.py").write_text(
            f"TASKS = {tasks!r}\n\n\ndef task_all():\n    yield from TASKS\n")

    def build(self):
        return [self.command("doit"), "-n", "2", "-P", "thread"]

    def check(self):
        return [self.command("doit")]


class Snakemake(Tool):
    name = "snakemake"
    most = {"wide": 1000, "chain": 100, "any": 1000}
    reason = "RecursionError in a chain of 1,000; some 26 ms a task"

    def write(self, folder, graph):
        inputs = {str(p): [f"o/{i}" for i in graph.inputs(p)] for p in range(graph.count)}
        (folder / "Snakefile").write_text(
            f"INPUTS = {inputs!r}\n"
            f"rule all:\n    input: [f'o/{{p}}' for p in range({graph.count})]\n"
            "rule task:\n    output: 'o/{p}'\n    input: lambda w: INPUTS[w.p]\n"
            "    shell: 'touch {output}'\n")

    def build(self):
        return [self.command("snakemake"), "-c2", "--quiet", "all"]


class DVC(Tool):
    name = "dvc"
    most = {"any": 100}
    reason = "some 100 ms a task"

    def write(self, folder, graph):
        lines = ["stages:"]
        for p in range(graph.count):
            lines += [f"  t{p}:", f"    cmd: touch o/{p}", f"    outs: [o/{p}]"]
            if graph.inputs(p):
                lines.append(f"    deps: [{', '.join(f'o/{i}' for i in graph.inputs(p))}]")
        (folder / "dvc.yaml").write_text("\n".join(lines) + "\n")
        if not (folder / ".dvc").exists():
            os.system(f"cd {folder} && {self.command('dvc')} init -q --no-scm")

    def build(self):
        return [self.command("dvc"), "repro", "-q"]


class Runexp(Tool):
    name = "runexp"

    def __init__(self, program):
        self.program = program

    def command(self, word):
        return self.program

    def write(self, folder, graph):
        (folder / "graph.yaml").write_text(
            f"runexp: 1\nname: graph\nnoop: {{count: {graph.count}, shape: {graph.shape}}}\n")

    def build(self, sync=False):
        # The peers force nothing to the disk.
        return [self.program, "graph.yaml", "--results", "o", "-j", "2",
                "--sync" if sync else "--no-sync"]


PEERS = [Ninja(), Make(), Doit(), Snakemake(), DVC()]
GRAPHS = {
    "wide": Graph("1,000 wide", 1000, "wide"),
    "chain": Graph("1,000 chained", 1000, "chain"),
    "layers": Graph("10,000 in 100 layers, two inputs each", 10_000, "layers"),
    "two": Graph("2 stages", 2, "chain"),
    # What every tool can do.
    "hundred": Graph("100 chained", 100, "chain"),
}

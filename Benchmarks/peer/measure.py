"""PyTorch's side of the benchmarks: the same work and the same commands as
engine/networks/Measurement.swift.

    python measure.py '{"work": "train", "architecture": {...}, "input": [28, 28, 1], ...}' [--threads 1]

PyTorch gets its better memory format, inference mode for forward passes, and for these its best
block of inputs. `--candidates` tells the two best choices and ends; `--variant` takes one.
"""
import argparse
import itertools
import json
import os
import statistics
import sys
import time

import torch
from torch.nn import functional

import architectures

BATCHES, RATE, MOMENTUM, WEIGHT_DECAY = 8, 0.01, 0.9, 5e-4
BLOCKS = [16, 32, 64, 128, 256, 512, 1024]


def random_inputs(shape, count):
    """Numbers uniform on +-sqrt(3), images channel first as PyTorch has them."""
    if len(shape) == 3:
        shape = [shape[2], shape[0], shape[1]]
    return (2 * torch.rand(count, *shape) - 1) * 3 ** 0.5


def build(work, channels_last):
    torch.manual_seed(1)
    module = architectures.build(work["architecture"], work["input"], work["classes"])
    return module.to(memory_format=torch.channels_last) if channels_last else module


class Training:
    """Steps over eight batches in turn: zeroed gradients, forward, loss, backward, update."""

    def __init__(self, work, channels_last):
        self.samples = work.get("batch", 128)
        self.module = build(work, channels_last).train()
        inputs = random_inputs(work["input"], BATCHES * self.samples)
        if channels_last:
            inputs = inputs.to(memory_format=torch.channels_last)
        self.inputs = inputs.split(self.samples)
        self.labels = (torch.arange(BATCHES * self.samples) * 7 % work["classes"]).split(self.samples)
        parameters = self.module.parameters()
        if work.get("optimizer", "sgd") == "adam":
            self.rule = torch.optim.Adam(parameters)
        else:
            self.rule = torch.optim.SGD(
                parameters, lr=RATE, momentum=MOMENTUM, weight_decay=WEIGHT_DECAY)
        self.step = 0

    def once(self):
        batch = self.step % BATCHES
        self.step += 1
        self.rule.zero_grad()
        loss = functional.cross_entropy(self.module(self.inputs[batch]), self.labels[batch])
        loss.backward()
        self.rule.step()


class Forward:
    """Bare forward passes: the inputs are there, nothing is masked."""

    def __init__(self, work, channels_last, block):
        self.samples = block
        self.module = build(work, channels_last).eval()
        self.inputs = random_inputs(work["input"], block)
        if channels_last:
            self.inputs = self.inputs.to(memory_format=torch.channels_last)

    def once(self):
        with torch.inference_mode():
            self.module(self.inputs)


def variants(work):
    """What PyTorch may choose from: a description and how to make it."""
    formats = [False, True] if len(work["input"]) == 3 and work["architecture"]["name"] not in (
        "mlp", "residual-mlp") else [False]
    blocks = BLOCKS if work["work"] == "forward" else [None]
    for last, block in itertools.product(formats, blocks):
        text = "channels_last" if last else "contiguous"
        if block is None:
            yield text, lambda last=last: Training(work, last)
        else:
            yield f"{text}, block {block}", lambda last=last, block=block: Forward(
                work, last, block)


def run(work, seconds):
    samples, start, start_cpu = 0, time.perf_counter(), time.process_time()
    while True:
        work.once()
        samples += work.samples
        elapsed = time.perf_counter() - start
        if elapsed >= seconds:
            return {"samples": samples, "seconds": elapsed, "cpu": time.process_time() - start_cpu}


def candidates(choices):
    """The two with the most inputs a second of processor time, medians of three short turns."""
    if len(choices) <= 2:
        return list(choices)
    works = {name: make() for name, make in choices.items()}
    rates = {name: [] for name in works}
    for work in works.values():
        work.once()
    for _ in range(3):
        for name, work in works.items():
            measured = run(work, 0.3)
            rates[name].append(measured["samples"] / measured["cpu"])
    return sorted(works, key=lambda name: -statistics.median(rates[name]))[:2]


def peak_memory():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("work")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--candidates", action="store_true")
    parser.add_argument("--variant")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    work = json.loads(options.work)
    start = peak_memory()
    choices = dict(variants(work))

    def answer(members):
        print(json.dumps(members), flush=True)

    if options.candidates:
        answer({"candidates": candidates(choices)})
        return
    if work["work"] == "forward":
        # The C library keeps freed memory up to twice the largest block it has seen freed: after all
        # blocks none is slowed by pages that go and come, as in a program that has run a while.
        for make in choices.values():
            make().once()
    repeated = choices[options.variant or next(iter(choices))]()
    repeated.once()
    answer({"torch": torch.__version__, "start": start,
            "threads": torch.get_num_threads(),
            "capability": torch.backends.cpu.get_cpu_capability(),
            "onednn": os.environ.get("ONEDNN_MAX_CPU_ISA", "")})
    for line in sys.stdin:
        command, *arguments = line.split()
        if command == "run":
            answer(run(repeated, float(arguments[0])))
        elif command == "memory":
            answer({"peak": peak_memory()})
        else:
            raise ValueError(f"not a command: {line}")


if __name__ == "__main__":
    main()

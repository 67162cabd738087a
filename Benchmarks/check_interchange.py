#!/usr/bin/env python3
"""Passes weights between PyTorch and the engine for every architecture, both ways, and compares the
outputs; `make bench-networks` runs it.

    Benchmarks/.venv/bin/python Benchmarks/check_interchange.py [--only resnet]

PyTorch's `state_dict`, written by Python's safetensors, must load here; a file written here must load
with `load_state_dict(strict=True)`. Outputs of the same weights may differ by 1e-5 of the largest
one, beyond 20 layers by 1e-4. Exits 1 when any differs by more.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "peer"))
import architectures  # noqa: E402

GRAY, COLOUR, ROWS = [28, 28, 1], [32, 32, 3], 16
SHALLOW, DEEP, DEEP_LAYERS = 1e-5, 1e-4, 20

CASES = [
    ({"name": "mlp", "depth": 5, "width": 100}, [12], 2),
    ({"name": "mlp", "depth": 8, "width": 100}, COLOUR, 10),
    ({"name": "residual-mlp", "blocks": 4}, [12], 2),
    ({"name": "lenet"}, GRAY, 10),
    ({"name": "lenet", "width": 16}, COLOUR, 10),
    ({"name": "cnn"}, GRAY, 10),
    ({"name": "cnn", "batch_norm": True}, COLOUR, 10),
    ({"name": "alexnet"}, COLOUR, 10),
    ({"name": "vgg", "depth": 11}, COLOUR, 10),
    ({"name": "vgg", "depth": 11, "batch_norm": True}, COLOUR, 10),
    ({"name": "vgg", "depth": 16}, COLOUR, 10),
    ({"name": "vgg", "depth": 16, "batch_norm": True}, COLOUR, 10),
    ({"name": "resnet", "depth": 20}, COLOUR, 10),
    ({"name": "resnet", "depth": 20, "shortcut": "projection"}, COLOUR, 10),
    ({"name": "resnet", "depth": 32}, COLOUR, 10),
    ({"name": "resnet", "depth": 44}, COLOUR, 10),
    ({"name": "resnet", "depth": 56}, COLOUR, 10),
    ({"name": "vit"}, COLOUR, 10),
    ({"name": "autoencoder"}, GRAY, 10),
    ({"name": "transformer", "vocabulary": 97}, [4], 97),
]


def sample(architecture, shape, count):
    """Inputs as PyTorch takes them, and as rows of the engine's numbers."""
    if architecture["name"] == "transformer":
        ids = torch.randint(0, architecture["vocabulary"], (count, *shape)).float()
        return ids, ids
    if len(shape) == 3:
        images = torch.randn(count, shape[2], shape[0], shape[1])
        return images, images.permute(0, 2, 3, 1).reshape(count, -1).contiguous()
    rows = torch.randn(count, *shape)
    return rows, rows


def outputs(module, inputs):
    """In evaluation mode, images as the engine has them."""
    with torch.inference_mode():
        result = module.eval()(inputs)
    return (result.permute(0, 2, 3, 1) if result.dim() == 4 else result).reshape(len(inputs), -1)


def layers(module):
    """Convolutions and dense layers that follow one another."""
    kinds = (torch.nn.Linear, torch.nn.Conv2d, torch.nn.ConvTranspose2d)
    return sum(isinstance(part, kinds) for part in module.modules())


class Engine:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder

    def call(self, *arguments):
        done = subprocess.run([self.program, *map(str, arguments)], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr.strip())

    def outputs(self, work, weights, rows):
        save_file({"inputs": rows}, self.folder / "inputs.safetensors")
        result = self.folder / "outputs.safetensors"
        self.call("outputs", work, weights, self.folder / "inputs.safetensors", result)
        return load_file(result)["outputs"]


def difference(ours, theirs):
    return float((ours - theirs).abs().max() / theirs.abs().max())


def check(engine, architecture, shape, classes):
    """The relative differences from PyTorch to the engine and back, and what is allowed."""
    work = json.dumps({"architecture": architecture, "input": shape, "classes": classes})
    module = architectures.build(architecture, shape, classes)
    module.train()
    for _ in range(3):  # So that batch norm has recorded something.
        module(sample(architecture, shape, 8)[0])
    inputs, rows = sample(architecture, shape, ROWS)
    there = engine.folder / "pytorch.safetensors"
    save_file(module.state_dict(), there, metadata={"format": "pt"})
    forth = difference(engine.outputs(work, there, rows), outputs(module, inputs))

    back_file = engine.folder / "engine.safetensors"
    engine.call("weights", work, back_file)
    with safe_open(back_file, "pt") as file:
        assert file.metadata()["format"] == "runexp-checkpoint", file.metadata()
    module.load_state_dict(load_file(back_file), strict=True)
    back = difference(engine.outputs(work, back_file, rows), outputs(module, inputs))
    return forth, back, DEEP if layers(module) > DEEP_LAYERS else SHALLOW


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--benchmark", default=str(HERE.parent / ".build/release/benchmark"))
    parser.add_argument("--only", help="the architecture of this name")
    options = parser.parse_args()
    torch.manual_seed(1)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(options.benchmark, pathlib.Path(folder))
        for architecture, shape, classes in CASES:
            if options.only and architecture["name"] != options.only:
                continue
            text = " ".join(f"{key}={value}" for key, value in architecture.items())[5:]
            try:
                forth, back, allowed = check(engine, architecture, shape, classes)
            except RuntimeError as fault:
                print(f"FAILED  {text}: {fault}")
                failed += 1
                continue
            good = forth <= allowed and back <= allowed
            failed += not good
            print(f"{'ok' if good else 'FAILED':7} {text}: {forth:.1e} from PyTorch,"
                  f" {back:.1e} to it; allowed {allowed:.0e}")
    print("all weights pass both ways" if not failed else f"{failed} of {len(CASES)} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

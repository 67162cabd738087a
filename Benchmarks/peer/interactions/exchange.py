"""The files both sides read: tables of values, weights, images; made from fixed seeds."""
import pathlib

import numpy as np
import safetensors.numpy
import torch
from safetensors.torch import load_file, save_file

import architectures

IMAGES, SIDE, CLASSES = 50, 28, 10
CNN = {"name": "cnn", "filters": [8, 16], "hidden": [64]}
TABLES = [10, 16, 20, 24]


def coalitions(players):
    """Which players are in each coalition: row S, column i holds bit i of S."""
    return (np.arange(1 << players)[:, None] >> np.arange(players)) & 1


def network_table(players, random):
    """The log-odds of a random MLP of two hidden layers and three classes, masked by zero."""
    rows = coalitions(players) * random.normal(size=players)
    for width in [64, 64]:
        weights = random.normal(size=(rows.shape[1], width)) * (2 / rows.shape[1]) ** 0.5
        rows = np.maximum(rows @ weights + 0.2 * random.normal(size=width), 0)
    logits = rows @ random.normal(size=(rows.shape[1], 3)) / rows.shape[1] ** 0.5
    return logits[:, 0] - np.logaddexp(logits[:, 1], logits[:, 2])


def random_images(random):
    """Smooth blobs with some noise, in normalised units: a lit figure on a ground near 0."""
    y, x = np.mgrid[:SIDE, :SIDE]
    images = 0.3 * random.normal(size=(IMAGES, SIDE, SIDE))
    for image in images:
        for _ in range(4):
            top, left = random.uniform(4, SIDE - 4, size=2)
            width = random.uniform(2, 5)
            image += random.uniform(0.5, 2) * np.exp(
                -((y - top) ** 2 + (x - left) ** 2) / (2 * width**2))
    return images.astype(np.float32)


def random_cnn():
    """Weights of He's variance, so that every layer hands on as much as it gets."""
    module = architectures.build(CNN, [SIDE, SIDE, 1], CLASSES)
    generator = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for parameter in module.parameters():
            inputs = parameter[0].numel() if parameter.dim() > 1 else 200
            parameter.normal_(0, (2 / inputs) ** 0.5, generator=generator)
    return module.eval()


def load_cnn(folder):
    module = architectures.build(CNN, [SIDE, SIDE, 1], CLASSES)
    module.load_state_dict(load_file(pathlib.Path(folder) / "cnn.safetensors"))
    return module.eval()


def fill(folder):
    """Writes everything into `folder`."""
    folder = pathlib.Path(folder)
    random = np.random.default_rng(1)
    for players in TABLES:
        np.save(folder / f"table-{players}.npy", random.uniform(-1, 1, 1 << players))
    np.save(folder / "table-network-10.npy", network_table(10, random))
    images = random_images(random)
    np.save(folder / "images.npy", images.astype(np.float64))
    module = random_cnn()
    save_file(module.state_dict(), folder / "cnn.safetensors", metadata={"format": "pt"})
    with torch.inference_mode():
        labels = module(torch.from_numpy(images)[:, None]).argmax(1)
    np.save(folder / "labels.npy", labels.numpy().astype(np.float64))


def results(folder, row, side):
    """What a side found, by name."""
    return safetensors.numpy.load_file(pathlib.Path(folder) / f"{row}.{side}.safetensors")


def write_results(folder, row, side, found):
    found = {name: np.ascontiguousarray(values, np.float64) for name, values in found.items()}
    safetensors.numpy.save_file(found, pathlib.Path(folder) / f"{row}.{side}.safetensors")

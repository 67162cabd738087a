"""The masked CNN in PyTorch, and the official sampler of multi-order interactions over it."""
import itertools
import statistics
import time

import numpy as np
import torch

from .by_size import SumsBySize
from .exchange import coalitions, load_cnn, SIDE

BLOCKS = [32, 64, 128, 256, 512]
RATIOS = [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1]
PAIRS, MEASURED_PAIRS, CONTEXTS, RADIUS = 200, 10, 100, 2


class MaskedImages:
    """v(S): the log-odds of an image's class where the cells outside S are 0."""

    def __init__(self, folder, grid):
        self.grid, self.players = grid, grid * grid
        self.module = load_cnn(folder)
        images = torch.from_numpy(np.load(folder / "images.npy")).float()
        self.images = images.reshape(-1, SIDE * SIDE)
        self.labels = [int(label) for label in np.load(folder / "labels.npy")]
        row = torch.arange(SIDE) * grid // SIDE
        self.cells = (row[:, None] * grid + row[None, :]).reshape(-1)
        self.format = torch.contiguous_format

    def choose_format(self, channels_last):
        self.format = torch.channels_last if channels_last else torch.contiguous_format
        self.module = self.module.to(memory_format=self.format)

    def values(self, present, image):
        """Of rows of 0 and 1, one a player."""
        masked = (present[:, self.cells] * self.images[image]).reshape(-1, 1, SIDE, SIDE)
        logits = self.module(masked.contiguous(memory_format=self.format))
        label = self.labels[image]
        others = torch.cat([logits[:, :label], logits[:, label + 1:]], 1)
        return logits[:, label] - others.logsumexp(1)

    def table(self, image, block):
        present = torch.from_numpy(coalitions(self.players)).float()
        return torch.cat([self.values(part, image) for part in present.split(block)]).double()


class TorchMasked:
    """All masks of the first image in the best block and memory format, then every pair and order."""

    def __init__(self, folder):
        self.images = MaskedImages(folder, 4)
        self.choose()

    def choose(self):
        """The best of each format and block over 2,048 masks, medians of five turns."""
        present = torch.from_numpy(coalitions(16)[-2048:]).float()
        choices = list(itertools.product([False, True], BLOCKS))
        times = {choice: [] for choice in choices}
        with torch.inference_mode():
            for _ in range(5):
                for last, block in choices:
                    self.images.choose_format(last)
                    start = time.perf_counter()
                    for part in present.split(block):
                        self.images.values(part, 0)
                    times[last, block].append(time.perf_counter() - start)
        last, self.block = min(choices, key=lambda choice: statistics.median(times[choice]))
        self.images.choose_format(last)
        self.choice = f"{'channels last' if last else 'contiguous'}, block {self.block}"

    def prepare(self):
        pass

    def work(self):
        with torch.inference_mode():
            self.values = self.images.table(0, self.block).numpy()
        self.by_order = SumsBySize(self.values, 16).interactions()

    def results(self):
        return {"table": self.values, "by-order": self.by_order.ravel()}


class OfficialSampler:
    """The loop of arXiv:2111.06236's code over 10 of its 200 pairs of one image.

    For each order and pair 100 contexts are drawn and their 400 masks are one batch.
    """

    def __init__(self, folder, grid, images):
        self.images = MaskedImages(folder, grid)
        self.scale = PAIRS / MEASURED_PAIRS * images
        self.random = np.random.default_rng(3)
        players = grid * grid
        self.orders = [int((players - 2) * ratio + 1e-9) for ratio in RATIOS]
        self.pairs = []
        while len(self.pairs) < MEASURED_PAIRS:
            y, x = self.random.integers(0, grid, 2)
            down, across = self.random.integers(-RADIUS, RADIUS + 1, 2)
            other_y, other_x = np.clip([y + down, x + across], 0, grid - 1)
            pair = sorted((y * grid + x, other_y * grid + other_x))
            if pair[0] != pair[1] and pair not in self.pairs:
                self.pairs.append(pair)

    def prepare(self):
        pass

    def work(self):
        self.differences = np.zeros((len(self.orders), len(self.pairs), CONTEXTS))
        with torch.inference_mode():
            for place, order in enumerate(self.orders):
                for number, (i, j) in enumerate(self.pairs):
                    self.differences[place, number] = self.second_differences(i, j, order)

    def second_differences(self, i, j, order):
        players = self.images.players
        rest = np.delete(np.arange(players), [i, j])
        present = np.zeros((CONTEXTS, 4, players), np.float32)
        for context in present:
            context[:, self.random.choice(rest, order, replace=False)] = 1
        present[:, :2, i] = 1
        present[:, [0, 2], j] = 1
        values = self.images.values(torch.from_numpy(present.reshape(-1, players)), 0)
        both, first, second, neither = values.double().numpy().reshape(CONTEXTS, 4).T
        return both - first - second + neither

    def results(self):
        """Values of some coalitions, that it is the same game."""
        with torch.inference_mode():
            some = torch.tril(torch.ones(self.images.players, self.images.players))
            return {"some-values": self.images.values(some, 0).double().numpy()}


class OfficialSamplerSmall(OfficialSampler):
    """Over 4 x 4 players, where all masks can tell whether the samples are right."""

    def results(self):
        """S, and what is to be 0: how far the samples' means are off, beyond chance and at the ends."""
        with torch.inference_mode():
            table = self.images.table(0, 64).numpy()
        exact = SumsBySize(table, self.images.players).interactions()
        places = np.triu_indices(self.images.players, 1)
        pair_at = {pair: place for place, pair in enumerate(zip(*map(list, places)))}
        wanted = exact[self.orders][:, [pair_at[tuple(pair)] for pair in self.pairs]]
        errors = self.differences.std(axis=2, ddof=1) / CONTEXTS ** 0.5
        deviation = np.abs(self.differences.mean(axis=2) - wanted)
        # One context only at the ends: no error at all.
        middle = errors > 1e-4
        scores = deviation[middle] / errors[middle]
        return {
            "strengths": np.abs(exact).mean(axis=1),
            # 0.07 is the error of a root mean square of 110 scores.
            "deviation": np.array([max(0, np.sqrt((scores**2).mean()) - 1.5)]),
            "ends": deviation[~middle],
        }

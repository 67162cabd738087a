"""The papers' loop for AND-OR interactions: dense matrices, SGD with momentum; and a second look at
an optimum."""
import numpy as np
import torch

from .by_size import moebius
from .exchange import results

ITERATIONS, MEASURED, RATE, DECAY, MOMENTUM, NOISE = 10_000, 500, 1e-5, 10, 0.9, 0.04


def dense_matrices(players, numbers):
    """From v to AND, and from v to OR interactions."""
    rows = [moebius(row, players) for row in np.eye(1 << players)]
    transform = np.array(rows).T
    opposite = -transform[:, ::-1].copy()
    opposite[0] = 0
    opposite[0, 0] = 1
    return torch.from_numpy(transform).to(numbers), torch.from_numpy(opposite).to(numbers)


class DenseDescent:
    """500 of the 10,000 iterations."""

    scale = ITERATIONS / MEASURED

    def __init__(self, folder, game, numbers=torch.float32):
        values = np.load(folder / f"table-{game}.npy")
        players = int(values.size).bit_length() - 1
        self.values = torch.from_numpy(values).to(numbers)
        self.bound = NOISE * abs(values[-1] - values[0])
        self.to_and, self.to_or = dense_matrices(players, numbers)
        self.rates = RATE * DECAY ** -np.linspace(0, 1, ITERATIONS)

    def prepare(self):
        pass

    def work(self):
        gamma = torch.zeros_like(self.values, requires_grad=True)
        noise = torch.zeros_like(self.values, requires_grad=True)
        rule = torch.optim.SGD([gamma, noise], lr=0.0, momentum=MOMENTUM)
        losses = []
        for iteration in range(MEASURED):
            noise.data.clamp_(-self.bound, self.bound)
            half = 0.5 * (self.values + noise)
            loss = (self.to_and @ (half + gamma)).abs().sum()
            loss = loss + (self.to_or @ (half - gamma)).abs().sum()
            losses.append(loss.detach())
            rule.param_groups[0]["lr"] = self.rates[iteration]
            rule.zero_grad()
            loss.backward()
            rule.step()
        self.path = torch.stack(losses).numpy()

    def results(self):
        return {"path": self.path} if self.values.dtype == torch.float64 else {}


class OptimumCheck:
    """Adds up the split that the engine found: its values, its l1, its distance from the bound."""

    def __init__(self, folder, game, row):
        self.values = np.load(folder / f"table-{game}.npy")
        self.found = results(folder, row, "runexp")

    def prepare(self):
        pass

    def work(self):
        found = self.found
        masks = np.arange(self.values.size)
        sums = np.array([
            found["and"][masks & ~mask == 0].sum() + found["or"][masks & mask != 0].sum()
            + found["or"][0] for mask in masks])
        l1 = np.abs(found["and"]).sum() + np.abs(found["or"]).sum()
        noise, lower, _ = found["bound"]
        self.excess = max(0, np.abs(sums - self.values).max() - noise) / noise
        self.gap = (l1 - lower) / l1

    def results(self):
        """Both are to be 0."""
        return {"excess": np.array([self.excess]), "gap": np.array([self.gap])}

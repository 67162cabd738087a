"""Transforms and indices of a given table of values: numpy, shapiq, shap."""
import itertools

import numpy as np

from .by_size import faithful_pairs, moebius, pair_indices, SumsBySize


class Table:
    """A peer that works on `table-N.npy`."""

    def __init__(self, folder, players):
        self.players = players
        self.values = np.load(folder / f"table-{players}.npy")

    def prepare(self):
        pass


class NumpyMoebius(Table):
    """One butterfly a bit, in place."""

    def __init__(self, folder, players):
        super().__init__(folder, players)
        self.copy = self.values.copy()

    def prepare(self):
        np.copyto(self.copy, self.values)

    def work(self):
        moebius(self.copy, self.players)

    def results(self):
        return {"dividends": self.copy}


class NumpyPairs(Table):
    """From sums by size, which matrix products give."""

    def work(self):
        self.found = pair_indices(self.values, self.players)

    def results(self):
        return self.found


class FaithfulReference(Table):
    """In long double, for the error rather than the time."""

    def work(self):
        self.found = faithful_pairs(self.values, self.players)

    def results(self):
        return {"fsii": self.found}


class ByOrderReference(Table):
    """Every pair at every order; the table is held, and read in parts."""

    def work(self):
        self.found = SumsBySize(self.values, self.players).interactions()

    def results(self):
        return {"by-order": self.found.ravel()}


class Shapiq(Table):
    """Its exact computer, the game already evaluated."""

    def __init__(self, folder, players, index, order):
        super().__init__(folder, players)
        self.index, self.order = index, order

    def prepare(self):
        from shapiq.game_theory.exact import ExactComputer

        weights = 1 << np.arange(self.players)
        self.computer = ExactComputer(
            lambda coalitions: self.values[coalitions @ weights], self.players,
            evaluate_game=True)

    def work(self):
        self.found = self.computer(self.index, self.order)


class ShapiqMoebius(Shapiq):
    def __init__(self, folder, players):
        super().__init__(folder, players, "Moebius", players)

    def results(self):
        # Its subsets by size and then lexicographically; ours by their bits.
        dividends = np.zeros(1 << self.players)
        for players, place in self.found.interaction_lookup.items():
            dividends[sum(1 << player for player in players)] = self.found.values[place]
        return {"dividends": dividends}


class ShapiqPairs(Shapiq):
    """One index of players and pairs."""

    def __init__(self, folder, players, index):
        super().__init__(folder, players, index, 2)

    def results(self):
        sets = itertools.chain(
            ((player,) for player in range(self.players)),
            itertools.combinations(range(self.players), 2))
        return {self.index.lower(): np.array([self.found[players] for players in sets])}


class ShapPairs(Table):
    """Its exact explainer with interactions: the Shapley-Taylor index, half of a pair's on each side.

    Rows sum to the Shapley values.
    """

    def __init__(self, folder, players):
        import shap

        super().__init__(folder, players)
        weights = 1 << np.arange(players)
        self.explainer = shap.explainers.Exact(
            lambda rows: self.values[rows.astype(int) @ weights], np.zeros((1, players)))

    def work(self):
        self.found = self.explainer(
            np.ones((1, self.players)), interactions=2, silent=True).values[0]

    def results(self):
        pairs = 2 * self.found[np.triu_indices(self.players, 1)]
        return {
            "shapley": self.found.sum(axis=1),
            "stii": np.concatenate([np.diag(self.found), pairs]),
        }

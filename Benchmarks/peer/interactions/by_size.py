"""Indices of players and pairs in numpy, from sums over the coalitions of one size.

With v_s the values of the coalitions of size s and M_s which players each holds, M_s' diag(v_s) M_s
has the sum over coalitions with players i and j at (i, j), and with player i at (i, i). Every index
that weighs coalitions by their size is linear in these. `numbers` is float64, or long double for a
reference that rounds 2,000 times less.
"""
from math import comb

import numpy as np

PART = 1 << 16  # Coalitions looked at together.


class SumsBySize:
    def __init__(self, values, players, numbers=np.float64):
        self.players = players
        self.first, self.last = values[0], values[-1]
        self.all = np.zeros(players + 1, numbers)
        self.both = np.zeros((players + 1, players, players), numbers)
        part = min(values.size, PART)
        for start in range(0, values.size, part):
            self.add(start, values[start:start + part])
        self.one = np.einsum("sii->si", self.both)

    def add(self, start, values):
        """Takes the values of the coalitions from `start` on."""
        present = (np.arange(start, start + values.size)[:, None] >> np.arange(self.players)) & 1
        sizes = present.sum(axis=1)
        order = np.argsort(sizes, kind="stable")
        edges = np.searchsorted(sizes[order], np.arange(self.players + 2))
        for size in range(self.players + 1):
            rows = order[edges[size]:edges[size + 1]]
            member, own = present[rows].astype(self.all.dtype), values[rows].astype(self.all.dtype)
            self.all[size] += own.sum()
            self.both[size] += member.T @ (own[:, None] * member)

    def effects(self):
        """phi(m)(i), the mean effect of i over contexts of size m; shape [m][i]."""
        n = self.players
        return np.array([
            (self.one[m + 1] - (self.all[m] - self.one[m])) / comb(n - 1, m) for m in range(n)])

    def interactions(self):
        """I(m)(i, j), pairs i < j in lexicographic order; shape [m][pair]."""
        n = self.players
        i, j = np.triu_indices(n, 1)
        rows = []
        for m in range(n - 1):
            both = self.both[m + 2][i, j]
            together = self.both[m + 1][i, j]
            first = self.one[m + 1][i] - together
            second = self.one[m + 1][j] - together
            neither = self.all[m] - self.one[m][i] - self.one[m][j] + self.both[m][i, j]
            rows.append(((both - first) - (second - neither)) / comb(n - 2, m))
        return np.array(rows)


def spread(pairs, players):
    """The sum over j of a number of each pair, for every player."""
    i, j = np.triu_indices(players, 1)
    return np.bincount(i, pairs, players) + np.bincount(j, pairs, players)


def pair_indices(values, players):
    """The indices of the row `pairs`, players before pairs."""
    n = players
    sums = SumsBySize(values, n)
    effects, pairs = sums.effects(), sums.interactions()
    shapley = effects.mean(axis=0)
    banzhaf = np.array([comb(n - 1, m) for m in range(n)]) @ effects / 2 ** (n - 1)
    sii = pairs.mean(axis=0)
    bii = np.array([comb(n - 2, m) for m in range(n - 1)]) @ pairs / 2 ** (n - 2)
    taylor = np.array([comb(n - 2, m) / comb(n - 1, m) for m in range(n - 1)]) @ pairs * 2 / n
    return {
        "shapley": shapley,
        "banzhaf": banzhaf,
        "sii": np.concatenate([shapley, sii]),
        # B_1 = -1/2 of what each pair has goes from its two players.
        "k-sii": np.concatenate([shapley - spread(sii, n) / 2, sii]),
        "stii": np.concatenate([effects[0], taylor]),
        "bii": np.concatenate([banzhaf, bii]),
        "by-order": pairs.ravel(),
    }


def moebius(values, players):
    """The Möbius transform in place, one bit after the other."""
    for bit in range(players):
        halves = values.reshape(-1, 2, 1 << bit)
        halves[:, 1] -= halves[:, 0]
    return values


def faithful_pairs(values, players):
    """FSII of players and pairs by Tsai, Yeh and Ravikumar's closed form, in long double.

    FSII(K) = w(K) + (-1)^(2-k) k/(2+k) C(2,k) sum_{T > K, |T| > 2} C(t-1,2)/C(t+1,2+k) w(T).
    """
    n = players
    dividends = moebius(values.astype(np.longdouble), n)
    sums = SumsBySize(dividends, n, np.longdouble)
    i, j = np.triu_indices(n, 1)
    singles, pairs = sums.one[1].copy(), sums.both[2][i, j].copy()
    for size in range(3, n + 1):
        weight = np.longdouble(comb(size - 1, 2))
        singles -= 2 * weight / (3 * comb(size + 1, 3)) * sums.one[size]
        pairs += weight / (2 * comb(size + 1, 4)) * sums.both[size][i, j]
    return np.concatenate([singles, pairs]).astype(np.float64)

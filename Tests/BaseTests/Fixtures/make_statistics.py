"""Writes statistics.json: what Sources/Base/Statistics must give, computed apart from it.

Everything is computed with 40 digits (mpmath) from textbook formulas, resamples one by one.
Needs: pip install mpmath. Run: python3 make_statistics.py
"""
import itertools
import json
import os

from mpmath import mp, mpf, betainc, findroot, sqrt, atanh, tanh, erfinv

mp.dps = 40


def exact(values):
    return [mpf(v) for v in values]


def mean(values):
    return sum(values) / len(values)


def variance(values):
    centre = mean(values)
    return sum((v - centre) ** 2 for v in values) / (len(values) - 1)


def t_upper(t, df):
    tail = betainc(df / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2
    return tail if t > 0 else 1 - tail


def z_quantile(p):
    return sqrt(mpf(2)) * erfinv(2 * p - 1)


def t_quantile(tail, df):
    """The t > 0 exceeded with probability `tail`."""
    df = mpf(df)
    low, high = mpf(0), mpf(1)
    while t_upper(high, df) > tail:
        high *= 2
    for _ in range(150):
        middle = (low + high) / 2
        if t_upper(middle, df) > tail:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def quantile(values, p):
    """Type 7: linear between order statistics."""
    values = sorted(values)
    position = (len(values) - 1) * mpf(p)
    lower = int(position)
    if lower + 1 >= len(values):
        return values[-1]
    return values[lower] + (position - lower) * (values[lower + 1] - values[lower])


def least_value(values, p):
    """The least value that a share p does not exceed: the quantile of a known distribution."""
    values = sorted(values)
    place = int(mp.ceil(mpf(p) * len(values)))
    return values[max(place, 1) - 1]


def numbers(value):
    if isinstance(value, dict):
        return {k: numbers(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [numbers(v) for v in value]
    return float(value) if isinstance(value, mpf) else value


LEVEL = mpf(95) / 100
TAIL = (1 - LEVEL) / 2


def t_interval(value, error, df, tail=TAIL):
    half = t_quantile(tail, df) * error
    return {"value": value, "error": error, "df": df, "interval": [value - half, value + half]}


def student(units):
    units = exact(units)
    return t_interval(mean(units), sqrt(variance(units) / len(units)), mpf(len(units) - 1))


def welch(first, second):
    first, second = exact(first), exact(second)
    a, b = variance(first) / len(first), variance(second) / len(second)
    df = (a + b) ** 2 / (a**2 / (len(first) - 1) + b**2 / (len(second) - 1))
    return t_interval(mean(first) - mean(second), sqrt(a + b), df)


def equivalence(units, margin, alpha):
    units, margin, alpha = exact(units), mpf(margin), mpf(alpha)
    found = t_interval(mean(units), sqrt(variance(units) / len(units)), mpf(len(units) - 1), alpha)
    lower = t_upper((found["value"] + margin) / found["error"], found["df"])
    upper = 1 - t_upper((found["value"] - margin) / found["error"], found["df"])
    return {"lower_p": lower, "upper_p": upper, "interval": found["interval"]}


# Aggregates of runs by task.


def aggregate_mean(strata):
    return mean([mean(s) for s in strata])


def interquartile_mean(strata):
    values = sorted(v for s in strata for v in s)
    cut = len(values) // 4
    return mean(values[cut : len(values) - cut])


def median(strata):
    return quantile(strata[0] if len(strata) == 1 else [mean(s) for s in strata], mpf(1) / 2)


def gap(strata, target=mpf(1)):
    return target - aggregate_mean([[min(v, target) for v in s] for s in strata])


def improvement(strata):
    half = len(strata) // 2
    return mean([
        mean([mpf(1) if a > b else mpf(1) / 2 if a == b else mpf(0) for a in x for b in y])
        for x, y in zip(strata[:half], strata[half:])
    ])


def all_resamples(strata):
    return itertools.product(*[itertools.product(s, repeat=len(s)) for s in strata])


def widening(strata, statistic, different):
    n = len(strata[0])
    z = z_quantile(1 - TAIL)
    if not different and len({len(s) for s in strata}) == 1:
        return sqrt(mpf(n) / (n - 1)) * t_quantile(TAIL, len(strata) * (n - 1)) / z
    parts = []
    for place, units in enumerate(strata):
        without = [
            statistic(strata[:place] + [units[:i] + units[i + 1 :]] + strata[place + 1 :])
            for i in range(len(units))
        ]
        centre = mean(without)
        parts.append(mpf(len(units) - 1) / len(units) * sum((w - centre) ** 2 for w in without))
    df = sum(parts) ** 2 / sum(p**2 / (len(s) - 1) for p, s in zip(parts, strata))
    shrunk = sum(p * (len(s) - 1) / len(s) for p, s in zip(parts, strata))
    return sqrt(sum(parts) / shrunk) * t_quantile(TAIL, df) / z


def bootstrap(strata, statistic, different=False):
    strata = [exact(s) for s in strata]
    value = statistic(strata)
    values = [statistic([list(s) for s in r]) for r in all_resamples(strata)]
    low, high = least_value(values, TAIL), least_value(values, 1 - TAIL)
    factor = widening(strata, statistic, different)
    return {
        "value": value,
        "resamples": len(values),
        "percentiles": [quantile(values, TAIL), quantile(values, 1 - TAIL)],
        "interval": [value - factor * (value - low), value + factor * (high - value)],
    }


# Two crossed kinds of units.


def two_way(rows):
    rows = [exact(r) for r in rows]
    r, c = len(rows), len(rows[0])
    total = mean([mean(row) for row in rows])
    a = [mean(row) - total for row in rows]
    b = [mean([row[j] for row in rows]) - total for j in range(c)]
    e = [rows[i][j] - total - a[i] - b[j] for i in range(r) for j in range(c)]
    first = sum(v**2 for v in a) / (r * (r - 1))
    second = sum(v**2 for v in b) / (c * (c - 1))
    rest = sum(v**2 for v in e) / (r * c * (r - 1) * (c - 1))
    v = max(first, second, first + second - rest)
    df = max(
        v**2 / (first**2 / (r - 1) + second**2 / (c - 1) + rest**2 / ((r - 1) * (c - 1))),
        mpf(min(r - 1, c - 1)),
    )
    cochran = (first * t_quantile(TAIL, r - 1) + second * t_quantile(TAIL, c - 1)) / (
        first + second
    )
    reach = (t_quantile(TAIL, df) + cochran) / 2
    half = reach * sqrt(v)
    return {
        "value": total, "first": first, "second": second, "rest": rest, "df": df,
        "reach": reach, "interval": [total - half, total + half],
    }


# Correlations.


def pearson(x, y):
    mx, my = mean(x), mean(y)
    return sum((a - mx) * (b - my) for a, b in zip(x, y)) / sqrt(
        sum((a - mx) ** 2 for a in x) * sum((b - my) ** 2 for b in y)
    )


def ranks(values):
    return [
        mpf(sum(o < v for o in values)) + mpf(sum(o == v for o in values) + 1) / 2 for v in values
    ]


def clustered(x, y, clusters, ranked):
    x, y = exact(x), exact(y)

    def correlation(kept):
        a, b = [x[i] for i in kept], [y[i] for i in kept]
        return pearson(ranks(a), ranks(b)) if ranked else pearson(a, b)

    places = range(len(x))
    value = correlation(places)
    labels = sorted(set(clusters))
    z = [atanh(correlation([i for i in places if clusters[i] != g])) for g in labels]
    g = len(labels)
    error = sqrt(mpf(g - 1) / g * sum((v - mean(z)) ** 2 for v in z))
    half = t_quantile(TAIL, g - 1) * error
    return {
        "value": value, "error": error,
        "interval": [tanh(atanh(value) - half), tanh(atanh(value) + half)],
    }


def holm(raw):
    order = sorted(range(len(raw)), key=lambda i: raw[i])
    adjusted, largest = [None] * len(raw), mpf(0)
    for rank, i in enumerate(order):
        largest = max(largest, min(mpf(1), mpf(raw[i]) * (len(raw) - rank)))
        adjusted[i] = largest
    return adjusted


A = [0.81, 1.27, -0.35, 0.62, 1.9]
B = [0.11, 0.48, -0.29, 0.33, 0.07, 0.92, -0.4]
TASKS = [[0.1, 0.9, 0.35], [1.2, 0.2, 0.8]]
UNEVEN = [[0.1, 0.9, 0.35, 0.42], [1.2, 0.2, 0.8]]
OTHER = [[0.35, 0.2, 0.7], [0.9, 0.5, 0.2]]
CROSSED = [
    [1.3, 2.1, 0.4, 1.9, 0.2, 2.6], [0.9, 2.4, 0.1, 1.1, 0.6, 2.2], [1.7, 2.2, 0.9, 1.6, -0.1, 3.4],
]
X = [0.3, 1.2, 0.8, 2.5, 1.9, 0.1, 2.2, 1.4, 0.8, 3.1, 2.0, 0.7]
Y = [0.5, 0.9, 1.3, 2.0, 2.4, 0.2, 1.1, 1.8, 0.6, 2.2, 2.9, 0.4]
CLUSTERS = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
RAW = [0.004, 0.3, 0.011, 0.02, 0.02, 0.9]

data = {
    "inputs": {
        "a": A, "b": B, "tasks": TASKS, "uneven": UNEVEN, "other": OTHER, "crossed": CROSSED,
        "x": X, "y": Y, "clusters": CLUSTERS, "raw": RAW,
    },
    "student": student(A),
    "paired": student([p - q for p, q in zip(exact(A), exact(B))]),
    "welch": welch(A, B),
    "equivalence": equivalence(A, 1.5, 0.05),
    "holm": holm(RAW),
    "bootstrap": {
        "mean of a": bootstrap([A], aggregate_mean),
        "interquartile mean of a": bootstrap([A], interquartile_mean),
        "median of a": bootstrap([A], median),
        "mean of tasks": bootstrap(TASKS, aggregate_mean),
        "interquartile mean of tasks": bootstrap(TASKS, interquartile_mean),
        "optimality gap of tasks": bootstrap(TASKS, gap),
        "mean of uneven": bootstrap(UNEVEN, aggregate_mean),
        "mean of tasks, variances different": bootstrap(TASKS, aggregate_mean, different=True),
        "improvement of the first task": bootstrap([TASKS[0], OTHER[0]], improvement),
    },
    "two_way": two_way(CROSSED),
    "pearson": clustered(X, Y, CLUSTERS, ranked=False),
    "spearman": clustered(X, Y, CLUSTERS, ranked=True),
}

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "statistics.json"), "w") as file:
    json.dump(numbers(data), file, indent=1)
    file.write("\n")

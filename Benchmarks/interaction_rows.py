"""What is measured of the interaction engine: rows, their targets, and what must agree."""
from dataclasses import dataclass, field

MILLI, MICRO = 1e-3, 1e-6
ROUNDING = 1e-12  # Float64 sums in another order.
FLOAT32 = 1e-4  # Networks in Float32: measured differences are near 2e-6.


@dataclass
class Peer:
    """A library at the same work; `target` is how many times longer it should take."""

    library: str
    what: str
    target: float | None = None
    # (row, factor): extrapolated from the time of another row.
    extrapolated: tuple | None = None
    # Results by name: the largest difference allowed, times max(1, the largest number).
    agree: dict = field(default_factory=dict)
    # Not timed: a reference to compare with.
    is_reference: bool = False


@dataclass
class Row:
    """Work with a limit in seconds; `share` divides the time (for several samples together)."""

    title: str
    limit: float | None = None
    peers: list = field(default_factory=list)
    share: int = 1
    # Whether a network is evaluated, so that the instructions of BLAS matter.
    has_network: bool = False
    # The most MiB above start-up, where that is the point.
    memory: float | None = None


PAIR_NAMES = ["shapley", "banzhaf", "sii", "k-sii", "stii", "bii", "by-order"]

ROWS = {
    "masked-cnn": Row(
        "small CNN, 28×28, 4×4 players: all 65,536 masks, every pair at every order", 0.2,
        [Peer("PyTorch", "best batch", agree={"table": FLOAT32, "by-order": FLOAT32})],
        has_network=True),
    "masked-cnn-plain": Row("the same, every mask through every layer", has_network=True),
    "exact-shares": Row(
        "J⁽ᵐ⁾ of 50 images over 4×4 players, exact", 10,
        # Ends: one context only, so samples and exact numbers are the same.
        [Peer("PyTorch", "official sampler at its counts, extrapolated from 10 pairs of one image",
              agree={"strengths": FLOAT32, "deviation": 0, "ends": FLOAT32})],
        has_network=True),
    "sampled-shares": Row(
        "J⁽ᵐ⁾ of an image over 16×16 players, sampled, errors no larger than the official ones",
        None,
        [Peer("PyTorch", "official sampler at its counts, extrapolated from 10 pairs", 6,
              agree={"some-values": FLOAT32})],
        has_network=True),
    "official-shares": Row("the official sampler at its counts, in runexp", has_network=True),
    "moebius-16": Row(
        "Möbius transform, n = 16, in an array", 40 * MICRO,
        [Peer("numpy", "butterflies", 6, agree={"dividends": ROUNDING}),
         Peer("shapiq", "exact computer", 100_000, agree={"dividends": ROUNDING})]),
    "moebius-16-aligned": Row("the same in a buffer that starts on a cache line", 40 * MICRO),
    "moebius-20": Row(
        "Möbius transform, n = 20, in an array", 1.2 * MILLI,
        [Peer("numpy", "butterflies", 6, agree={"dividends": ROUNDING}),
         Peer("shapiq", "3ⁿ, extrapolated from n = 16", 100_000, ("moebius-16", 3**4))]),
    "moebius-20-aligned": Row("the same in a buffer that starts on a cache line", 1.2 * MILLI),
    "moebius-24": Row(
        "Möbius transform, n = 24, in an array", 35 * MILLI,
        [Peer("numpy", "butterflies", 6, agree={"dividends": ROUNDING}),
         Peer("shapiq", "3ⁿ, extrapolated from n = 16", 100_000, ("moebius-16", 3**8))]),
    "moebius-24-aligned": Row("the same in a buffer that starts on a cache line", 35 * MILLI),
    "pairs-16": Row(
        "Shapley, Banzhaf, SII, k-SII, STII, BII and every I⁽ᵐ⁾, pairs, n = 16", 0.4 * MILLI,
        [Peer("shap", "exact, second call: Shapley, STII", 150,
              agree={"shapley": ROUNDING, "stii": ROUNDING}),
         Peer("shapiq", "SII alone", 20_000, agree={"sii": ROUNDING}),
         Peer("numpy", "all, by matrix products", agree=dict.fromkeys(PAIR_NAMES, ROUNDING))]),
    "fsii-16": Row(
        "FSII, pairs, n = 16", 2 * MILLI,
        [Peer("reference", "long double", agree={"fsii": ROUNDING}, is_reference=True),
         Peer("shapiq", "exact computer")]),
    "fsii-20": Row(
        "FSII, pairs, n = 20", 15 * MILLI,
        [Peer("reference", "long double", agree={"fsii": ROUNDING}, is_reference=True)]),
    "and-or": Row(
        "AND-OR, n = 10, the papers' 10,000 iterations, one sample", 0.1,
        [Peer("reference", "Float64", agree={"path": ROUNDING}, is_reference=True),
         Peer("PyTorch", "dense matrices, extrapolated from 500 iterations")]),
    "and-or-eight": Row("the same, eight samples together, each", 0.1, share=8),
    "and-or-optimum": Row(
        "AND-OR, n = 10, to within 1e-4 of the optimum, masked MLP", 0.1,
        # The search ends at its limit of iterations, where the bound proves this much.
        [Peer("reference", "sums", agree={"excess": 1e-9, "gap": 1e-4}, is_reference=True)]),
    "and-or-optimum-random": Row(
        "AND-OR, n = 10, to within 1e-5 of the optimum, random table", 0.1,
        [Peer("reference", "sums", agree={"excess": 1e-9, "gap": 1e-5}, is_reference=True)]),
    "streaming-24": Row(
        "every I⁽ᵐ⁾ of pairs, n = 24, streamed from a file", None,
        [Peer("reference", "numpy", agree={"by-order": ROUNDING}, is_reference=True)], memory=64),
}

# Forward passes of the official sampler over those of the row `sampled-shares`.
PASSES_TARGET = 4

"""Drift detectors written from their papers, on fixed streams; writes where they drift and warn to drift.json beside it.

    python tests/references/drift.py

Needs numpy, scipy and jax (for the keys of KSWIN's samples). tests/streams/drift.test.ts finds the same places. All are
written with other means than ours: ADWIN keeps its whole window, DDM and EDDM all errors, Page-Hinkley its sums.
"""

import json
import math
import pathlib
import platform

import jax
import jax.numpy as jnp
import numpy as np
import scipy
from scipy.stats import ks_2samp

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_threefry_partitionable", True)


def uniforms(seed):
    """Park and Miller's generator, which any language computes exactly."""
    x = seed
    while True:
        x = x * 48271 % 2147483647
        yield x / 2147483647


def levels(pieces):
    """From one level to another, linearly, piece by piece."""
    for count, start, end in pieces:
        for i in range(count):
            yield start + (end - start) * (i / count)


def errors(seed, pieces):
    return [int(u < p) for u, p in zip(uniforms(seed), levels(pieces))]


def numbers(seed, pieces, width):
    """About a level, each the mean of two uniform numbers apart."""
    u = uniforms(seed)
    return [p + width * (next(u) + next(u) - 1) for p in levels(pieces)]


def widening(seed, count):
    """Of one mean: of width 1, then of width 3."""
    u = uniforms(seed)
    return [(1 if i < count else 3) * (next(u) - 0.5) for i in range(2 * count)]


def ddm(stream, warning=2, drift=3, least=30):
    verdicts, seen, best = [], [], None
    for x in stream:
        seen.append(x)
        n = len(seen)
        verdict = 0
        if n >= least:
            p = sum(seen) / n
            s = math.sqrt(p * (1 - p) / n)
            if best is None or p + s <= sum(best):
                best = (p, s)
            if p + s > best[0] + drift * best[1]:
                verdict = 2
            elif p + s > best[0] + warning * best[1]:
                verdict = 1
        verdicts.append(verdict)
        if verdict == 2:
            seen, best = [], None
    return verdicts


def eddm(stream, warning=0.95, drift=0.9, least=30):
    verdicts, at, best, n = [], [], None, 0
    ratio = None
    for x in stream:
        n += 1
        if x == 1:
            at.append(n)
            apart = np.diff(at)
            if len(apart) >= least:
                now = apart.mean() + 2 * apart.std()
                best = now if best is None else max(best, now)
                ratio = now / best
        verdict = 0 if ratio is None else 2 if ratio < drift else 1 if ratio < warning else 0
        verdicts.append(verdict)
        if verdict == 2:
            at, best, n, ratio = [], None, 0, None
    return verdicts


def page_hinkley(stream, slack=0.005, threshold=50, direction="up", least=30):
    verdicts, seen, up, down = [], [], [], []
    for x in stream:
        seen.append(x)
        mean = math.fsum(seen) / len(seen)
        up.append((up[-1] if up else 0) + x - mean - slack)
        down.append((down[-1] if down else 0) + x - mean + slack)
        rise = up[-1] - min([0, *up])
        fall = max([0, *down]) - down[-1]
        piled = {"up": rise, "down": fall, "both": max(rise, fall)}[direction]
        drifts = len(seen) >= least and piled > threshold
        verdicts.append(2 if drifts else 0)
        if drifts:
            seen, up, down = [], [], []
    return verdicts


def adwin(stream, delta=0.002, buckets=5, every=32, direction="both", strict=False):
    """The window itself, and the sizes of its buckets from the oldest on."""
    window, sizes, verdicts, widths = [], [], [], []

    def change():
        w = np.array(window)
        n = len(w)
        for n0 in np.cumsum(sizes)[:-1]:
            n1 = n - n0
            m = 1 / (1 / n0 + 1 / n1)
            log = math.log(2 / (delta / (n if strict else math.log(n))))
            bound = math.sqrt(2 / m * w.var() * log) + 2 / (3 * m) * log
            apart = w[n0:].mean() - w[:n0].mean()
            if abs(apart) > bound:
                return "up" if apart > 0 else "down"
        return None

    for i, x in enumerate(stream):
        window.append(x)
        sizes.append(1)
        size = 1
        while sizes.count(size) > buckets:
            first = sizes.index(size)
            sizes[first : first + 2] = [2 * size]
            size *= 2
        verdict = 0
        if (i + 1) % every == 0:
            found = change()
            if found is not None and direction in ("both", found):
                verdict = 2
            while found is not None:
                window = window[sizes.pop(0) :]
                found = change()
        verdicts.append(verdict)
        widths.append(len(window))
    return verdicts, widths[199::200]


def kswin(stream, seed=0, alpha=0.0001, size=300, sample=30):
    key, tests, window, verdicts = jax.random.key(seed), 0, [], []

    @jax.jit
    def draw(n):
        return jax.random.uniform(jax.random.fold_in(key, n), (sample,), dtype=jnp.float64)

    for x in stream:
        window = [*window, x][-size:]
        verdict = 0
        if len(window) == size:
            old = window[:-sample]
            for i, u in enumerate(np.asarray(draw(np.uint32(tests))).tolist()):
                j = i + math.floor(u * (len(old) - i))
                old[i], old[j] = old[j], old[i]
            tests += 1
            if ks_2samp(window[-sample:], old[:sample]).statistic > math.sqrt(-math.log(alpha) / sample):
                verdict, window = 2, window[-sample:]
        verdicts.append(verdict)
    return verdicts


def places(verdicts, level):
    """Where a verdict begins."""
    return [i for i, v in enumerate(verdicts) if v == level and (i == 0 or verdicts[i - 1] != level or level == 2)]


ABRUPT = [[1000, 0.2, 0.2], [1000, 0.5, 0.5]]
GRADUAL = [[1000, 0.1, 0.1], [1500, 0.1, 0.6], [500, 0.6, 0.6]]
FALLING = [[800, 0.6, 0.6], [800, 0.15, 0.15], [800, 0.7, 0.7]]
STABLE = [[3000, 0.3, 0.3]]
STREAMS = {
    "abrupt": {"kind": "errors", "seed": 1, "pieces": ABRUPT},
    "gradual": {"kind": "errors", "seed": 2, "pieces": GRADUAL},
    "falling": {"kind": "errors", "seed": 3, "pieces": FALLING},
    "stable": {"kind": "errors", "seed": 4, "pieces": STABLE},
    "level": {"kind": "numbers", "seed": 5, "pieces": [[900, 5, 5], [900, 6, 6], [900, 3, 3]], "width": 1},
    "slope": {"kind": "numbers", "seed": 6, "pieces": [[600, 0, 0], [1200, 0, 4]], "width": 2},
    "widening": {"kind": "widening", "seed": 7, "count": 800},
}


def values(stream):
    kind = stream["kind"]
    if kind == "errors":
        return errors(stream["seed"], stream["pieces"])
    if kind == "numbers":
        return numbers(stream["seed"], stream["pieces"], stream["width"])
    return widening(stream["seed"], stream["count"])


CASES = {
    **{f"ddm, {s}": (ddm, s, {}) for s in ("abrupt", "gradual", "falling", "stable")},
    "ddm, levels 1.5 and 2.5": (ddm, "gradual", {"warning": 1.5, "drift": 2.5, "least": 50}),
    **{f"eddm, {s}": (eddm, s, {}) for s in ("abrupt", "gradual", "falling", "stable")},
    "eddm, shares 0.9 and 0.8": (eddm, "gradual", {"warning": 0.9, "drift": 0.8, "least": 20}),
    **{f"adwin, {s}": (adwin, s, {}) for s in ("abrupt", "gradual", "falling", "stable")},
    "adwin, every value": (adwin, "abrupt", {"every": 1, "delta": 0.01, "buckets": 3}),
    "adwin, every value of a slow change": (adwin, "gradual", {"every": 1, "delta": 0.05}),
    "adwin, strict": (adwin, "gradual", {"every": 1, "delta": 0.05, "strict": True}),
    "adwin, rises only": (adwin, "falling", {"direction": "up"}),
    **{f"pageHinkley, {s}": (page_hinkley, s, {"threshold": 20}) for s in ("abrupt", "gradual", "stable", "level")},
    "pageHinkley, defaults": (page_hinkley, "slope", {}),
    "pageHinkley, large slack": (page_hinkley, "slope", {"slack": 0.4, "threshold": 80}),
    "pageHinkley, falls": (page_hinkley, "level", {"direction": "down", "threshold": 30, "slack": 0.1}),
    "pageHinkley, both": (page_hinkley, "falling", {"direction": "both", "threshold": 15, "least": 100}),
    **{f"kswin, {s}": (kswin, s, {}) for s in ("abrupt", "level", "slope", "widening", "stable")},
    "kswin, small window": (kswin, "widening", {"seed": 42, "alpha": 0.005, "size": 100, "sample": 50}),
}


def case(detector, name, options):
    found = detector(values(STREAMS[name]), **options)
    verdicts, widths = found if isinstance(found, tuple) else (found, None)
    result = {
        "detector": "pageHinkley" if detector is page_hinkley else detector.__name__,
        "stream": name,
        "options": options,
        "drifts": places(verdicts, 2),
        "warnings": places(verdicts, 1),
    }
    return result if widths is None else {**result, "widths": widths}


result = {
    "reference": {
        "papers": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "jax": jax.__version__,
    },
    "streams": STREAMS,
    "cases": {name: case(*given) for name, given in CASES.items()},
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result, indent=1) + "\n")

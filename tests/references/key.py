"""Random numbers of JAX's Threefry (partitionable form) and SciPy's inverse error function; writes key.json beside it.

    JAX_ENABLE_X64=1 python tests/references/key.py

Needs jax and scipy. tests/core/key.test.ts draws the same.
"""

import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np
import scipy
from scipy.special import erfinv

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_threefry_partitionable", True)

SEEDS = [0, 1, 42, 2**32 + 5, 2**53 - 1]
POINTS = [0, 1e-300, 1e-10, 1e-3, 0.1, -0.25, 0.5, 0.75, -0.9, 0.99, 0.999, -0.9999]
POINTS += [1 - 1e-6, 1 - 1e-9, 1 - 1e-12, 1 - 2**-53, -1 + 2**-52]


def numbers(x):
    return np.asarray(x).reshape(-1).tolist()


def words(k):
    return np.asarray(jax.random.key_data(k)).tolist()


def draws(seed):
    k = jax.random.key(seed)
    return {
        "seed": seed,
        "key": words(k),
        "split": words(jax.random.split(k)),
        "split3": words(jax.random.split(k, 3)),
        "foldIn": {str(n): words(jax.random.fold_in(k, np.uint32(n))) for n in [0, 7, 2**32 - 1]},
        "uniform": {d: numbers(jax.random.uniform(k, (2, 3), dtype=d)) for d in ["float32", "float64"]},
        "between": {d: numbers(jax.random.uniform(k, (4,), d, minval=-2, maxval=5)) for d in ["float32", "float64"]},
        "normal": {d: numbers(jax.random.normal(k, (5,), dtype=d)) for d in ["float32", "float64"]},
        "bernoulli": numbers(jax.random.bernoulli(k, np.float32(0.3), (12,)).astype(jnp.int32)),
    }


chained = jax.random.split(jax.random.fold_in(jax.random.key(3), 5))[1]
result = {
    "reference": {"jax": jax.__version__, "scipy": scipy.__version__},
    "draws": [draws(seed) for seed in SEEDS],
    "chained": numbers(jax.random.uniform(chained, (3,), dtype=jnp.float64)),
    "far": numbers(jax.random.uniform(jax.random.key(9), (100_000,), dtype=jnp.float64)[np.array([5_000, 99_999])]),
    "erfinv": [[x, float(erfinv(x))] for x in POINTS],
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result, indent=1) + "\n")

"""Values and gradients of PyTorch's elementary functions, scans and orders in float64; writes elementary.json beside it.

    python tests/references/elementary.py

Needs torch. tests/ops/elementary.test.ts has the same cases by name. A new case is one line in CASES and one there.
"""

import math

import torch

from known import write

inf, nan = math.inf, math.nan
EDGE = [nan, -inf, -1e300, -40.0, -1.0, -1e-300, -0.0, 0.0, 1e-300, 1.0, 40.0, 1e300, inf]
ANGLES = [nan, -inf, -40.0, -1.0, -1e-300, -0.0, 0.0, 1e-9, 0.5, 1.5707963267948966, 3.0, 1e6, 1e15, 1e22, 1e300, inf]
HALVES = [-2.5, -1.5, -0.5, -0.3, 0.3, 0.5, 1.5, 2.5, 0.49999999999999994, 4503599627370495.5, 1e16]

TABLE = [[1.0, -2.0, 3.0], [0.5, 3.0, 3.0]]
TIES = [[2.0, 1.0, 2.0, 1.0], [-1.0, -1.0, -0.0, 0.0]]
CUBE = [[[0.1 * ((5 * i + 2 * j + 3 * k * k) % 7) - 0.2 for k in range(2)] for j in range(3)] for i in range(2)]
CUBE_WIDE = [[1.0, 5.0, 2.0, 4.0], [-1.0, -4.0, -2.0, -3.0]]


def recurrence(a, b):
    y = [b[0]]
    for i in range(1, len(b)):
        y.append(a[i] * y[-1] + b[i])
    return torch.stack(y)


# name: function, arguments
CASES = {
    "erf": (torch.erf, [EDGE + [-6.0, -2.9, -1.25, -0.84375, 1e-9, 0.3, 0.84, 1.0, 1.3, 2.8, 3.5, 5.9]]),
    "sin": (torch.sin, [ANGLES]),
    "cos": (torch.cos, [ANGLES]),
    "tan": (torch.tan, [[-40.0, -1.0, -0.0, 0.0, 0.5, 1.5, 1e6]]),
    "atan2": (torch.atan2, [[1.0, -1.0, 1e-300, 3.0, -0.5, 2.0, 0.0, 1e-5], [2.0, -3.0, -1.0, 0.0, -1e-3, 1e6, 1.0, -1e-5]]),
    "atan2 of zeros and infinities, the value": (
        lambda y, x: torch.atan2(y, x).detach(),
        [[0.0, -0.0, 0.0, -0.0, inf, inf, -inf, 1.0, nan], [0.0, 0.0, -0.0, -0.0, inf, -inf, 1.0, -inf, 1.0]],
    ),
    "floor": (torch.floor, [EDGE + HALVES]),
    "ceil": (torch.ceil, [EDGE + HALVES]),
    "round": (torch.round, [EDGE + HALVES]),
    "mod": (torch.remainder, [[5.5, -5.5, 5.5, -5.5, 6.0, -6.0, 0.3, 1e17, -1e-20], [2.0, 2.0, -2.0, -2.0, 3.0, 3.0, 0.1, 7.0, 1.0]]),
    "mod broadcasts": (torch.remainder, [[[5.0], [-7.5]], [2.0, -3.0, 0.75]]),
    "mod by zero, the value": (lambda a, b: torch.remainder(a, b).detach(), [[1.0, 0.0, -1.0, inf, 5.0, nan], [0.0, 0.0, 0.0, 2.0, inf, 2.0]]),
    "cumSum": (lambda x: torch.cumsum(x, -1), [TABLE]),
    "cumSum 0": (lambda x: torch.cumsum(x, 0), [CUBE]),
    "cumSum reverse": (lambda x: x.flip(1).cumsum(1).flip(1), [TABLE]),
    "cumSum exclusive": (lambda x: x.cumsum(1) - x, [TABLE]),
    "cumProd": (lambda x: torch.cumprod(x, -1), [TABLE]),
    "cumProd with a zero": (lambda x: torch.cumprod(x, -1), [[2.0, 0.0, 3.0, -1.5]]),
    "cumProd with zeros": (lambda x: torch.cumprod(x, 0), [[[0.0, 2.0], [0.0, 0.0], [3.0, 4.0], [5.0, 0.5]]]),
    "cumProd reverse": (lambda x: x.flip(0).cumprod(0).flip(0), [TABLE]),
    "recurrence": (recurrence, [[0.5, -2.0, 0.0, 1.5], [1.0, 2.0, 3.0, 4.0]]),
    "sort": (lambda x: torch.sort(x, stable=True)[0], [TIES]),
    "sort descending 0": (lambda x: torch.sort(x, dim=0, descending=True, stable=True)[0], [CUBE]),
    "sort with NaN": (lambda x: torch.sort(x)[0], [[2.0, nan, -inf, inf, -1.0]]),
    "argSort": (lambda x: torch.argsort(x, stable=True), [TIES]),
    "argSort descending with NaN": (lambda x: torch.argsort(x, descending=True, stable=True), [[2.0, nan, 2.0, inf, nan, -1.0]]),
    "topK": (lambda x: torch.topk(x, 2)[0], [CUBE_WIDE]),
    "topK positions": (lambda x: torch.topk(x, 2)[1], [CUBE_WIDE]),
    "takeAlongAxis": (lambda x: torch.take_along_dim(x, torch.tensor([[2, 2], [0, 1]]), 1), [TABLE]),
    "take 1": (lambda x: x[:, torch.tensor([[2, 0], [1, 1]])], [CUBE]),
    "flip": (lambda x: x.flip(0, 2), [CUBE]),
    "tile": (lambda x: x.tile(2, 3), [TABLE]),
    "stack": (lambda a, b: torch.stack([a, b[:, :3]], 1), [TABLE, TIES]),
    "splitAlong": (lambda x: torch.split(x, [1, 2], 1)[1], [TABLE]),
}

write(__file__, CASES)

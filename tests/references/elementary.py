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
}

write(__file__, CASES)

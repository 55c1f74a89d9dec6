"""Values and gradients of PyTorch's elementary functions, scans and orders in float64; writes elementary.json beside it.

    python tests/references/elementary.py

Needs torch. tests/ops/elementary.test.ts has the same cases by name. A new case is one line in CASES and one there.
"""

import math

import torch

from known import write

inf, nan = math.inf, math.nan
EDGE = [nan, -inf, -1e300, -40.0, -1.0, -1e-300, -0.0, 0.0, 1e-300, 1.0, 40.0, 1e300, inf]

# name: function, arguments
CASES = {
    "erf": (torch.erf, [EDGE + [-6.0, -2.9, -1.25, -0.84375, 1e-9, 0.3, 0.84, 1.0, 1.3, 2.8, 3.5, 5.9]]),
}

write(__file__, CASES)

"""Convolution and pooling by PyTorch in float64, values and gradients; writes windows.json beside it.

    python tests/references/windows.py

Needs torch. Numbers are made by `ramp`, which tests/ops/conv.test.ts writes down too. Images are [n, c, h, w] and weights
[filters, c / groups, kh, kw], PyTorch's own order. Padding that differs by side is put around the images first: by zeros
for convolutions, by minus infinity for maxima. The gradients are of sum(result * ramp(result's shape)).
"""

import json
import math
import pathlib
import platform

import torch
import torch.nn.functional as F


def ramp(shape, seed):
    """Distinct numbers between -1 and 1 without a pattern: sin(1 + seed + 1.7 i)."""
    n = math.prod(shape)
    values = [math.sin(1 + seed + 1.7 * i) for i in range(n)]
    return torch.tensor(values, dtype=torch.float64).reshape(shape).requires_grad_()


def sides(padding):
    (top, bottom), (left, right) = padding
    return (left, right, top, bottom)


CONVOLUTIONS = [
    {"x": [2, 3, 5, 6], "w": [4, 3, 3, 2]},
    {"x": [1, 2, 7, 6], "w": [3, 2, 3, 3], "stride": [2, 2], "padding": [[1, 1], [1, 1]]},
    {"x": [1, 2, 7, 6], "w": [3, 2, 3, 2], "dilation": [2, 3]},
    {"x": [2, 4, 5, 4], "w": [6, 2, 2, 3], "groups": 2},
    {"x": [1, 3, 5, 5], "w": [3, 1, 3, 3], "groups": 3, "padding": [[1, 1], [1, 1]]},
    {"x": [1, 4, 6, 5], "w": [2, 2, 3, 2], "stride": [2, 1], "dilation": [1, 2], "groups": 2, "padding": [[0, 2], [1, 0]]},
]
POOLS = [
    {"kind": "max", "x": [2, 2, 4, 6], "window": [2, 2], "stride": [2, 2]},
    {"kind": "max", "x": [1, 2, 6, 5], "window": [3, 3], "stride": [2, 2]},
    {"kind": "max", "x": [1, 2, 5, 6], "window": [3, 2], "stride": [1, 2], "padding": [[1, 0], [0, 1]]},
    {"kind": "average", "x": [2, 2, 4, 6], "window": [2, 2], "stride": [2, 2]},
    {"kind": "average", "x": [1, 2, 6, 5], "window": [3, 3], "stride": [2, 2], "padding": [[1, 1], [1, 1]]},
    {"kind": "average", "x": [1, 1, 5, 5], "window": [3, 2], "stride": [1, 1]},
]
NONE = [[0, 0], [0, 0]]


def gradients(y, tensors):
    (y * ramp(list(y.shape), 3)).sum().backward()
    flat = lambda t: t.detach().reshape(-1).tolist()
    return {"shape": list(y.shape), "y": flat(y), "gradients": [flat(t.grad) for t in tensors]}


def convolution(case):
    x, w = ramp(case["x"], 1), ramp(case["w"], 2)
    padded = F.pad(x, sides(case.get("padding", NONE)))
    options = {k: case[k] for k in ("stride", "dilation", "groups") if k in case}
    return {**case, **gradients(F.conv2d(padded, w, **options), [x, w])}


def pool(case):
    x = ramp(case["x"], 1)
    padding = case.get("padding", NONE)
    if case["kind"] == "max":
        y = F.max_pool2d(F.pad(x, sides(padding), value=-math.inf), case["window"], case["stride"])
    else:
        even = [padding[0][0], padding[1][0]]
        y = F.avg_pool2d(x, case["window"], case["stride"], padding=even, count_include_pad=False)
    return {**case, **gradients(y, [x])}


result = {
    "reference": {"torch": torch.__version__, "python": platform.python_version()},
    "convolutions": [convolution(c) for c in CONVOLUTIONS],
    "pools": [pool(p) for p in POOLS],
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result) + "\n")

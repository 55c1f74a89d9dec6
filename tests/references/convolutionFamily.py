"""The convolution family by PyTorch in float64, values and gradients; writes convolutionFamily.json beside it.

    python tests/references/convolutionFamily.py

Needs torch. Shapes are those of Fluxion, channels last; tensors are turned to PyTorch's order and back. Numbers are made
by `ramp`, as in windows.py: the first tensor of a case with seed 1, the next with seed 2, and so on. Padding that differs
by side is put around the data first. The gradients are of sum(result * ramp(result's shape, 9)).
"""

import json
import math
import pathlib
import platform

import torch
import torch.nn.functional as F


def ramp(shape, seed):
    """Distinct numbers between -1 and 1 without a pattern: sin(1 + seed + 1.7 i)."""
    values = [math.sin(1 + seed + 1.7 * i) for i in range(math.prod(shape))]
    return torch.tensor(values, dtype=torch.float64).reshape(shape)


def first(x):
    return x.movedim(-1, 1)


def last(x):
    return x.movedim(1, -1)


def turned(w):
    """[window, in, out] as [out, in, window]."""
    return w.movedim(-1, 0).movedim(-1, 1)


def ends(padding):
    """Pairs of each axis in the order of F.pad: the last axis first."""
    return [count for pair in reversed(padding) for count in pair]


def options(o, *names):
    return {name: o[name] for name in names if name in o}


def convolution(of):
    def run(o, x, w):
        padding = o.get("padding", [])
        return last(of(F.pad(first(x), ends(padding)), turned(w), **options(o, "stride", "dilation", "groups")))

    return run


def transposed(o, x, w):
    # [kh, kw, out, in] is [in, out, kh, kw] there
    named = options(o, "stride", "dilation", "groups", "padding", "output_padding")
    return last(F.conv_transpose2d(first(x), turned(w), **named))


def depthwise(o, x, w):
    kh, kw, c, m = w.shape
    weights = w.permute(2, 3, 0, 1).reshape(c * m, 1, kh, kw)
    return last(F.conv2d(F.pad(first(x), ends(o.get("padding", []))), weights, groups=c, **options(o, "stride", "dilation")))


def separable(o, x, w, v):
    return last(F.conv2d(first(depthwise(o, x, w)), turned(v)))


def upsample(o, x):
    bilinear = {"align_corners": False} if o["method"] == "bilinear" else {}
    return last(F.interpolate(first(x), scale_factor=tuple(map(float, o["factor"])), mode=o["method"], **bilinear))


def maximum(of):
    def run(o, x):
        return last(of(F.pad(first(x), ends(o.get("padding", [])), value=-math.inf), o["window"], o["stride"]))

    return run


def average(of):
    def run(o, x):
        padding = [pair[0] for pair in o.get("padding", [[0, 0]] * len(o["window"]))]
        return last(of(first(x), o["window"], o["stride"], padding=padding, count_include_pad=False))

    return run


OPS = {
    "conv1d": convolution(F.conv1d),
    "conv3d": convolution(F.conv3d),
    "conv2dTranspose": transposed,
    "depthwiseConv2d": depthwise,
    "separableConv2d": separable,
    "upsample2d": upsample,
    "adaptiveAvgPool2d": lambda o, x: last(F.adaptive_avg_pool2d(first(x), o["size"])),
    "adaptiveMaxPool2d": lambda o, x: last(F.adaptive_max_pool2d(first(x), o["size"])),
    "maxPool1d": maximum(F.max_pool1d),
    "avgPool1d": average(F.avg_pool1d),
    "maxPool3d": maximum(F.max_pool3d),
    "avgPool3d": average(F.avg_pool3d),
}
CASES = [
    ("conv1d", {}, [2, 7, 3], [3, 3, 4]),
    ("conv1d", {"stride": [2], "dilation": [2], "padding": [[1, 2]]}, [1, 8, 2], [3, 2, 3]),
    ("conv1d", {"groups": 2, "stride": [3], "padding": [[0, 1]]}, [2, 6, 4], [2, 2, 6]),
    ("conv3d", {}, [1, 4, 3, 4, 2], [2, 3, 2, 2, 3]),
    ("conv3d", {"stride": [2, 1, 2], "dilation": [1, 2, 1], "padding": [[1, 0], [1, 1], [0, 1]]}, [2, 4, 4, 3, 1], [3, 2, 2, 1, 2]),
    ("conv3d", {"groups": 2, "dilation": [2, 1, 1], "padding": [[1, 2], [0, 0], [0, 0]]}, [1, 3, 3, 3, 4], [2, 2, 2, 2, 2]),
    ("conv3d", {"stride": [2, 2, 2]}, [1, 3, 4, 3, 2], [1, 2, 1, 2, 2]),
    ("conv2dTranspose", {}, [2, 3, 2, 3], [2, 3, 2, 3]),
    ("conv2dTranspose", {"stride": [2, 3], "padding": [1, 0], "output_padding": [1, 2]}, [1, 3, 2, 2], [3, 2, 3, 2]),
    ("conv2dTranspose", {"stride": [2, 1], "dilation": [2, 3], "padding": [1, 2]}, [1, 2, 3, 2], [3, 2, 1, 2]),
    ("conv2dTranspose", {"groups": 2, "stride": [3, 2]}, [1, 2, 3, 4], [2, 2, 3, 4]),
    ("depthwiseConv2d", {}, [2, 4, 3, 3], [2, 2, 3, 1]),
    ("depthwiseConv2d", {"stride": [2, 1], "dilation": [1, 2], "padding": [[1, 0], [0, 2]]}, [1, 5, 4, 2], [3, 2, 2, 3]),
    ("separableConv2d", {}, [1, 4, 4, 2], [3, 2, 2, 2], [1, 1, 4, 3]),
    ("separableConv2d", {"stride": [2, 2], "padding": [[1, 1], [1, 0]]}, [2, 4, 3, 3], [2, 3, 3, 1], [1, 1, 3, 2]),
    ("upsample2d", {"method": "nearest", "factor": [2, 3]}, [2, 2, 3, 2]),
    ("upsample2d", {"method": "bilinear", "factor": [2, 3]}, [2, 2, 3, 2]),
    ("upsample2d", {"method": "bilinear", "factor": [4, 1]}, [1, 3, 2, 1]),
    ("upsample2d", {"method": "bilinear", "factor": [2, 5]}, [1, 3, 1, 2]),
    ("adaptiveAvgPool2d", {"size": [2, 3]}, [2, 4, 6, 2]),
    ("adaptiveAvgPool2d", {"size": [3, 5]}, [1, 7, 8, 2]),
    ("adaptiveAvgPool2d", {"size": [4, 2]}, [1, 3, 4, 1]),
    ("adaptiveMaxPool2d", {"size": [2, 3]}, [2, 4, 6, 2]),
    ("adaptiveMaxPool2d", {"size": [3, 5]}, [1, 7, 8, 2]),
    ("adaptiveMaxPool2d", {"size": [4, 2]}, [1, 3, 4, 1]),
    ("maxPool1d", {"window": [3], "stride": [2], "padding": [[1, 0]]}, [2, 6, 2]),
    ("avgPool1d", {"window": [3], "stride": [2], "padding": [[1, 1]]}, [2, 6, 2]),
    ("maxPool3d", {"window": [2, 2, 2], "stride": [2, 2, 2]}, [1, 4, 4, 2, 2]),
    ("maxPool3d", {"window": [2, 3, 2], "stride": [1, 2, 1], "padding": [[1, 0], [1, 1], [0, 1]]}, [1, 3, 4, 3, 2]),
    ("avgPool3d", {"window": [2, 3, 2], "stride": [1, 2, 2], "padding": [[1, 1], [1, 1], [0, 0]]}, [1, 3, 4, 4, 2]),
]


def case(name, o, *shapes):
    tensors = [ramp(shape, i + 1).requires_grad_() for i, shape in enumerate(shapes)]
    y = OPS[name](o, *tensors)
    gradients = torch.autograd.grad((y * ramp(list(y.shape), 9)).sum(), tensors)
    flat = lambda t: t.detach().reshape(-1).tolist()
    return {
        "op": name,
        "options": o,
        "shapes": list(shapes),
        "shape": list(y.shape),
        "y": flat(y),
        "gradients": [flat(g) for g in gradients],
    }


result = {
    "reference": {"torch": torch.__version__, "python": platform.python_version()},
    # "conv1d 1", "conv1d 2", ...
    "cases": {f"{c[0]} {[d[0] for d in CASES[: i + 1]].count(c[0])}": case(*c) for i, c in enumerate(CASES)},
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result) + "\n")

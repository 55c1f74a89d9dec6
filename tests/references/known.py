"""Values and gradients of functions of PyTorch in float64, as JSON. The cotangent of a result of n numbers is
0.5, 0.75, 1, ... in row-major order."""

import json
import math
import pathlib

import torch


def plain(x):
    """Numbers that JSON has not as text."""
    return [v if math.isfinite(v) else str(v) for v in x.detach().reshape(-1).tolist()]


def known(f, values):
    xs = [torch.as_tensor(v, dtype=torch.float64).requires_grad_() for v in values]
    y = f(*xs)
    if not y.requires_grad:  # flat
        y = y.double() + 0 * sum(x.nan_to_num(0, 0, 0).sum() for x in xs)
    cotangent = torch.arange(y.numel(), dtype=torch.float64).mul(0.25).add(0.5).reshape(y.shape)
    gradients = torch.autograd.grad(y, xs, cotangent, allow_unused=True)
    return {
        "args": [{"shape": list(x.shape), "values": plain(x)} for x in xs],
        "shape": list(y.shape),
        "value": plain(y),
        "gradients": [plain(torch.zeros_like(x) if g is None else g) for x, g in zip(xs, gradients)],
    }


def write(script, cases):
    """Writes the cases (name: function, arguments) beside a script."""
    result = {
        "reference": {"torch": torch.__version__},
        "cases": {name: known(f, values) for name, (f, values) in cases.items()},
    }
    pathlib.Path(script).with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n")

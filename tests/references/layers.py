"""Outputs, gradients and running statistics of PyTorch's layers in float64; writes layers.json beside it.

    python tests/references/layers.py

Needs torch. Images are [batch, height, width, channels] here and channels first there. The cotangent of a result of n
numbers is 0.5, 0.75, 1, ... in row-major order. tests/models/layersReference.test.ts builds the same layers by name.
"""

import json
import pathlib

import torch
from torch import nn

torch.set_default_dtype(torch.float64)


def wave(*shape, phase=0.0, step=0.7):
    n = torch.Size(shape).numel()
    return (torch.arange(n) * step + phase).sin().reshape(shape) + torch.arange(n).reshape(shape) / n


def cotangent(y):
    return torch.arange(y.numel(), dtype=y.dtype).mul(0.25).add(0.5).reshape(y.shape)


def flat(x):
    return x.detach().reshape(-1).tolist()


def case(x, forward, params, state=None, before=()):
    """`params`: tensors in the order of our leaves; `forward(x, *params)` in our layout; `state()` after it."""
    x = x.clone().requires_grad_()
    params = [p.clone().requires_grad_() for p in params]
    y = forward(x, *params)
    gradients = torch.autograd.grad(y, [x, *params], cotangent(y))
    return {
        "x": {"shape": list(x.shape), "values": flat(x)},
        "params": [flat(p) for p in params],
        "before": [flat(s) for s in before],
        "y": {"shape": list(y.shape), "values": flat(y)},
        "gradients": [flat(g) for g in gradients],
        "after": [] if state is None else [flat(s) for s in state()],
    }


def first(x):
    return x.movedim(-1, 1) if x.dim() > 2 else x


def last(x):
    return x.movedim(1, -1) if x.dim() > 2 else x


def batch_norm(shape, momentum, epsilon, train):
    channels = shape[-1]
    mean, variance = wave(channels, phase=0.3), wave(channels, phase=1.1).abs() + 0.5
    before = (mean.clone(), variance.clone())

    def forward(x, scale, offset):
        return last(nn.functional.batch_norm(first(x), mean, variance, scale, offset, train, momentum, epsilon))

    params = [wave(channels, phase=0.2) + 1, wave(channels, phase=0.9)]
    return case(wave(*shape), forward, params, lambda: (mean, variance), before)


def layer_norm(shape, epsilon):
    def forward(x, scale, offset):
        return nn.functional.layer_norm(x, shape[-1:], scale, offset, epsilon)

    return case(wave(*shape), forward, [wave(shape[-1], phase=0.2) + 1, wave(shape[-1], phase=0.9)])


def group_norm(shape, groups, epsilon):
    def forward(x, scale, offset):
        return last(nn.functional.group_norm(first(x), groups, scale, offset, epsilon))

    return case(wave(*shape), forward, [wave(shape[-1], phase=0.2) + 1, wave(shape[-1], phase=0.9)])


CASES = {
    "batchNorm, training, rows": lambda: batch_norm((5, 3), 0.1, 1e-5, True),
    "batchNorm, training, images": lambda: batch_norm((2, 3, 2, 4), 0.3, 1e-3, True),
    "batchNorm, in use": lambda: batch_norm((2, 3, 2, 4), 0.3, 1e-3, False),
    "layerNorm, rows": lambda: layer_norm((3, 5), 1e-5),
    "layerNorm, sequences": lambda: layer_norm((2, 3, 4), 1e-3),
    "groupNorm": lambda: group_norm((2, 3, 2, 6), 3, 1e-5),
    "instanceNorm": lambda: group_norm((2, 3, 2, 4), 4, 1e-5),
}

result = {"reference": {"torch": torch.__version__}, "cases": {name: make() for name, make in CASES.items()}}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result) + "\n")

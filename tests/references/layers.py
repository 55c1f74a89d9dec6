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
    x = x.clone() if x.dtype == torch.long else x.clone().requires_grad_()
    params = [p.clone().requires_grad_() for p in params]
    y = forward(x, *params)
    gradients = torch.autograd.grad(y, [t for t in (x, *params) if t.requires_grad], cotangent(y))
    return {
        "x": {"shape": list(x.shape), "values": flat(x), "dtype": "f64" if x.requires_grad else "i32"},
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


def recurrent(kind, gates, sequences, two_biases=False):
    n, t, f, units = 2, 3, 3, 2
    w, u, b = wave(f, gates * units, phase=0.1) / 2, wave(units, gates * units, phase=0.4) / 2, wave(gates * units)
    params = [w, u, b] + ([wave(gates * units, phase=2.0)] if two_biases else [])

    def forward(x, w, u, b, b2=None):
        layer = kind(f, units, batch_first=True)
        flat = {
            "weight_ih_l0": w.T,
            "weight_hh_l0": u.T,
            "bias_ih_l0": b,
            "bias_hh_l0": torch.zeros_like(b) if b2 is None else b2,
        }
        y, _ = torch.func.functional_call(layer, flat, (x,))
        return y if sequences else y[:, -1]

    return case(wave(n, t, f), forward, params)


def attention(causal):
    n, t, c, heads = 2, 3, 4, 2
    params = []
    for i in range(4):
        params += [wave(c, c, phase=i) / 2, wave(c, phase=i + 0.5) / 2]

    def forward(x, wq, bq, wk, bk, wv, bv, wo, bo):
        def heads_of(w, b):
            return (x @ w + b).reshape(n, t, heads, c // heads).transpose(1, 2)

        q, k, v = heads_of(wq, bq), heads_of(wk, bk), heads_of(wv, bv)
        y = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=causal)
        return y.transpose(1, 2).reshape(n, t, c) @ wo + bo

    return case(wave(n, t, c), forward, params)


def transformer():
    n, t, c, hidden, heads = 2, 3, 4, 6, 2
    square = [wave(c, c, phase=i) / 2 for i in range(4)]
    biases = [wave(c, phase=i + 0.5) / 2 for i in range(4)]
    params = [wave(c, phase=0.2) + 1, wave(c, phase=0.9)]
    for w, b in zip(square, biases):
        params += [w, b]
    params += [wave(c, phase=1.2) + 1, wave(c, phase=1.9)]
    params += [wave(c, hidden, phase=0.3), wave(hidden, phase=0.6), wave(hidden, c, phase=0.8), wave(c, phase=0.7)]

    def forward(x, s1, o1, wq, bq, wk, bk, wv, bv, wo, bo, s2, o2, w1, b1, w2, b2):
        layer = nn.TransformerEncoderLayer(c, heads, hidden, 0.0, "gelu", 1e-5, True, norm_first=True)
        flat = {
            "self_attn.in_proj_weight": torch.cat([wq.T, wk.T, wv.T]),
            "self_attn.in_proj_bias": torch.cat([bq, bk, bv]),
            "self_attn.out_proj.weight": wo.T,
            "self_attn.out_proj.bias": bo,
            "linear1.weight": w1.T,
            "linear1.bias": b1,
            "linear2.weight": w2.T,
            "linear2.bias": b2,
            "norm1.weight": s1,
            "norm1.bias": o1,
            "norm2.weight": s2,
            "norm2.bias": o2,
        }
        return torch.func.functional_call(layer, flat, (x,))

    return case(wave(n, t, c), forward, params)


def dense():
    return case(wave(3, 4), lambda x, w, b: x @ w + b, [wave(4, 2, phase=0.3), wave(2, phase=0.8)])


def convolution(shape, window, filters, padding, bias, **options):
    depth = shape[-1] // options.get("groups", 1)
    params = [wave(*window, depth, filters, phase=0.4)] + ([wave(filters, phase=0.9)] if bias else [])

    def forward(x, w, b=None):
        padded = nn.functional.pad(first(x), padding)
        return last(nn.functional.conv2d(padded, w.permute(3, 2, 0, 1), b, **options))

    return case(wave(*shape, step=1.3), forward, params)


def embedding():
    indexes = torch.tensor([[2, 0, 2], [1, 4, 4]])
    return case(indexes, lambda x, w: nn.functional.embedding(x, w), [wave(5, 3)])


def without_parameters(shape, f):
    return case(wave(*shape, step=1.3), lambda x: last(f(first(x))), [])


def of_channels(f):
    return without_parameters((2, 3, 4, 2), lambda x: f(x, dim=(2, 3)))


CASES = {
    "dense": dense,
    "conv2d": lambda: convolution((2, 5, 4, 3), (3, 2), 4, (0, 0, 0, 0), True),
    "conv2d, strides, dilation, groups": lambda: convolution(
        (1, 7, 6, 4), (3, 2), 6, (1, 0, 2, 1), False, stride=(2, 1), dilation=(1, 2), groups=2
    ),
    "embedding": embedding,
    "positionEmbedding": lambda: case(wave(2, 3, 2), lambda x, places: x + places, [wave(3, 2, phase=0.4)]),
    "prelu": lambda: case(wave(3, 4), lambda x, a: nn.functional.prelu(x, a), [wave(4, phase=0.3)]),
    "flatten": lambda: case(wave(2, 3, 2), lambda x: x.flatten(1), []),
    "maxPool2d": lambda: without_parameters((2, 5, 4, 2), lambda x: nn.functional.max_pool2d(x, (3, 2), (2, 1))),
    "minPool2d": lambda: without_parameters((2, 5, 4, 2), lambda x: -nn.functional.max_pool2d(-x, 2)),
    "avgPool2d": lambda: without_parameters(
        (2, 6, 6, 2), lambda x: nn.functional.avg_pool2d(x, 3, 2, padding=1, count_include_pad=False)
    ),
    "globalMaxPool2d": lambda: of_channels(torch.amax),
    "globalMinPool2d": lambda: of_channels(torch.amin),
    "globalAvgPool2d": lambda: of_channels(torch.mean),
    "timeDistributed": lambda: case(
        wave(2, 3, 4), lambda x, w, b: x @ w + b, [wave(4, 2, phase=0.3), wave(2, phase=0.8)]
    ),
    "residual": lambda: case(
        wave(3, 4), lambda x, w, b: x + torch.tanh(x @ w + b), [wave(4, 4, phase=0.3), wave(4, phase=0.8)]
    ),
    "branch": lambda: case(
        wave(3, 4),
        lambda x, w, b, v, c: torch.cat([x @ w + b, torch.tanh(x @ v + c)], 1),
        [wave(4, 2, phase=0.3), wave(2, phase=0.8), wave(4, 3, phase=0.5), wave(3, phase=0.1)],
    ),
    "repeat": lambda: case(
        wave(3, 2),
        lambda x, w, b, v, c: torch.tanh(torch.tanh(x @ w + b) @ v + c),
        [wave(2, 2, phase=0.3), wave(2, phase=0.8), wave(2, 2, phase=0.5), wave(2, phase=0.1)],
    ),
    "simpleRnn": lambda: recurrent(nn.RNN, 1, False),
    "simpleRnn, sequences": lambda: recurrent(nn.RNN, 1, True),
    "lstm": lambda: recurrent(nn.LSTM, 4, False),
    "lstm, sequences": lambda: recurrent(nn.LSTM, 4, True),
    "gru": lambda: recurrent(nn.GRU, 3, False, True),
    "gru, sequences": lambda: recurrent(nn.GRU, 3, True, True),
    "multiHeadAttention": lambda: attention(False),
    "multiHeadAttention, causal": lambda: attention(True),
    "transformerBlock": transformer,
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

"""Values and gradients of PyTorch's activations in float64; writes activations.json beside it.

    python tests/references/activations.py

Needs torch. tests/ops/activations.test.ts has the same cases by name. PyTorch has no sparsemax: it is written here by
sorting, as in the paper, and differentiated by PyTorch. The gradient of its hardsigmoid is 1/6 in single precision only, so
that function is written by relu6.
"""

import torch
import torch.nn.functional as F

from known import write

POINTS = [-1e4, -40.0, -6.0, -3.0, -1.7, -1.0, -0.3, -1e-9, 0.0, 1e-9, 0.4, 1.0, 2.2, 3.0, 5.5, 40.0, 1e4]
ROWS = [[0.5, -1.25, 3.0, 2.75], [0.1, 0.1, -0.2, 0.1], [1e4, -1e4, 9999.5, 0.0], [0.0, -5.0, -0.25, 0.5]]


def sparsemax(z):
    ordered, _ = torch.sort(z, dim=-1, descending=True)
    sums = ordered.cumsum(-1)
    count = torch.arange(1, z.shape[-1] + 1, dtype=z.dtype)
    size = (1 + count * ordered > sums).sum(-1, keepdim=True)
    threshold = (sums.gather(-1, size - 1) - 1) / size
    return torch.relu(z - threshold)


# name: function, arguments
CASES = {
    "relu": (F.relu, [POINTS]),
    "leakyRelu": (F.leaky_relu, [POINTS]),
    "leakyRelu 0.3": (lambda x: F.leaky_relu(x, 0.3), [POINTS]),
    "prelu": (lambda x, s: torch.where(x > 0, x, s * x), [ROWS, [0.25, -0.5, 0.1, 2.0]]),
    "prelu of one slope": (lambda x, s: F.prelu(x, s), [POINTS, [0.2]]),
    "elu": (F.elu, [POINTS]),
    "elu 0.5": (lambda x: F.elu(x, 0.5), [POINTS]),
    "selu": (F.selu, [POINTS]),
    "gelu": (F.gelu, [POINTS]),
    "gelu by tanh": (lambda x: F.gelu(x, approximate="tanh"), [POINTS]),
    "swish": (F.silu, [POINTS]),
    "swish 2": (lambda x: x * torch.sigmoid(2 * x), [POINTS]),
    "hardSwish": (F.hardswish, [POINTS]),
    "mish": (F.mish, [POINTS]),
    "softplus": (lambda x: F.softplus(x, threshold=1e9), [[x for x in POINTS if x < 700]]),
    "sigmoid": (torch.sigmoid, [POINTS]),
    "hardSigmoid": (lambda x: F.relu6(x + 3) / 6, [POINTS]),
    "tanh": (torch.tanh, [POINTS]),
    "softsign": (F.softsign, [POINTS]),
    "softmax": (lambda x: F.softmax(x, -1), [ROWS]),
    "logSoftmax": (lambda x: F.log_softmax(x, -1), [ROWS]),
    "sparsemax": (sparsemax, [ROWS]),
    "sparsemax 0": (lambda x: sparsemax(x.T).T, [ROWS]),
}

write(__file__, CASES)

"""Values and gradients of PyTorch's operations in float64, at smooth points and at edges; writes ops.json beside it.

    python tests/references/ops.py

Needs torch. tests/ops/reference.test.ts has the same cases by name. The cotangent of a result of n numbers is
0.5, 0.75, 1, ... in row-major order. A new case is one line in CASES and one in the test.
"""

import math

import torch
import torch.nn.functional as F

from known import write

inf, nan = math.inf, math.nan
EDGE = [-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0]
WIDE = [-1000.0, -40.0, -1.0, 0.0, 1.0, 40.0, 1000.0]
TABLE = [[1.0, -2.0, 3.0], [0.5, 3.0, 3.0]]
TIES = [[2.0, 2.0, 1.0], [-1.0, -1.0, -1.0]]
CUBE = [[[0.1 * (i + 2 * j - 3 * k) for k in range(2)] for j in range(3)] for i in range(2)]


def count(*shape):
    n = math.prod(shape)
    return torch.arange(n, dtype=torch.float64).mul(0.37).sin().reshape(shape).tolist()


def index(*values):
    return torch.tensor(values)


# name: function, arguments
CASES = {
    "add": (torch.add, [TABLE, TIES]),
    "add broadcasts": (torch.add, [count(2, 1, 3), count(4, 1)]),
    "sub broadcasts": (torch.sub, [count(3), count(2, 3)]),
    "mul broadcasts": (torch.mul, [count(2, 1, 3), count(4, 1)]),
    "div": (torch.div, [EDGE, [0.5, -1.0, 2.0, 3.0, -4.0, 0.25, 8.0]]),
    "div by zero": (torch.div, [[1.0, -1.0, 0.0], [0.0, 0.0, 0.0]]),
    "neg": (torch.neg, [EDGE]),
    "abs": (torch.abs, [EDGE]),
    "sign": (torch.sign, [EDGE]),
    "exp": (torch.exp, [WIDE]),
    "expm1": (torch.expm1, [[-1000.0, -1.0, -1e-12, 0.0, 1e-12, 1.0]]),
    "log": (torch.log, [[-1.0, 0.0, 1e-300, 1.0, inf]]),
    "log1p": (torch.log1p, [[-1.0, -1e-12, 0.0, 1e-12, 1.0]]),
    "sqrt": (torch.sqrt, [[-1.0, 0.0, 4.0, inf]]),
    "pow 0": (lambda x: torch.pow(x, 0), [EDGE + [nan]]),
    "pow 2": (lambda x: torch.pow(x, 2), [EDGE]),
    "pow 3": (lambda x: torch.pow(x, 3), [EDGE]),
    "pow -1": (lambda x: torch.pow(x, -1), [EDGE]),
    "pow 0.5": (lambda x: torch.pow(x, 0.5), [EDGE]),
    "pow -2.5": (lambda x: torch.pow(x, -2.5), [[0.0, 0.5, 1.0, 2.0]]),
    "tanh": (torch.tanh, [WIDE]),
    "sigmoid": (torch.sigmoid, [WIDE]),
    "softplus": (lambda x: F.softplus(x, threshold=1e9), [[-40.0, -1.0, 0.0, 1.0, 40.0, 700.0]]),
    "relu": (torch.relu, [EDGE]),
    "clamp at its bounds": (lambda x: torch.clamp(x, -1, 1), [EDGE + [nan]]),
    "maximum with ties": (torch.maximum, [[1.0, 2.0, 3.0], [2.0, 2.0, 2.0]]),
    "minimum with ties": (torch.minimum, [[1.0, 2.0, 3.0], [2.0, 2.0, 2.0]]),
    "where": (lambda a, b: torch.where(torch.tensor([True, False, True]), a, b), [count(2, 3), count(3)]),
    "sum": (torch.sum, [CUBE]),
    "sum 0, 2": (lambda x: torch.sum(x, (0, 2)), [CUBE]),
    "sum -1 keep": (lambda x: torch.sum(x, -1, keepdim=True), [CUBE]),
    "sum of nothing": (lambda x: torch.sum(x[:, :0], 1), [TABLE]),
    "mean": (torch.mean, [CUBE]),
    "mean 1": (lambda x: torch.mean(x, 1), [CUBE]),
    "max with ties": (torch.amax, [TIES]),
    "max 1 with ties": (lambda x: torch.amax(x, 1), [TIES]),
    "min 0 keep": (lambda x: torch.amin(x, 0, keepdim=True), [TABLE]),
    "softmax": (lambda x: torch.softmax(x, -1), [[WIDE, EDGE]]),
    "softmax 0": (lambda x: torch.softmax(x, 0), [TABLE]),
    "logSoftmax": (lambda x: torch.log_softmax(x, -1), [[WIDE, EDGE]]),
    "logSumExp": (lambda x: torch.logsumexp(x, -1), [[WIDE, EDGE]]),
    "logSumExp 0": (lambda x: torch.logsumexp(x, 0), [TABLE]),
    "matmul": (torch.matmul, [count(2, 3), count(3, 4)]),
    "matmul batched": (torch.matmul, [count(2, 3, 4), count(2, 4, 2)]),
    "matmul broadcasts": (torch.matmul, [count(2, 1, 2, 3), count(4, 3, 2)]),
    "matmul over nothing": (torch.matmul, [torch.zeros(2, 0), torch.zeros(0, 3)]),
    "permute": (lambda x: x.permute(2, 0, 1), [CUBE]),
    "transpose": (lambda x: x.transpose(-1, -2), [CUBE]),
    "reshape": (lambda x: x.reshape(4, 3), [CUBE]),
    "slice with steps": (lambda x: x[1:6:2, 0:5:3], [count(7, 5)]),
    "pad": (lambda x: F.pad(x, (1, 2, 0, 1), value=7.0), [TABLE]),
    "concat 1": (lambda a, b: torch.cat([a, b], 1), [count(2, 3), count(2, 1)]),
    "broadcastTo": (lambda x: x.broadcast_to(2, 2, 3), [count(2, 1)]),
    "equal": (torch.eq, [EDGE, [-2.0, 1.0, -0.5, -0.0, 0.5, nan, 2.0]]),
    "notEqual": (torch.ne, [EDGE, [-2.0, 1.0, -0.5, -0.0, 0.5, nan, 2.0]]),
    "less broadcasts": (torch.lt, [EDGE, [0.0]]),
    "lessEqual broadcasts": (torch.le, [EDGE, [0.0]]),
    "greater broadcasts": (torch.gt, [EDGE, [0.0]]),
    "greaterEqual broadcasts": (torch.ge, [EDGE, [0.0]]),
    "argMax with ties": (lambda x: torch.argmax(x, -1), [TIES]),
    "argMax 0": (lambda x: torch.argmax(x, 0), [TABLE]),
    "cast to whole numbers": (lambda x: x.int(), [[-2.7, -0.5, 0.0, 0.5, 2.7]]),
    "oneHot": (lambda x: F.one_hot(x.long(), 4), [[0.0, 3.0, 1.0]]),
    "identity": (lambda x: x.clone(), [TABLE]),
    "stopGradient": (lambda x: x.detach(), [TABLE]),
    "square": (torch.square, [EDGE]),
    "gather with repeats": (lambda x: x[index(2, 0, 2)], [count(3, 2)]),
    "scatterAdd with repeats": (
        lambda x: torch.zeros(4, 2, dtype=torch.float64).index_add(0, index(1, 3, 1), x),
        [count(3, 2)],
    ),
}

write(__file__, CASES)

"""Saliency, integrated gradients, Grad-CAM and occlusion of a small network in float64; writes explain.json beside it.

    python tests/references/explain.py

Needs torch and numpy. Images are [batch, height, width, channels] here and channels first there. The network is
conv2d(3, [2, 2]), tanh, flatten, dense(2); output 1 is explained. Nodes of the integral are numpy's.
"""

import json
import pathlib

import numpy
import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)


def wave(*shape, phase=0.0, step=0.7):
    n = torch.Size(shape).numel()
    return (torch.arange(n) * step + phase).sin().reshape(shape)


x = wave(2, 4, 3, 2, phase=0.3) * 1.5
conv, conv_bias = wave(2, 2, 2, 3, phase=1.0, step=1.1), wave(3, phase=0.2)
head, head_bias = wave(18, 2, phase=2.0, step=0.9), wave(2, phase=0.5)


def maps(images):
    y = F.conv2d(images.permute(0, 3, 1, 2), conv.permute(3, 2, 0, 1), conv_bias)
    return torch.tanh(y).permute(0, 2, 3, 1)


def rest(a):
    return (a.reshape(len(a), -1) @ head + head_bias)[:, 1]


def f(images):
    return rest(maps(images))


def slope(g, at):
    at = at.clone().requires_grad_()
    return torch.autograd.grad(g(at).sum(), at)[0]


def integrated(steps, baseline):
    nodes, weights = numpy.polynomial.legendre.leggauss(steps)
    way = x - baseline
    return way * sum(w / 2 * slope(f, baseline + (t + 1) / 2 * way) for t, w in zip(nodes, weights))


def grad_cam():
    a = maps(x)
    alpha = slope(rest, a).mean(dim=(1, 2), keepdim=True)
    return torch.relu((alpha * a).sum(-1))


def occlusion(tops, lefts, size, baseline):
    total, count = torch.zeros(2, 4, 3), torch.zeros(4, 3)
    for top in tops:
        for left in lefts:
            window = (slice(top, top + size[0]), slice(left, left + size[1]))
            covered = x.clone()
            covered[(slice(None), *window)] = baseline
            total[(slice(None), *window)] += (f(x) - f(covered))[:, None, None]
            count[window] += 1
    return total / count


def flat(t):
    return t.reshape(-1).tolist()


content = {
    "reference": {"torch": torch.__version__, "numpy": numpy.__version__},
    "x": flat(x),
    "params": [flat(t) for t in (conv, conv_bias, head, head_bias)],
    "evidence": flat(f(x)),
    "saliency": flat(slope(f, x).abs()),
    "integratedGradients": {"steps": 7, "baseline": 0.1, "values": flat(integrated(7, 0.1))},
    "gradCam": flat(grad_cam()),
    "occlusion": {"patch": [3, 2], "stride": [2, 1], "baseline": -0.3, "values": flat(occlusion((0, 1), (0, 1), (3, 2), -0.3))},
    "leggauss": {n: [flat(torch.tensor((t + 1) / 2)), flat(torch.tensor(w / 2))] for n in (1, 2, 5, 50) for t, w in [numpy.polynomial.legendre.leggauss(n)]},
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(content, indent=1) + "\n")

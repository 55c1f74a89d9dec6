"""Losses of PyTorch and their gradients in float64; writes losses.json beside it.

    python tests/references/losses.py

Needs torch. tests/models/losses.test.ts has the same cases by name. Each case is the loss of every example, its sum weighted
by the examples' weights, the weighted mean where PyTorch has it, and the gradient of the weighted sum by the predictions.
"""

import json
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
PREDICTION = torch.tensor([[0.5, -1.25, 3.0, 0.2], [2.0, 0.1, -0.7, -3.5], [-0.4, 1.7, 0.05, 0.9]])
PROBABILITY = torch.sigmoid(PREDICTION)
WEIGHTS = torch.tensor([0.5, 2.0, 1.25])
TARGETS = {
    "number": torch.tensor([[1.0, -1.0, 0.0, 0.3], [0.5, 0.4, 2.3, -3.4], [-2.0, 1.0, 0.0, 4.0]]),
    "count": torch.tensor([[1.0, 0.0, 7.0, 2.0], [3.0, 1.5, 0.0, 1.0], [2.0, 4.0, 1.0, 0.0]]),
    "sign": torch.tensor([[1.0, -1.0, 1.0, -1.0], [-1.0, 1.0, 1.0, -1.0], [1.0, 1.0, -1.0, 1.0]]),
    "label": torch.tensor([[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 1.0, 0.0], [1.0, 1.0, 0.0, 1.0]]),
    "probability": torch.tensor([[0.3, 1.0, 0.0, 0.5], [0.75, 0.2, 0.9, 0.1], [0.6, 0.0, 1.0, 0.35]]),
    "distribution": torch.tensor([[0.2, 0.5, 0.3, 0.0], [1.0, 0.0, 0.0, 0.0], [0.1, 0.2, 0.3, 0.4]]),
    "class": torch.tensor([2, 0, 1]),
}
CLASS_WEIGHTS = torch.tensor([1.0, 0.5, 3.0, 2.0])


def rows(f):
    """A loss of elements, averaged over each example."""
    return lambda p, t: f(p, t).mean(1)


def log_cosh(p, t):
    return torch.logaddexp(p - t, t - p) - torch.log(torch.tensor(2.0))


def quantile(q):
    return lambda p, t: torch.maximum(q * (t - p), (q - 1) * (t - p))


def poisson(p, t):
    return F.poisson_nll_loss(p, t, reduction="none") + torch.special.xlogy(t, t) - t


def hinge(s, t):
    return torch.relu(1 - s * t)


def focal(gamma, alpha):
    def f(z, t):
        p = torch.sigmoid(z)
        true = p * t + (1 - p) * (1 - t)
        share = 1 if alpha is None else alpha * t + (1 - alpha) * (1 - t)
        return share * (1 - true) ** gamma * F.binary_cross_entropy_with_logits(z, t, reduction="none")

    return f


def cce(**options):
    return lambda z, t: F.cross_entropy(z, t, reduction="none", **options)


none = {"reduction": "none"}
# name: loss of each example, kind of target, options of the mean that PyTorch takes
CASES = {
    "meanSquaredError": (rows(lambda p, t: F.mse_loss(p, t, **none)), "number"),
    "meanAbsoluteError": (rows(lambda p, t: F.l1_loss(p, t, **none)), "number"),
    "huber": (rows(lambda p, t: F.huber_loss(p, t, **none)), "number"),
    "huber, delta 0.5": (rows(lambda p, t: F.huber_loss(p, t, delta=0.5, **none)), "number"),
    "logCosh": (rows(log_cosh), "number"),
    "quantile": (rows(quantile(0.5)), "number"),
    "quantile 0.9": (rows(quantile(0.9)), "number"),
    "poisson": (rows(poisson), "count"),
    "hinge": (rows(hinge), "sign"),
    "squaredHinge": (rows(lambda s, t: hinge(s, t) ** 2), "sign"),
    "binaryCrossEntropy": (rows(lambda z, t: F.binary_cross_entropy_with_logits(z, t, **none)), "probability"),
    "binaryCrossEntropy, positiveWeight 3": (
        rows(lambda z, t: F.binary_cross_entropy_with_logits(z, t, pos_weight=torch.tensor(3.0), **none)),
        "probability",
    ),
    "binaryCrossEntropyOfProbabilities": (rows(lambda p, t: F.binary_cross_entropy(p, t, **none)), "probability"),
    "focal": (rows(focal(2, None)), "label"),
    "focal, gamma 1.5, alpha 0.25": (rows(focal(1.5, 0.25)), "label"),
    "categoricalCrossEntropy": (cce(), "distribution"),
    "categoricalCrossEntropy, labelSmoothing 0.1, classWeights": (
        cce(label_smoothing=0.1, weight=CLASS_WEIGHTS),
        "distribution",
    ),
    "sparseCategoricalCrossEntropy": (cce(), "class"),
    "sparseCategoricalCrossEntropy, labelSmoothing 0.2": (cce(label_smoothing=0.2), "class", {"label_smoothing": 0.2}),
    "sparseCategoricalCrossEntropy, classWeights": (cce(weight=CLASS_WEIGHTS), "class", {"weight": CLASS_WEIGHTS}),
    "sparseCategoricalCrossEntropy, ignoreIndex 0": (cce(ignore_index=0), "class", {"ignore_index": 0}),
    "sparseCategoricalCrossEntropy, all options": (
        cce(ignore_index=0, label_smoothing=0.2, weight=CLASS_WEIGHTS),
        "class",
        {"ignore_index": 0, "label_smoothing": 0.2, "weight": CLASS_WEIGHTS},
    ),
    "klDivergence": (
        lambda z, t: F.kl_div(F.log_softmax(z, 1), t, **none).sum(1),
        "distribution",
    ),
    "cosine": (lambda p, t: 1 - F.cosine_similarity(p, t, dim=1), "number"),
}


def known(name, f, kind, options=None):
    values = PROBABILITY if name == "binaryCrossEntropyOfProbabilities" else PREDICTION
    p = values.clone().requires_grad_()
    each = f(p, TARGETS[kind])
    (gradient,) = torch.autograd.grad((each * WEIGHTS).sum(), p)
    mean = {} if options is None else {"mean": F.cross_entropy(p, TARGETS[kind], **options).item()}
    return {"kind": kind, "each": each.tolist(), "gradient": gradient.reshape(-1).tolist(), **mean}


result = {
    "reference": {"torch": torch.__version__},
    "prediction": PREDICTION.reshape(-1).tolist(),
    "probability": PROBABILITY.reshape(-1).tolist(),
    "weights": WEIGHTS.tolist(),
    "classWeights": CLASS_WEIGHTS.tolist(),
    "targets": {kind: t.reshape(-1).tolist() for kind, t in TARGETS.items()},
    "cases": {name: known(name, *case) for name, case in CASES.items()},
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result, indent=1) + "\n")

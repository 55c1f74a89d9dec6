"""Trajectories of PyTorch's optimizers in float64 on a small fixed problem; writes optim.json beside it.

    python tests/references/optim.py

Needs torch. The problem has a convex bowl, a Rosenbrock valley and a saddle-like coupling; tests/optim/trajectories.test.ts
writes down the same one. There is no randomness. A new optimizer is one line in RUNS.
"""

import json
import pathlib
import platform

import torch

CURVATURES = torch.tensor([3.0, 0.5, 1.0], dtype=torch.float64)
START = {"w": [1.5, -2.0, 0.5], "x": -0.8, "y": 1.2}
KEEP = [1, 2, 5, 10, 20, 35, 50]


def loss(w, x, y):
    bowl = 0.5 * (CURVATURES * w * w).sum() - w.sum()
    valley = (1 - x) ** 2 + 10 * (y - x * x) ** 2
    return bowl + valley + torch.tanh(x * w.sum()) + torch.log1p((w * w).sum())


def stairs(optimizer):
    return torch.optim.lr_scheduler.StepLR(optimizer, step_size=7, gamma=0.6)


# name of the run: optimizer from parameters, schedule
RUNS = {
    "gradientDescent": (lambda p: torch.optim.SGD(p, lr=0.01), None),
    "gradientDescent, stairs": (lambda p: torch.optim.SGD(p, lr=0.02), stairs),
    "momentum": (lambda p: torch.optim.SGD(p, lr=0.004, momentum=0.9), None),
    "momentum, decay 0.7": (lambda p: torch.optim.SGD(p, lr=0.008, momentum=0.7), None),
    "momentum, stairs": (lambda p: torch.optim.SGD(p, lr=0.006, momentum=0.9), stairs),
    "nesterov": (lambda p: torch.optim.SGD(p, lr=0.004, momentum=0.9, nesterov=True), None),
    "nesterov, decay 0.7": (lambda p: torch.optim.SGD(p, lr=0.008, momentum=0.7, nesterov=True), None),
    "adaGrad": (lambda p: torch.optim.Adagrad(p, lr=0.1), None),
    "adaGrad, initial 0.1, epsilon 0.05": (
        lambda p: torch.optim.Adagrad(p, lr=0.1, initial_accumulator_value=0.1, eps=0.05),
        None,
    ),
    "rmsProp": (lambda p: torch.optim.RMSprop(p, lr=0.01), None),
    "rmsProp, decay 0.9, epsilon 0.05": (lambda p: torch.optim.RMSprop(p, lr=0.02, alpha=0.9, eps=0.05), None),
    "adam": (lambda p: torch.optim.Adam(p, lr=0.05), None),
    "adam, betas 0.8 and 0.95, epsilon 0.05": (
        lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.8, 0.95), eps=0.05),
        None,
    ),
    "adam, stairs": (lambda p: torch.optim.Adam(p, lr=0.1), stairs),
}


def trajectory(make, schedule):
    params = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in START.values()]
    optimizer = make(params)
    scheduler = schedule(optimizer) if schedule else None
    kept = {}
    for step in range(1, KEEP[-1] + 1):
        optimizer.zero_grad()
        loss(*params).backward()
        optimizer.step()
        if scheduler:
            scheduler.step()
        if step in KEEP:
            kept[str(step)] = [v for p in params for v in p.detach().reshape(-1).tolist()]
    return kept


result = {
    "reference": {"torch": torch.__version__, "python": platform.python_version()},
    "runs": {name: trajectory(*run) for name, run in RUNS.items()},
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")

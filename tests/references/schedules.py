"""Rates of PyTorch's schedulers over 1,000 steps, and factors of ReduceLROnPlateau; writes schedules.json beside it.

    python tests/references/schedules.py

Needs torch. There is no randomness. Every seventh rate is kept. tests/optim/schedules.test.ts names the same schedules.
"""

import json
import math
import pathlib
import platform
import warnings

import torch
from torch.optim import lr_scheduler as lr

warnings.filterwarnings("ignore")
STEPS, EVERY = 1000, 7

# name: base rate, scheduler of an optimizer
RUNS = {
    "stepDecay": (0.1, lambda o: lr.StepLR(o, step_size=150, gamma=0.3)),
    "exponentialDecay": (0.1, lambda o: lr.ExponentialLR(o, gamma=0.995)),
    "linear": (0.3, lambda o: lr.LinearLR(o, start_factor=1.0, end_factor=0.1, total_iters=700)),
    "linear, rising": (0.3, lambda o: lr.LinearLR(o, start_factor=0.2, end_factor=1.0, total_iters=333)),
    "polynomialDecay": (0.1, lambda o: lr.PolynomialLR(o, total_iters=800, power=2.0)),
    "polynomialDecay, power 0.5": (0.1, lambda o: lr.PolynomialLR(o, total_iters=1000, power=0.5)),
    "cosineDecay": (0.1, lambda o: lr.CosineAnnealingLR(o, T_max=1000, eta_min=0.01)),
    "cosineRestarts": (0.1, lambda o: lr.CosineAnnealingWarmRestarts(o, T_0=90)),
    "cosineRestarts, growth 2": (0.1, lambda o: lr.CosineAnnealingWarmRestarts(o, T_0=30, T_mult=2, eta_min=0.01)),
    "cosineRestarts, growth 3": (0.1, lambda o: lr.CosineAnnealingWarmRestarts(o, T_0=7, T_mult=3)),
    "oneCycle": (0.1, lambda o: lr.OneCycleLR(o, max_lr=0.1, total_steps=1000)),
    "oneCycle, linear": (
        0.1,
        lambda o: lr.OneCycleLR(
            o,
            max_lr=0.5,
            total_steps=1000,
            pct_start=0.123,
            anneal_strategy="linear",
            div_factor=10.0,
            final_div_factor=100.0,
        ),
    ),
    "warmUp": (
        0.1,
        lambda o: lr.SequentialLR(
            o,
            [lr.LinearLR(o, start_factor=1 / 101, end_factor=1.0, total_iters=100), lr.CosineAnnealingLR(o, T_max=900)],
            milestones=[100],
        ),
    ),
    "sequence": (
        0.1,
        lambda o: lr.SequentialLR(
            o,
            [lr.LinearLR(o, start_factor=0.5, total_iters=50), lr.StepLR(o, 40, 0.5), lr.ExponentialLR(o, 0.99)],
            milestones=[60, 400],
        ),
    ),
}


def optimizer_at(rate):
    return torch.optim.SGD([torch.zeros(1, dtype=torch.float64, requires_grad=True)], lr=rate, momentum=0.9)


def rates(base, make):
    optimizer = optimizer_at(base)
    scheduler = make(optimizer)
    found = []
    for step in range(STEPS):
        found.append(optimizer.param_groups[0]["lr"])
        if step < STEPS - 1:
            optimizer.step()
            scheduler.step()
    return found[::EVERY]


METRICS = [round(2 / (1 + 0.3 * t) + 0.3 * math.sin(1.7 * t) * (t % 5 == 0) + 0.05 * (t % 3), 6) for t in range(60)]
PLATEAUS = {
    "min": dict(factor=0.5, patience=2),
    "min, cooldown": dict(factor=0.5, patience=1, cooldown=3, threshold=0.05),
    "min, absolute": dict(factor=0.3, patience=2, threshold=0.02, threshold_mode="abs"),
    "max": dict(mode="max", factor=0.7, patience=4, threshold=0.1),
    "max, absolute, smallest 0.2": dict(mode="max", factor=0.5, patience=3, threshold_mode="abs", min_lr=0.2),
}


def factors(options):
    optimizer = optimizer_at(1.0)
    scheduler = lr.ReduceLROnPlateau(optimizer, eps=0.0, **options)
    found = []
    for metric in METRICS:
        scheduler.step(metric)
        found.append(optimizer.param_groups[0]["lr"])
    return found


result = {
    "reference": {"torch": torch.__version__, "python": platform.python_version()},
    "every": EVERY,
    "rates": {name: rates(*run) for name, run in RUNS.items()},
    "metrics": METRICS,
    "factors": {name: factors(options) for name, options in PLATEAUS.items()},
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result, ensure_ascii=False) + "\n")

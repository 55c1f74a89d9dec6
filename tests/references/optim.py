"""Trajectories in float64 of PyTorch's optimizers, optax's Lion and LAMB, and FTRL as in its paper; writes optim.json beside it.

    python tests/references/optim.py

Needs torch, jax, optax and numpy. The problem has a convex bowl, a Rosenbrock valley and a saddle-like coupling; tests/optim/trajectories.test.ts
writes down the same one. There is no randomness. A new optimizer is one line in RUNS.
"""

import json
import pathlib
import platform

import jax
import jax.numpy as jnp
import optax
import numpy as np
import torch

jax.config.update("jax_enable_x64", True)
torch.set_default_dtype(torch.float64)  # NAdam keeps its product of momenta in it

CURVATURES = torch.tensor([3.0, 0.5, 1.0], dtype=torch.float64)
START = {"w": [1.5, -2.0, 0.5], "x": -0.8, "y": 1.2}
KEEP = [1, 2, 5, 10, 20, 50, 100, 200]


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
    "adaDelta": (lambda p: torch.optim.Adadelta(p), None),
    "adaDelta, decay 0.95, epsilon 1e-5": (lambda p: torch.optim.Adadelta(p, lr=0.5, rho=0.95, eps=1e-5), None),
    "rmsPropCentred": (lambda p: torch.optim.RMSprop(p, lr=0.002, centered=True), None),
    "rmsPropCentred, decay 0.9, epsilon 0.5": (
        lambda p: torch.optim.RMSprop(p, lr=0.004, alpha=0.9, eps=0.5, centered=True),
        None,
    ),
    "rmsPropMomentum": (lambda p: torch.optim.RMSprop(p, lr=0.002, momentum=0.9), None),
    "rmsPropMomentum, momentum 0.5": (
        lambda p: torch.optim.RMSprop(p, lr=0.004, alpha=0.9, eps=0.5, momentum=0.5),
        None,
    ),
    "rmsProp centred with momentum, as a chain": (
        lambda p: torch.optim.RMSprop(p, lr=0.001, momentum=0.9, centered=True),
        None,
    ),
    "momentum, coupled decay 0.1": (lambda p: torch.optim.SGD(p, lr=0.004, momentum=0.9, weight_decay=0.1), None),
    "adam, coupled decay 0.1": (lambda p: torch.optim.Adam(p, lr=0.05, weight_decay=0.1), None),
    "adam": (lambda p: torch.optim.Adam(p, lr=0.05), None),
    "adam, betas 0.8 and 0.95, epsilon 0.05": (
        lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.8, 0.95), eps=0.05),
        None,
    ),
    "adam, stairs": (lambda p: torch.optim.Adam(p, lr=0.1), stairs),
    "amsGrad": (lambda p: torch.optim.Adam(p, lr=0.05, amsgrad=True), None),
    "amsGrad, betas 0.8 and 0.9, epsilon 0.05": (
        lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.8, 0.9), eps=0.05, amsgrad=True),
        None,
    ),
    "adamW": (lambda p: torch.optim.AdamW(p, lr=0.05), None),
    "adamW, decay 0.5, stairs": (lambda p: torch.optim.AdamW(p, lr=0.1, weight_decay=0.5), stairs),
    "nAdam": (lambda p: torch.optim.NAdam(p, lr=0.05), None),
    "nAdam, momentum decay 0.1, epsilon 0.5": (
        lambda p: torch.optim.NAdam(p, lr=0.02, betas=(0.8, 0.95), eps=0.5, momentum_decay=0.1),
        None,
    ),
    "rAdam": (lambda p: torch.optim.RAdam(p, lr=0.01), None),
    "rAdam, betas 0.8 and 0.95, epsilon 0.05": (
        lambda p: torch.optim.RAdam(p, lr=0.01, betas=(0.8, 0.95), eps=0.05),
        None,
    ),
    "adaMax": (lambda p: torch.optim.Adamax(p, lr=0.05), None),
    "adaMax, betas 0.8 and 0.95, epsilon 0.5": (
        lambda p: torch.optim.Adamax(p, lr=0.02, betas=(0.8, 0.95), eps=0.5),
        None,
    ),
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


def jax_loss(params):
    w, x, y = params["w"], params["x"], params["y"]
    bowl = 0.5 * (jnp.array(CURVATURES.tolist()) * w * w).sum() - w.sum()
    valley = (1 - x) ** 2 + 10 * (y - x * x) ** 2
    return bowl + valley + jnp.tanh(x * w.sum()) + jnp.log1p((w * w).sum())


# name of the run: optimizer of optax
OPTAX_RUNS = {
    "lion": optax.lion(0.01, weight_decay=0.0),
    "lion, betas 0.8 and 0.95, decay 0.3": optax.lion(0.01, b1=0.8, b2=0.95, weight_decay=0.3),
    "lamb": optax.lamb(0.02),
    "lamb, decay 0.3, epsilon 0.05": optax.lamb(0.02, b1=0.8, b2=0.95, eps=0.05, weight_decay=0.3),
}


def adamw_beside_muon(p):
    """Vectors under AdamW, as PyTorch's Muon takes none."""
    return torch.optim.AdamW(p, lr=0.05)


class Ftrl:
    """Algorithm 1 of McMahan et al. (2013), coordinate by coordinate; z starts at -beta w / alpha, 0 in the paper."""

    def __init__(self, params, alpha, beta=1.0, l1=0.0, l2=0.0):
        self.params, self.alpha, self.beta, self.l1, self.l2 = list(params), alpha, beta, l1, l2
        self.n = [np.zeros(p.shape) for p in self.params]
        self.z = [-beta * p.detach().numpy() / alpha for p in self.params]

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    def step(self):
        for i, p in enumerate(self.params):
            g, w = p.grad.numpy(), p.detach().numpy()
            sigma = (np.sqrt(self.n[i] + g * g) - np.sqrt(self.n[i])) / self.alpha
            self.z[i] = self.z[i] + g - sigma * w
            self.n[i] = self.n[i] + g * g
            kept = (self.z[i] - np.sign(self.z[i]) * self.l1) / ((self.beta + np.sqrt(self.n[i])) / self.alpha + self.l2)
            with torch.no_grad():
                p.copy_(torch.tensor(np.where(np.abs(self.z[i]) <= self.l1, 0.0, -kept)))


def optax_trajectory(optimizer):
    params = {name: jnp.array(value, dtype=jnp.float64) for name, value in START.items()}
    state = optimizer.init(params)
    kept = {}
    for step in range(1, KEEP[-1] + 1):
        updates, state = optimizer.update(jax.grad(jax_loss)(params), state, params)
        params = optax.apply_updates(params, updates)
        if step in KEEP:
            kept[str(step)] = [v for p in params.values() for v in p.reshape(-1).tolist()]
    return kept


RUNS |= {
    "ftrl": (lambda p: Ftrl(p, 0.2), None),
    "ftrl, beta 0.5, both penalties": (lambda p: Ftrl(p, 0.3, beta=0.5, l1=0.6, l2=0.2), None),
    "muon": (adamw_beside_muon, None),
}

# Muon: PyTorch's iterates in bfloat16; in the precision of the parameters it is the same method.
torch.Tensor.bfloat16 = lambda self: self

# A matrix w for which the loss is sum(tanh(w b)^2) + sum((w - t)^2), stored as [out, in] for PyTorch and transposed back.
MATRICES = {
    "tall": [[0.5, -1.0], [1.5, 0.25], [-0.75, 2.0]],
    "wide": [[0.5, -1.0, 0.3, 1.1], [1.5, 0.25, -0.6, -2.0]],
}
MUON_RUNS = {
    "muon": {"lr": 0.003},
    "muon, momentum 0.8, decay 0.3, matchRms": {
        "lr": 0.005,
        "momentum": 0.8,
        "weight_decay": 0.3,
        "adjust_lr_fn": "match_rms_adamw",
    },
    "muon, 2 iterations": {"lr": 0.003, "ns_steps": 2, "weight_decay": 0.0},
}


def matrix_trajectory(start, options):
    w = torch.tensor(start).T.clone().requires_grad_()
    optimizer = torch.optim.Muon([w], **options)
    columns = w.shape[0]
    kept = {}
    for step in range(1, KEEP[-1] + 1):
        optimizer.zero_grad()
        b = torch.tensor([[1.0, 0.5], [-0.5, 2.0], [0.25, -1.0], [1.0, 1.0]])[:columns]
        ((torch.tanh(w.T @ b) ** 2).sum() + ((w.T - 0.4) ** 2).sum()).backward()
        optimizer.step()
        if step in KEEP:
            kept[str(step)] = w.detach().T.reshape(-1).tolist()
    return kept


result = {
    "reference": {
        "numpy": np.__version__,
        "torch": torch.__version__,
        "jax": jax.__version__,
        "optax": optax.__version__,
        "python": platform.python_version(),
    },
    "runs": {name: trajectory(*run) for name, run in RUNS.items()}
    | {name: optax_trajectory(optimizer) for name, optimizer in OPTAX_RUNS.items()},
    "matrices": {
        f"{name}: {shape}": matrix_trajectory(start, options)
        for name, options in MUON_RUNS.items()
        for shape, start in MATRICES.items()
    },
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")

"""Values and gradients of PyTorch's linear algebra in float64; writes linalg.json beside it.

    python tests/references/linalg.py

Needs torch. tests/ops/linalg.test.ts has the same cases by name.
"""

import math

import torch
from known import write

inf = math.inf


def count(*shape, by=0.37):
    n = math.prod(shape)
    return torch.arange(n, dtype=torch.float64).mul(by).sin().reshape(shape)


def positive(*shape):
    """Symmetric positive definite, and not nearly singular."""
    a = count(*shape, by=1.3)
    return a @ a.mT + 0.5 * torch.eye(shape[-1], dtype=torch.float64)


def steady(*shape):
    return count(*shape, by=1.7) + 3 * torch.eye(shape[-1], dtype=torch.float64)


SWAPS = [[1e-3, 2.0, 1.0], [4.0, 0.0, -1.0], [1.0, 5.0, 0.25]]
VECTORS = [[3.0, -4.0, 0.0], [1e-3, 2.0, -7.0]]


def triangular(upper, transposed):
    def f(a, b):
        return torch.linalg.solve_triangular(a.mT if transposed else a, b, upper=upper != transposed)

    return f


def lstm(w, u, bias, start, xs):
    """Gates input, forget, cell, output; all hidden states."""
    h, c = start, torch.zeros_like(start)
    all = []
    for x in xs:
        i, f, g, o = (x @ w + h @ u + bias).chunk(4, -1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        all.append(h)
    return torch.stack(all)


# expression, shapes of the operands
EINSUM = {
    "ij,jk->ik": [(2, 3), (3, 4)],
    "ij,jk->ki": [(2, 3), (3, 4)],
    "ik,jk": [(2, 3), (4, 3)],
    "ji": [(2, 3)],
    "ii->": [(3, 3)],
    "ii->i": [(3, 3)],
    "iij->j": [(2, 2, 3)],
    "i,j->ij": [(2,), (3,)],
    "ij,ij->": [(2, 3), (2, 3)],
    "ijk->k": [(2, 3, 4)],
    "bij,bjk->bik": [(2, 2, 3), (2, 3, 2)],
    "bhqd,bhkd->bhqk": [(2, 2, 3, 2), (2, 2, 2, 2)],
    "ij,jk,kl->il": [(2, 3), (3, 2), (2, 2)],
    "i,ij,j->": [(2,), (2, 3), (3,)],
    "ij,kl->lj": [(2, 3), (2, 2)],
    "abc,cd,b->da": [(2, 3, 2), (2, 2), (3,)],
    "...ij,...jk->...ik": [(2, 1, 2, 3), (2, 3, 2)],
    "i...->...i": [(2, 3, 2)],
    "...i,i": [(2, 3), (3,)],
}


def sum_of_products(expression):
    return lambda *xs: torch.einsum(expression, *xs)


# name: function, arguments
CASES = {
    **{
        f"einsum {expression}": (sum_of_products(expression), [count(*s, by=0.37 + i) for i, s in enumerate(shapes)])
        for expression, shapes in EINSUM.items()
    },
    "tril": (torch.tril, [count(2, 3, 4)]),
    "tril -1": (lambda x: torch.tril(x, -1), [count(3, 3)]),
    "triu 1": (lambda x: torch.triu(x, 1), [count(2, 3, 4)]),
    "diagonal": (lambda x: torch.diagonal(x, dim1=-2, dim2=-1), [count(2, 3, 3)]),
    "diagonal, tall": (torch.diagonal, [count(4, 2)]),
    "diagonal, wide": (torch.diagonal, [count(2, 4)]),
    "diag": (torch.diag_embed, [count(2, 3)]),
    "trace": (torch.trace, [count(3, 3)]),
    "outer": (torch.outer, [count(2), count(3)]),
    "cholesky": (torch.linalg.cholesky, [positive(4, 4)]),
    "cholesky of a batch": (torch.linalg.cholesky, [positive(2, 3, 3)]),
    "choleskySolve": (lambda a, b: torch.cholesky_solve(b, torch.linalg.cholesky(a)), [positive(3, 3), count(3, 2)]),
    "logDet": (torch.logdet, [positive(2, 3, 3)]),
    "triangularSolve": (triangular(False, False), [steady(2, 3, 3), count(2, 3, 2)]),
    "triangularSolve, upper": (triangular(True, False), [steady(3, 3), count(3, 2)]),
    "triangularSolve, transposed": (triangular(False, True), [steady(3, 3), count(3, 2)]),
    "triangularSolve, upper transposed": (triangular(True, True), [steady(3, 3), count(3, 1)]),
    "triangularSolve broadcasts": (triangular(False, False), [steady(3, 3), count(2, 3, 2)]),
    "solve": (torch.linalg.solve, [steady(2, 3, 3), count(2, 3, 2)]),
    "solve with exchanges": (torch.linalg.solve, [SWAPS, count(3, 2)]),
    "solve broadcasts": (torch.linalg.solve, [steady(2, 1, 3, 3), count(4, 3, 1)]),
    "inverse": (torch.linalg.inv, [steady(2, 3, 3)]),
    "norm": (torch.linalg.norm, [VECTORS]),
    "norm 1": (lambda x: torch.linalg.vector_norm(x, dim=1), [VECTORS]),
    "norm 0 keep": (lambda x: torch.linalg.vector_norm(x, dim=0, keepdim=True), [VECTORS]),
    "norm at 0": (lambda x: torch.linalg.vector_norm(x, dim=1), [[[0.0, 0.0], [3.0, 4.0]]]),
    "pNorm 1": (lambda x: torch.linalg.vector_norm(x, 1, dim=1), [VECTORS]),
    "pNorm ∞": (lambda x: torch.linalg.vector_norm(x, inf, dim=1), [VECTORS]),
    "pNorm 3": (lambda x: torch.linalg.vector_norm(x, 3, dim=1), [VECTORS]),
    "pNorm 1.5": (lambda x: torch.linalg.vector_norm(x, 1.5), [VECTORS]),
    "scanRows of a long short-term memory": (
        lstm,
        [count(3, 8), count(2, 8, by=0.7), count(8), count(2, 2), count(5, 2, 3, by=0.9)],
    ),
}

write(__file__, CASES)

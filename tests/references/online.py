"""Online learning of scikit-learn and PyTorch, one record at a time, in float64; writes online.json beside it.

    python tests/references/online.py

Needs numpy, scikit-learn and torch.
"""

import json
import pathlib

import numpy as np
import sklearn
import torch
from sklearn.feature_extraction import FeatureHasher
from sklearn.linear_model import SGDClassifier, SGDRegressor
from sklearn.preprocessing import StandardScaler
from sklearn.utils import murmurhash3_32

rng = np.random.default_rng(7)
count, width = 60, 4
x = np.round(rng.normal(0, 1.5, (count, width)), 3)
score = x @ [1.0, -2.0, 0.5, 0.0] + 0.3
marks = (score + rng.normal(0, 1, count) > 0).astype(int)
numbers = np.round(score + rng.normal(0, 0.3, count), 3)
classes = np.argmax(np.stack([score, -score, x[:, 3]], 1), 1)


def in_turn(make, y, scores):
    """Scores before each record is learnt, and the parameters after all."""
    model, said = make(), []
    for i in range(count):
        said.append(0.0 if i == 0 else float(scores(model, x[i : i + 1])[0]))
        more = {"classes": [0, 1]} if isinstance(model, SGDClassifier) else {}
        model.partial_fit(x[i : i + 1], y[i : i + 1], **more)
    return {"weights": model.coef_.ravel().tolist(), "intercept": model.intercept_.tolist(), "scores": said}


constant = {"learning_rate": "constant", "shuffle": False}
sgd = {
    f"{loss}, eta0 {eta0}, alpha {alpha}, intercept {intercept}": {
        "loss": loss,
        "eta0": eta0,
        "alpha": alpha,
        "fits": intercept,
        **in_turn(
            lambda: make(
                loss=loss,
                penalty="l2" if alpha > 0 else None,
                alpha=alpha if alpha > 0 else 1e-4,
                eta0=eta0,
                fit_intercept=intercept,
                epsilon=0.5,
                **constant,
            ),
            numbers if make is SGDRegressor else marks,
            (lambda m, r: m.predict(r)) if make is SGDRegressor else (lambda m, r: m.decision_function(r)),
        ),
    }
    for make, loss, eta0, alpha, intercept in [
        (SGDRegressor, "squared_error", 0.01, 0, True),
        (SGDRegressor, "squared_error", 0.05, 0.1, True),
        (SGDRegressor, "huber", 0.05, 0.01, True),
        (SGDClassifier, "log_loss", 0.1, 0, True),
        (SGDClassifier, "log_loss", 0.1, 0, False),
        (SGDClassifier, "log_loss", 0.05, 0.2, True),
    ]
}


def softmax(rate):
    linear = torch.nn.Linear(width, 3, dtype=torch.float64)
    for p in linear.parameters():
        p.data.zero_()
    optimizer = torch.optim.SGD(linear.parameters(), lr=rate)
    said = []
    for i in range(count):
        logits = linear(torch.tensor(x[i : i + 1]))
        said.append(torch.softmax(logits, 1)[0].tolist())
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(logits, torch.tensor(classes[i : i + 1])).backward()
        optimizer.step()
    return {"rate": rate, "weights": linear.weight.T.reshape(-1).tolist(), "probabilities": said}


def scaling(offset):
    scaler = StandardScaler()
    for i in range(count):
        scaler.partial_fit(x[i : i + 1] + offset)
    return {
        "offset": offset,
        "mean": scaler.mean_.tolist(),
        "variance": scaler.var_.tolist(),
        "scaled": scaler.transform(x[:3] + offset).tolist(),
    }


rows = [
    {"a": 1.5, "b": -2, "city": "Rome"},
    {"city": "Zürich", "snow": "雪", "price of a long name": 0.25, "c": 3},
    {f"f{i}": i + 1 for i in range(40)},
]


def hashed(buckets):
    found = FeatureHasher(n_features=buckets).transform(rows).sorted_indices()
    each = [found[i] for i in range(len(rows))]
    return {"buckets": buckets, "rows": [{"indices": r.indices.tolist(), "values": r.data.tolist()} for r in each]}


texts = ["", "a", "ab", "abc", "abcd", "abcde", "city=Rome", "Zürich", "雪", "🙂", "x" * 37]
result = {
    "reference": {"scikit-learn": sklearn.__version__, "torch": torch.__version__, "numpy": np.__version__},
    "x": x.tolist(),
    "marks": marks.tolist(),
    "numbers": numbers.tolist(),
    "classes": classes.tolist(),
    "sgd": sgd,
    "softmax": softmax(0.1),
    "scaling": [scaling(0), scaling(1e6)],
    "hashing": {"inputs": rows, "of": [hashed(2**18), hashed(7)]},
    "murmurHash3": [[t, seed, int(murmurhash3_32(t, seed=seed))] for t in texts for seed in (0, 42, 2**31 - 1)],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result, ensure_ascii=False) + "\n")

"""Metrics of scikit-learn on a small fixed problem; writes metrics.json beside it.

    python tests/references/metrics.py

Needs numpy and scikit-learn. tests/models/metricNumbers.test.ts computes the same by name. scikit-learn has no expected
calibration error: it is written here as its paper defines it.
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn import metrics as m

n, classes = 60, 4
i = np.arange(n)
truth = (i * 7 + i * i) % classes
logits = 2.5 * np.sin(np.outer(i + 1, [1.3, 0.7, 2.1, 0.4])) + 1.2 * (truth[:, None] == np.arange(classes))
# a class that is never true is not what is wanted here, but one that is rare is
truth = np.where(truth == 3, np.where(i % 3 == 0, 3, 0), truth)
probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
prediction = probabilities.argmax(1)
label = (np.sin(i * 1.7) > 0.4).astype(int)
score = np.round(0.5 + 0.3 * np.sin(i * 2.3) + 0.2 * (label - 0.5), 2)
number = 1000 + 3 * np.sin(i * 0.9)
guess = number + 0.8 * np.cos(i * 2.7)


def calibration(bins):
    confidence = probabilities.max(1)
    right = prediction == truth
    error = 0
    for b in range(bins):
        inside = (confidence > b / bins) & (confidence <= (b + 1) / bins)
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return error


def averages(name, f):
    return {
        f"{kind}{name}": f(truth, prediction, average=kind, zero_division=0) for kind in ("macro", "micro", "weighted")
    }


values = {
    "accuracy": m.accuracy_score(truth, prediction),
    **averages("Precision", m.precision_score),
    **averages("Recall", m.recall_score),
    **averages("F1", m.f1_score),
    "matthews": m.matthews_corrcoef(truth, prediction),
    "cohenKappa": m.cohen_kappa_score(truth, prediction),
    "topKAccuracy": m.top_k_accuracy_score(truth, probabilities, k=2, labels=range(classes)),
    "logLoss": m.log_loss(truth, probabilities, labels=range(classes)),
    "brier": m.brier_score_loss(truth, probabilities, labels=range(classes), scale_by_half=False),
    "calibrationError": calibration(15),
    "rocAuc": m.roc_auc_score(label, score),
    "averagePrecision": m.average_precision_score(label, score),
    "mse": m.mean_squared_error(number, guess),
    "mae": m.mean_absolute_error(number, guess),
    "r2": m.r2_score(number, guess),
}
result = {
    "reference": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "classes": classes,
    "truth": truth.tolist(),
    "prediction": prediction.tolist(),
    "probabilities": probabilities.reshape(-1).tolist(),
    "label": label.tolist(),
    "score": score.tolist(),
    "number": number.tolist(),
    "guess": guess.tolist(),
    "values": {name: float(v) for name, v in values.items()},
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result, indent=1) + "\n")

"""scikit-learn as a contender: logistic regression by `partial_fit`, a record a call, or many rows a call."""

import json

import numpy as np
from protocol import numbers_of, sample_of, serve

CLASSES = np.array([0, 1])
# Rows of one call.
TOGETHER = 4096


def load():
    import sklearn.linear_model  # noqa: F401
    import sklearn.preprocessing  # noqa: F401


def classifier(rate, intercept):
    from sklearn.linear_model import SGDClassifier

    return SGDClassifier(
        loss="log_loss", penalty=None, learning_rate="constant", eta0=rate, fit_intercept=intercept, shuffle=False
    )


def online(spec, via):
    x = numbers_of(spec["x"]).astype(np.float64)
    y = (x[:, 0] > 0).astype(np.int64)
    model = classifier(spec["rate"], False)
    rows = len(x)
    together = TOGETHER if via == "rows" else 1

    def run(times):
        for start in range(0, times, together):
            at = np.arange(start, min(start + together, times)) % rows if via == "rows" else slice(start % rows, start % rows + 1)
            model.partial_fit(x[at], y[at], classes=CLASSES)

    return run, lambda: sample_of(model.coef_)


def records(spec):
    from sklearn.preprocessing import StandardScaler

    x = numbers_of(spec["x"])
    names = [f"f{i}" for i in range(x.shape[1])]
    lines = [
        json.dumps({**{name: float(v) for name, v in zip(names, row)}, "y": int(row[0] > 0)}) for row in x
    ]
    scaler, model = StandardScaler(), classifier(spec["rate"], True)

    def run(times):
        for _ in range(times):
            for line in lines:
                record = json.loads(line)
                row = np.array([[record[name] for name in names]])
                z = scaler.partial_fit(row).transform(row)
                model.partial_fit(z, [record["y"]], classes=CLASSES)

    return run, lambda: [*model.coef_[0].tolist(), float(model.intercept_[0])]


def prepare(spec, via):
    return records(spec) if spec["kind"] == "records" else online(spec, via)


serve(load, prepare)

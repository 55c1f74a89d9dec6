"""Decision trees and random forests of scikit-learn on small fixed problems; writes trees.json beside it.

    python tests/references/trees.py

Needs numpy and scikit-learn. scikit-learn chooses at random among equally good splits: every tree here is the same for
twenty seeds, so there are none. Nodes are listed with those for yes before those for no. Forests cannot be the same tree by
tree: what twenty of them score, in the mean and with which deviation, is what others must reach.
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

rng = np.random.default_rng(2)


def table(rows, columns):
    """Different multiples of 1/1024 in each column: exact in f32, which scikit-learn reads."""
    return np.stack([rng.permutation(8192)[:rows] - 4096 for _ in range(columns)], 1) / 1024


def classes_of(x):
    score = np.stack([x[:, 0] + 0.5 * x[:, 1], x[:, 2] * np.sign(x[:, 0]), 1.5 - np.abs(x[:, 1])], 1)
    return (score + rng.normal(0, 0.8, score.shape)).argmax(1)


def numbers_of(x):
    return np.round(50 + 10 * np.sin(x[:, 0]) + 5 * (x[:, 1] > 1) * x[:, 2] + rng.normal(0, 1, len(x)), 4)


def listed(tree):
    nodes = []

    def visit(i):
        leaf = tree.children_left[i] < 0
        node = {"rows": int(tree.n_node_samples[i]), "impurity": tree.impurity[i], "value": tree.value[i, 0].tolist()}
        if not leaf:
            node |= {"feature": int(tree.feature[i]), "threshold": tree.threshold[i]}
        nodes.append(node)
        if not leaf:
            visit(tree.children_left[i])
            visit(tree.children_right[i])

    visit(0)
    return nodes


def same_for_all(make, x, y):
    each = [make(seed).fit(x, y) for seed in range(20)]
    lists = [listed(m.tree_) for m in each]
    shape = [[(n.get("feature"), n.get("threshold"), n["rows"]) for n in nodes] for nodes in lists]
    assert all(s == shape[0] for s in shape), "equally good splits"
    return each[0], lists[0]


rows, columns, classes = 300, 4, 3
x, x_test = table(rows, columns), table(40, columns)
labels, numbers = classes_of(x), numbers_of(x)

names = {
    "maxDepth": "max_depth",
    "minSamplesLeaf": "min_samples_leaf",
    "minSamplesSplit": "min_samples_split",
    "maxLeafNodes": "max_leaf_nodes",
}
asked = [
    {"maxDepth": 3},
    {"minSamplesLeaf": 15},
    {"minSamplesSplit": 70},
    {"maxLeafNodes": 7},
]
cases = {}
for options in asked:
    theirs = {names[k]: v for k, v in options.items()}
    for criterion in ("gini", "entropy", "squared_error"):
        number = criterion == "squared_error"
        kind = DecisionTreeRegressor if number else DecisionTreeClassifier
        y = numbers if number else labels
        model, nodes = same_for_all(lambda s: kind(criterion=criterion, random_state=s, **theirs), x, y)
        path = model.cost_complexity_pruning_path(x, y)
        alphas = [(a + b) / 2 for a, b in zip(path.ccp_alphas, path.ccp_alphas[1:])][:: max(1, len(path.ccp_alphas) // 3)]
        pruned = [
            {"alpha": a, "nodes": listed(kind(criterion=criterion, random_state=0, ccp_alpha=a, **theirs).fit(x, y).tree_)}
            for a in alphas
        ]
        word = "regressionTree" if number else "classificationTree"
        cases[f"{word}, {'' if number else criterion + ', '}" + ", ".join(f"{k} {v}" for k, v in options.items())] = {
            "criterion": None if number else criterion,
            "options": options,
            "nodes": nodes,
            "importances": model.feature_importances_.tolist(),
            "predictions": (model.predict(x_test) if number else model.predict_proba(x_test)).reshape(-1).tolist(),
            "path": {"alphas": path.ccp_alphas.tolist(), "impurities": path.impurities.tolist()},
            "pruned": pruned,
        }

fx, fx_test = table(300, 6), table(300, 6)
forest = {"x": fx, "xTest": fx_test}
for name, kind, target, features in (
    ("classificationForest", RandomForestClassifier, classes_of, "sqrt"),
    ("regressionForest", RandomForestRegressor, numbers_of, 2),
):
    y, y_test = target(fx), target(fx_test)
    models = [
        kind(50, max_features=features, oob_score=True, random_state=seed).fit(fx, y) for seed in range(20)
    ]
    held = [m.score(fx_test, y_test) for m in models]
    bag = [m.oob_score_ for m in models]
    importance = np.array([m.feature_importances_ for m in models])
    forest[name] = {
        "trees": 50,
        "y": y.tolist(),
        "yTest": y_test.tolist(),
        "held": [np.mean(held), np.std(held, ddof=1)],
        "outOfBag": [np.mean(bag), np.std(bag, ddof=1)],
        "importances": [importance.mean(0).tolist(), importance.std(0, ddof=1).tolist()],
    }


def plain(value):
    return (value * 1024).astype(int).reshape(-1).tolist() if isinstance(value, np.ndarray) else value


result = {
    "reference": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "note": "x in 1024ths",
    "columns": columns,
    "classes": classes,
    "x": plain(x),
    "xTest": plain(x_test),
    "labels": labels.tolist(),
    "numbers": numbers.tolist(),
    "cases": cases,
    "forest": {name: plain(value) for name, value in forest.items()},
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result, separators=(",", ":")) + "\n")

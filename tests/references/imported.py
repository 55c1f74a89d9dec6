"""Small networks of PyTorch and Keras, their weights by name and what they give: for imports by name.

    python tests/references/imported.py > tests/references/imported.json
"""
import json
import os

os.environ.setdefault("KERAS_BACKEND", "torch")
import torch
from torch import nn

torch.manual_seed(7)
torch.set_default_dtype(torch.float32)


def numbers(t):
    return {"shape": list(t.shape), "values": [float(f"{x:.9g}") for x in t.detach().double().flatten()]}


def stirred(model):
    """Every parameter and statistic away from its first value, so that none can be mistaken for another."""
    with torch.no_grad():
        for name, p in model.state_dict().items():
            if name.endswith("running_var"):
                p.uniform_(0.5, 2.0)
            elif p.is_floating_point():
                p.add_(torch.randn_like(p) * 0.3)
    return model.eval()


def case(model, x, layers, channels=True):
    y = model(x)
    return {
        "layers": layers,
        "tensors": {k: numbers(v) for k, v in model.state_dict().items() if v.is_floating_point()},
        "x": numbers(x.movedim(1, -1) if channels and x.ndim > 3 else x),
        "y": numbers(y),
    }


HE, ONE = "heNormal", [1, 1]


def conv(filters, window, padding="valid", groups=1, bias=True, stride=ONE):
    return {
        "layer": "conv2d", "filters": filters, "window": window, "stride": stride, "dilation": ONE,
        "padding": padding, "groups": groups, "weights": HE, "bias": bias,
    }


def dense(units):
    return {"layer": "dense", "units": units, "weights": HE}


BN = {"layer": "batchNorm", "momentum": 0.1, "epsilon": 1e-5}
RELU = {"layer": "relu"}


class Named(nn.Module):
    """Its names in the order of letters are not the order of its layers."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(2, 4, (3, 2))
        self.bn1 = nn.BatchNorm2d(4)
        self.act = nn.PReLU(4)
        self.conv2 = nn.Conv2d(4, 6, 2, bias=False)
        self.fc = nn.Linear(6 * 2 * 3, 3)

    def forward(self, x):
        x = self.act(self.bn1(self.conv1(x)))
        return self.fc(torch.flatten(self.conv2(x), 1))


class Attending(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(7, 4)
        self.attention = nn.MultiheadAttention(4, 2, batch_first=True)
        self.norm = nn.LayerNorm(4)
        self.lstm = nn.LSTM(4, 3, batch_first=True)
        self.gru = nn.GRU(3, 2, batch_first=True)
        self.out = nn.Linear(2, 2)

    def forward(self, i):
        x = self.embed(i)
        x = self.norm(self.attention(x, x, x)[0])
        x, _ = self.gru(self.lstm(x)[0])
        return self.out(x[:, -1])


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.ConvTranspose2d(2, 4, 2, stride=2)
        self.body = nn.Sequential(nn.Conv2d(4, 4, 3, padding=1, groups=4), nn.Conv2d(4, 4, 1, bias=False), nn.BatchNorm2d(4))
        self.norm = nn.GroupNorm(2, 4)
        self.head = nn.Linear(4, 3)

    def forward(self, x):
        x = self.stem(x)
        x = self.norm(self.body(x) + x)
        return self.head(x.mean((2, 3)))


def recurrent(layer, units, sequences):
    return {"layer": layer, "units": units, "sequences": sequences, "weights": "glorotUniform", "recurrentWeights": "orthogonal"}


def of_keras(model, x, layers):
    import numpy as np

    random = np.random.default_rng(5)
    variables = [v for v in model.variables if "seed" not in v.path]
    for v in variables:
        now = v.numpy()
        v.assign(random.uniform(0.5, 2, v.shape) if "variance" in v.path else now + random.normal(size=v.shape) * 0.3)
    return {
        "layers": layers,
        "tensors": {v.path: numbers(torch.tensor(v.numpy())) for v in variables},
        "x": numbers(torch.tensor(x)),
        "y": numbers(model(x, training=False)),
    }


def keras_cases():
    import keras
    import numpy as np

    random = np.random.default_rng(3)
    L = keras.layers
    start = keras.Input((4, 5, 2))
    x = L.Conv2D(3, 2, activation="relu", name="conv2d")(start)
    x = L.BatchNormalization(name="batch_normalization", epsilon=1e-5)(x)
    x = L.DepthwiseConv2D(2, depth_multiplier=2, name="depthwise_conv2d")(x)
    x = L.SeparableConv2D(4, 1, name="separable_conv2d")(x)
    x = L.Reshape((2, 12))(x)
    x = L.GRU(3, return_sequences=True, name="gru")(x)
    x = L.LSTM(2, name="lstm")(x)
    images = of_keras(
        keras.Model(start, L.Dense(2, name="dense")(x)),
        random.normal(size=(3, 4, 5, 2)).astype("float32"),
        [
            {"layer": "input", "shape": [4, 5, 2]},
            conv(3, [2, 2]), RELU, BN,
            {
                "layer": "depthwiseConv2d", "window": [2, 2], "multiplier": 2, "stride": ONE, "dilation": ONE,
                "padding": "valid", "weights": HE, "bias": True,
            },
            {
                "layer": "separableConv2d", "filters": 4, "window": [1, 1], "multiplier": 1, "stride": ONE, "dilation": ONE,
                "padding": "valid", "weights": HE, "bias": True,
            },
            {"layer": "timeDistributed", "body": [{"layer": "flatten"}]},
            recurrent("gru", 3, True), recurrent("lstm", 2, False), dense(2),
        ],
    )
    start = keras.Input((4,), dtype="int32")
    x = L.Embedding(5, 6, name="embedding")(start)
    x = L.MultiHeadAttention(3, 2, name="multi_head_attention")(x, x)
    x = L.LayerNormalization(name="layer_normalization", epsilon=1e-5)(x)
    x = L.SimpleRNN(2, name="simple_rnn")(x)
    attending = of_keras(
        keras.Model(start, x),
        np.array([[0, 3, 4, 1], [2, 2, 0, 1]], dtype="int32"),
        [
            {"layer": "input", "shape": [4]},
            {"layer": "embedding", "vocabulary": 5, "size": 6, "weights": {"initial": "normal", "deviation": 1}},
            {"layer": "multiHeadAttention", "heads": 3, "causal": False, "weights": "glorotUniform"},
            {"layer": "layerNorm", "epsilon": 1e-5},
            recurrent("simpleRnn", 2, False),
        ],
    )
    return {"kerasImages": images, "kerasSequences": attending}, keras.__version__


named = case(
    stirred(Named()),
    torch.randn(3, 2, 5, 5),
    [
        {"layer": "input", "shape": [5, 5, 2]},
        conv(4, [3, 2]), BN, {"layer": "prelu", "slopes": "channels", "initial": 0.25},
        conv(6, [2, 2], bias=False), {"layer": "flatten"}, dense(3),
    ],
)
indexes = torch.tensor([[0, 3, 6, 1, 2], [5, 4, 2, 2, 0]])
attending = case(
    stirred(Attending()),
    indexes,
    [
        {"layer": "input", "shape": [5]},
        {"layer": "embedding", "vocabulary": 7, "size": 4, "weights": {"initial": "normal", "deviation": 1}},
        {"layer": "multiHeadAttention", "heads": 2, "causal": False, "weights": "glorotUniform"},
        {"layer": "layerNorm", "epsilon": 1e-5},
        recurrent("lstm", 3, True), recurrent("gru", 2, False), dense(2),
    ],
    channels=False,
)
residual = case(
    stirred(Residual()),
    torch.randn(2, 2, 3, 3),
    [
        {"layer": "input", "shape": [3, 3, 2]},
        {
            "layer": "conv2dTranspose", "filters": 4, "window": [2, 2], "stride": [2, 2], "dilation": ONE,
            "padding": "valid", "outputPadding": [0, 0], "groups": 1, "weights": HE, "bias": True,
        },
        {
            "layer": "residual",
            "shortcut": None,
            "body": [
                {
                    "layer": "depthwiseConv2d", "window": [3, 3], "multiplier": 1, "stride": ONE, "dilation": ONE,
                    "padding": "same", "weights": HE, "bias": True,
                },
                conv(4, [1, 1], bias=False), BN,
            ],
        },
        {"layer": "groupNorm", "groups": 2, "epsilon": 1e-5},
        {"layer": "globalAvgPool2d"}, dense(3),
    ],
)
keras_all, keras_version = keras_cases()
print(json.dumps({
    "versions": {"torch": torch.__version__.split("+")[0], "keras": keras_version},
    "cases": {"torchNamed": named, "torchSequences": attending, "torchResidual": residual, **keras_all},
}, separators=(",", ":")))

"""PyTorch as a contender: eager, or compiled; FLUXION_BENCH_THREADS threads."""

import os
import sys

from protocol import classes_of, numbers_of, sample_of, serve

COMPILED = "compiled" in sys.argv
torch = None


def load():
    global torch
    import torch as library

    torch = library
    torch.set_num_threads(int(os.environ["FLUXION_BENCH_THREADS"]))


def tensor(noise):
    return torch.from_numpy(numbers_of(noise))


def compiled(f):
    return torch.compile(f) if COMPILED else f


def calls(f, *args, order=None):
    """`order`: from the library's order of axes to that of the case."""
    result = [None]
    f = compiled(f)

    def run(times):
        with torch.no_grad():
            for _ in range(times):
                result[0] = f(*args)

    return run, lambda: sample_of((result[0] if order is None else result[0].permute(order)).numpy())


def convolution(spec):
    x, dy = (tensor(spec[name]).permute(0, 3, 1, 2).contiguous() for name in ("x", "dy"))
    w = tensor(spec["w"]).permute(3, 2, 0, 1).contiguous()
    if spec["of"] == "forward":
        return calls(torch.nn.functional.conv2d, x, w, order=(0, 2, 3, 1))
    by_input = spec["of"] == "byInput"

    def backward(dy, x, w):
        mask = [by_input, not by_input, False]
        both = torch.ops.aten.convolution_backward(dy, x, w, None, [1, 1], [0, 0], [1, 1], False, [0, 0], 1, mask)
        return both[0 if by_input else 1]

    return calls(backward, dy, x, w, order=(0, 2, 3, 1) if by_input else (2, 3, 1, 0))


def layers_of(spec):
    shape = spec["x"]["shape"][1:]
    for layer in spec["layers"]:
        kind = layer["layer"]
        if kind == "conv":
            w = tensor(layer["weights"])
            module = torch.nn.Conv2d(w.shape[2], w.shape[3], 3)
            module.weight.data = w.permute(3, 2, 0, 1).contiguous()
            module.bias.data.zero_()
            shape = [shape[0] - 2, shape[1] - 2, w.shape[3]]
        elif kind == "dense":
            w = tensor(layer["weights"])
            if len(shape) == 3:  # channels come first here, so rows of weights are in another order
                w = w.reshape(*shape, -1).permute(2, 0, 1, 3).reshape(w.shape)
            module = torch.nn.Linear(*w.shape)
            module.weight.data = w.t().contiguous()
            module.bias.data.zero_()
            shape = [w.shape[1]]
        elif kind == "pool":
            module = torch.nn.MaxPool2d(2)
            shape = [shape[0] // 2, shape[1] // 2, shape[2]]
        else:
            module = {"relu": torch.nn.ReLU, "flatten": torch.nn.Flatten}[kind]()
        yield module


def training(spec):
    model = torch.nn.Sequential(*layers_of(spec))
    x = tensor(spec["x"])
    if x.dim() == 4:
        x = x.permute(0, 3, 1, 2).contiguous()
    y = torch.from_numpy(classes_of(spec["y"], max(2, spec["classes"])))
    if spec["classes"] == 1:
        y, loss_of = y[:, None].float(), torch.nn.BCEWithLogitsLoss()
    else:
        loss_of = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=spec["rate"], fused=True)
    return steps(model, optimizer, lambda: loss_of(model(x), y))


def resnet(spec):
    nn, width = torch.nn, spec["width"]
    *filters, last = [tensor(noise) for noise in spec["weights"]]
    filters = iter(filters)

    def convolution():
        w = next(filters).permute(3, 2, 0, 1).contiguous()
        module = nn.Conv2d(w.shape[1], w.shape[0], 3, padding=1, bias=False)
        module.weight.data = w
        return nn.Sequential(module, nn.BatchNorm2d(w.shape[0]), nn.ReLU())

    class Residual(nn.Module):
        def __init__(self, body):
            super().__init__()
            self.body = body

        def forward(self, x):
            return x + self.body(x)

    def halved():
        return nn.Sequential(convolution(), nn.MaxPool2d(2))

    def pair():
        return Residual(nn.Sequential(convolution(), convolution()))

    end = nn.Linear(8 * width, spec["classes"])
    end.weight.data = last.t().contiguous()
    end.bias.data.zero_()
    parts = [convolution(), halved(), pair(), halved(), halved(), pair()]
    model = nn.Sequential(*parts, nn.AdaptiveMaxPool2d(1), nn.Flatten(), end)
    model = model.to(memory_format=torch.channels_last)  # the quicker one here
    x = tensor(spec["x"]).permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)
    y = torch.from_numpy(classes_of(spec["y"], spec["classes"]))
    optimizer = torch.optim.SGD(model.parameters(), lr=spec["rate"], momentum=0.9, nesterov=True)
    return steps(model, optimizer, lambda: torch.nn.functional.cross_entropy(model(x), y))


def steps(model, optimizer, loss_of):
    forward = compiled(loss_of)
    last = [None]

    def run(times):
        for _ in range(times):
            optimizer.zero_grad()
            last[0] = forward()
            last[0].backward()
            optimizer.step()

    return run, lambda: [last[0].item()]


def online(spec):
    x = tensor(spec["x"])
    y = (x[:, 0] > 0).float()
    state = {"w": torch.zeros(x.shape[1])}
    rate, rows = spec["rate"], list(zip(x, y))
    step = compiled(lambda w, x, y: w - x * ((torch.sigmoid(w @ x) - y) * rate))

    def run(times):
        with torch.no_grad():
            for i in range(times):
                state["w"] = step(state["w"], *rows[i % len(rows)])

    return run, lambda: sample_of(state["w"].numpy())


def prepare(spec, via):
    kind = spec["kind"]
    if kind == "matmul":
        return calls(torch.matmul, tensor(spec["a"]), tensor(spec["b"]))
    return {"convolution": convolution, "training": training, "resnet": resnet, "online": online}[kind](spec)


serve(load, prepare)

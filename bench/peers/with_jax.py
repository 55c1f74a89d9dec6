"""JAX as a contender: jit, one call a run, or a compiled loop with its state inside."""

from protocol import classes_of, numbers_of, sample_of, serve

jax = np = None


def load():
    global jax, np
    import jax as library
    import jax.numpy

    jax, np = library, jax.numpy


def array(noise):
    return np.asarray(numbers_of(noise))


def calls(f, *args):
    compiled, result = jax.jit(f), [None]

    def run(times):
        for _ in range(times):
            result[0] = compiled(*args)
        result[0].block_until_ready()

    return run, lambda: sample_of(result[0])


def steps(step, state, batches, via, sample):
    """`batches(i)` is the batch of step `i`."""
    now = [state]
    one = jax.jit(step)
    loop = jax.jit(lambda times, s: jax.lax.fori_loop(0, times, lambda i, s: step(s, batches(i)), s))

    def run(times):
        if via == "fold":
            now[0] = loop(times, now[0])
        else:
            for i in range(times):
                now[0] = one(now[0], batches(i))
        jax.block_until_ready(now[0])

    return run, lambda: sample(now[0])


def conv(x, w):
    return jax.lax.conv_general_dilated(x, w, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC"))


def convolution(spec):
    x, w, dy = (array(spec[name]) for name in ("x", "w", "dy"))
    if spec["of"] == "forward":
        return calls(conv, x, w)
    if spec["of"] == "byInput":
        return calls(lambda dy, w: jax.linear_transpose(lambda x: conv(x, w), x)(dy)[0], dy, w)
    return calls(lambda x, dy: jax.linear_transpose(lambda w: conv(x, w), w)(dy)[0], x, dy)


def forward(layers, params, x):
    params = iter(params)
    for layer in layers:
        kind = layer["layer"]
        if kind in ("conv", "dense"):
            w, b = next(params)
            x = (conv(x, w) if kind == "conv" else x @ w) + b
        elif kind == "relu":
            x = jax.nn.relu(x)
        elif kind == "pool":
            x = jax.lax.reduce_window(x, -np.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
        else:
            x = x.reshape(x.shape[0], -1)
    return x


def adam(rate, gradient, params, m, v, t):
    tree = jax.tree_util.tree_map
    m = tree(lambda m, g: 0.9 * m + 0.1 * g, m, gradient)
    v = tree(lambda v, g: 0.999 * v + 0.001 * g * g, v, gradient)
    c1, c2 = 1 - 0.9**t, 1 - 0.999**t
    return tree(lambda w, m, v: w - rate * (m / c1) / (np.sqrt(v / c2) + 1e-8), params, m, v), m, v


def training(spec, via):
    layers, classes = spec["layers"], spec["classes"]
    params = [(array(w), np.zeros(w["shape"][-1])) for w in (la["weights"] for la in layers if "weights" in la)]
    x = array(spec["x"])
    y = np.asarray(classes_of(spec["y"], max(2, classes)))

    def loss(params, x, y):
        z = forward(layers, params, x)
        if classes == 1:
            return np.mean(jax.nn.softplus(z[:, 0]) - y * z[:, 0])
        return -np.mean(np.take_along_axis(jax.nn.log_softmax(z), y[:, None], 1))

    def step(state, batch):
        params, m, v, t, _ = state
        value, gradient = jax.value_and_grad(loss)(params, *batch)
        return (*adam(spec["rate"], gradient, params, m, v, t + 1), t + 1, value)

    zeros = jax.tree_util.tree_map(np.zeros_like, params)
    return steps(step, (params, zeros, zeros, np.float32(0), np.float32(0)), lambda i: (x, y), via,
                 lambda state: [float(state[4])])


def online(spec, via):
    x, rate = array(spec["x"]), spec["rate"]
    y = (x[:, 0] > 0).astype(np.float32)
    rows = list(zip(x, y)) if via == "call" else None

    def step(w, sample):
        x, y = sample
        return w - x * ((jax.nn.sigmoid(w @ x) - y) * rate)

    def batches(i):
        return (x[i % len(x)], y[i % len(y)]) if rows is None else rows[i % len(rows)]

    return steps(step, np.zeros(x.shape[1]), batches, via, sample_of)


def prepare(spec, via):
    kind = spec["kind"]
    if kind == "training":
        return training(spec, via)
    if kind == "online":
        return online(spec, via)
    if via == "fold":
        raise ValueError("nothing stays from run to run")
    if kind == "matmul":
        return calls(np.matmul, array(spec["a"]), array(spec["b"]))
    return convolution(spec)


serve(load, prepare)

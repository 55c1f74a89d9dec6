"""The side of a contender in Python: the same questions, answers and numbers as serve.ts and noise.ts."""

import json
import os
import sys
import time

ENOUGH_MS = 3000


def numbers_of(noise):
    import numpy as np

    size = int(np.prod(noise["shape"]))
    i = np.arange(1, size + 1, dtype=np.uint32)
    h = i * np.uint32(0x9E3779B1) ^ np.uint32(noise["seed"] * 0x85EBCA6B & 0xFFFFFFFF)
    h = (h ^ (h >> np.uint32(15))) * np.uint32(0x2C1B3C6D)
    h = (h ^ (h >> np.uint32(12))) * np.uint32(0x297A2D39)
    h = (h ^ (h >> np.uint32(15))) >> np.uint32(8)
    return ((h / 2**24 - 0.5) * noise["scale"]).astype(np.float32).reshape(noise["shape"])


def classes_of(noise, classes):
    import numpy as np

    return np.floor((numbers_of(noise).astype(np.float64) + 0.5) * classes).astype(np.int64)


def sample_of(array):
    """Of an array in the order of axes of the case: images NHWC, weights HWIO."""
    import numpy as np

    flat = np.ascontiguousarray(array).reshape(-1)
    step = max(1, (len(flat) - 1) // 16)
    return [float(v) for v in flat[: 16 * step : step][:16]]


def serve(load, prepare):
    """`prepare(spec, via)` gives `run(times)` and `sample()`; what it raises is why there is no answer."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # standard output is for answers
    state = {}

    def timed(work):
        start = time.perf_counter()
        work()
        return (time.perf_counter() - start) * 1e3

    def once():
        return timed(lambda: state["run"](1))

    def answer(question):
        ask = question["ask"]
        if ask == "load":
            return {"ms": timed(load)}
        if ask == "run":
            return {"ms": timed(lambda: state["run"](question["times"]))}
        state["run"], sample = prepare(question["spec"], question.get("via", "call"))
        if ask == "first":
            return {"ms": once() - once()}
        learns = question["spec"]["kind"] in ("training", "resnet")
        ms = once()
        found = list(sample())
        runs, total = 1, ms
        while runs < 3 and (total < ENOUGH_MS or (learns and runs < 2)):
            ms = once()
            runs, total = runs + 1, total + ms
            if learns:
                found += sample()
        return {"ms": ms, "sample": found}

    for line in sys.stdin:
        try:
            reply = answer(json.loads(line))
        except Exception as error:
            reply = {"absent": f"{type(error).__name__}: {error}".splitlines()[0]}
        print(json.dumps(reply), file=answers, flush=True)

"""Prints what PyTorch's L-BFGS finds, in double precision, as JSON.

    python3 tests/parity/minimizers.py > tests/Kiln.Runtime.Tests/Training/minimizers.golden.json

Softmax regression of 4 classes on 40 samples of 3 features, and the chain of Rosenbrock in 10 variables.
The file is committed: PyTorch (Debian: python3-torch) is needed only to make it again.
"""
import json
import random

import torch

SAMPLES, FEATURES, CLASSES, VARIABLES = 40, 3, 4, 10
draw = random.Random(1)
features = [round(draw.gauss(0, 1) * 64) / 64 for _ in range(SAMPLES * FEATURES)]
# A class of its own for each quadrant of two features, and a third of all labels by chance, so that no weight goes to infinity.
labels = [
    draw.randrange(CLASSES) if i % 3 == 0 else 2 * (features[i * FEATURES] > 0) + (features[i * FEATURES + 1] > 0) for i in range(SAMPLES)
]


def minimize(loss, variables):
    optimizer = torch.optim.LBFGS(variables, max_iter=2000, tolerance_grad=1e-12, tolerance_change=1e-16, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        value = loss()
        value.backward()
        return value

    optimizer.step(closure)
    return loss().item()


weight = torch.zeros(CLASSES, FEATURES, dtype=torch.float64, requires_grad=True)
bias = torch.zeros(CLASSES, dtype=torch.float64, requires_grad=True)
inputs, targets = torch.tensor(features, dtype=torch.float64).reshape(SAMPLES, FEATURES), torch.tensor(labels)
softmax = minimize(lambda: torch.nn.functional.cross_entropy(inputs @ weight.T + bias, targets), [weight, bias])

x = torch.tensor([-1.2, 1.0] * (VARIABLES // 2), dtype=torch.float64, requires_grad=True)
rosenbrock = minimize(lambda: (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum(), [x])

# Adding the same number to all classes changes nothing, so the weights are those whose sum over classes is 0.
print(json.dumps({
    "torch": torch.__version__,
    "features": features,
    "labels": labels,
    "loss": softmax,
    "weight": [float(v) for v in (weight - weight.mean(0)).detach().flatten()],
    "bias": [float(v) for v in (bias - bias.mean()).detach()],
    "rosenbrock": {"loss": rosenbrock, "point": [float(v) for v in x.detach()]},
}, separators=(",", ":")))

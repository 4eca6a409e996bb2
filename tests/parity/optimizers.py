"""Prints golden values of PyTorch's optimizers and schedules as JSON.

    python3 tests/parity/optimizers.py > tests/Kiln.Runtime.Tests/Training/optimizers.golden.json

Every optimizer takes ten steps on sum(curvature / 2 * (weight - minimum)^2) of a matrix [3, 7] and a vector [5].
The file is committed: PyTorch (Debian: python3-torch) is needed only to make it again.
"""
import json

import torch

STEPS = 10
SHAPES = {"matrix": [3, 7], "vector": [5]}


def values(count, scale, shift):
    """Numbers without a pattern that float32 holds exactly, the same on every machine."""
    return [((i * 37 + 11) % 64 - 32) / 64 * scale + shift for i in range(count)]


START = {"matrix": values(21, 2.0, 0.25), "vector": values(5, 4.0, -0.5)}
MINIMUM = {"matrix": values(21, -1.0, 0.5), "vector": values(5, 1.0, 0.125)}
CURVATURE = {"matrix": values(21, 1.0, 1.0), "vector": values(5, -1.0, 1.5)}


def adamw_without_vectors(parameters, **options):
    matrices = [p for p in parameters if p.dim() > 1]
    vectors = [p for p in parameters if p.dim() <= 1]
    return torch.optim.AdamW([{"params": matrices}, {"params": vectors, "weight_decay": 0.0}], **options)


CASES = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "sgdWeightDecay": lambda p: torch.optim.SGD(p, lr=0.1, weight_decay=0.05),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.01),
    "adam": lambda p: torch.optim.Adam(p, lr=0.05),
    "adamBetas": lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.8, 0.95), eps=1e-3),
    "adamW": lambda p: adamw_without_vectors(p, lr=0.05, weight_decay=0.1),
    "adamWVectors": lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.1),
}


def weights_after_each_step(create):
    weights = {name: torch.tensor(START[name], dtype=torch.float32).reshape(shape).requires_grad_() for name, shape in SHAPES.items()}
    optimizer = create(list(weights.values()))
    history = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = sum((torch.tensor(CURVATURE[n]).reshape(w.shape) / 2 * (w - torch.tensor(MINIMUM[n]).reshape(w.shape)) ** 2).sum() for n, w in weights.items())
        loss.backward()
        optimizer.step()
        history.append([float(v) for w in weights.values() for v in w.detach().flatten()])
    return history


def rates(create, steps):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.5)
    schedule = create(optimizer)
    result = []
    for _ in range(steps):
        result.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return result


golden = {
    "torch": torch.__version__,
    "start": START["matrix"] + START["vector"],
    "minimum": MINIMUM["matrix"] + MINIMUM["vector"],
    "curvature": CURVATURE["matrix"] + CURVATURE["vector"],
    "weights": {name: weights_after_each_step(create) for name, create in CASES.items()},
    "rates": {
        "oneCycle41": rates(lambda o: torch.optim.lr_scheduler.OneCycleLR(o, max_lr=0.5, total_steps=41), 41),
        "oneCycle3": rates(lambda o: torch.optim.lr_scheduler.OneCycleLR(o, max_lr=0.5, total_steps=3), 3),
        "cosine": rates(lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, T_max=20, eta_min=0.01), 21),
        "stepDecay": rates(lambda o: torch.optim.lr_scheduler.StepLR(o, step_size=4, gamma=0.3), 14),
    },
}
print(json.dumps(golden, separators=(",", ":")))

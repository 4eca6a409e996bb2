"""Prints golden values of PyTorch's optimizers and schedules as JSON.

    python3 tests/parity/optimizers.py > tests/Kiln.Runtime.Tests/Training/optimizers.golden.json

Every optimizer takes ten steps on sum(curvature / 2 * (weight - minimum)^2) of a matrix [3, 7] and a vector [5], in double precision.
What PyTorch does not have is written down here after its paper.
The file is committed: PyTorch (Debian: python3-torch) is needed only to make it again.
"""
import json

import numpy
import torch
from torch.optim import lr_scheduler as schedules

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


class Lion:
    """Chen et al., "Symbolic Discovery of Optimization Algorithms" (2023), algorithm 2."""

    def __init__(self, lr, betas=(0.9, 0.99), weight_decay=0.0):
        self.lr, self.betas, self.weight_decay, self.m = lr, betas, weight_decay, 0.0

    def step(self, w, g):
        beta1, beta2 = self.betas
        c = beta1 * self.m + (1 - beta1) * g
        self.m = beta2 * self.m + (1 - beta2) * g
        return w - self.lr * (numpy.sign(c) + self.weight_decay * w)


class LAMB:
    """You et al., "Large Batch Optimization for Deep Learning" (ICLR 2020), algorithm 2 with phi(z) = z."""

    def __init__(self, lr, betas=(0.9, 0.999), eps=1e-6, weight_decay=0.01):
        self.lr, self.betas, self.eps, self.weight_decay, self.t, self.m, self.v = lr, betas, eps, weight_decay, 0, 0.0, 0.0

    def step(self, w, g):
        beta1, beta2 = self.betas
        self.t += 1
        self.m = beta1 * self.m + (1 - beta1) * g
        self.v = beta2 * self.v + (1 - beta2) * g * g
        m, v = self.m / (1 - beta1 ** self.t), self.v / (1 - beta2 ** self.t)
        u = m / (numpy.sqrt(v) + self.eps) + self.weight_decay * w
        return w - self.lr * numpy.linalg.norm(w) / numpy.linalg.norm(u) * u


# For each optimizer of a paper: what it does to the matrix, then to the vector, which does not decay unless asked for.
PAPERS = {
    "lion": lambda: (Lion(0.01, weight_decay=0.1), Lion(0.01)),
    "lionVectors": lambda: (Lion(0.02, (0.8, 0.95), 0.3), Lion(0.02, (0.8, 0.95), 0.3)),
    "lamb": lambda: (LAMB(0.02), LAMB(0.02, weight_decay=0.0)),
    "lambVectors": lambda: (LAMB(0.03, (0.8, 0.95), 1e-3, 0.2), LAMB(0.03, (0.8, 0.95), 1e-3, 0.2)),
}

CASES = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "sgdWeightDecay": lambda p: torch.optim.SGD(p, lr=0.1, weight_decay=0.05),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.01),
    "adam": lambda p: torch.optim.Adam(p, lr=0.05),
    "adamBetas": lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.8, 0.95), eps=1e-3),
    "adamPenalty": lambda p: torch.optim.Adam(p, lr=0.05, weight_decay=0.1),
    "adaGrad": lambda p: torch.optim.Adagrad(p, lr=0.2),
    "adaGradInitial": lambda p: torch.optim.Adagrad(p, lr=0.1, initial_accumulator_value=0.1, eps=1e-3, weight_decay=0.1),
    "rmsProp": lambda p: torch.optim.RMSprop(p, lr=0.01),
    "rmsPropAlpha": lambda p: torch.optim.RMSprop(p, lr=0.02, alpha=0.9, eps=1e-3, weight_decay=0.1),
    "rmsPropCentred": lambda p: torch.optim.RMSprop(p, lr=0.01, centered=True),
    "rmsPropMomentum": lambda p: torch.optim.RMSprop(p, lr=0.01, momentum=0.9),
    "rmsPropCentredMomentum": lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.95, momentum=0.8, centered=True, weight_decay=0.05),
    "adaDelta": lambda p: torch.optim.Adadelta(p, lr=1.0),
    "adaDeltaRho": lambda p: torch.optim.Adadelta(p, lr=0.5, rho=0.8, eps=1e-3, weight_decay=0.1),
    "adaMax": lambda p: torch.optim.Adamax(p, lr=0.05),
    "adaMaxBetas": lambda p: torch.optim.Adamax(p, lr=0.05, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1),
    # Up to 1.13 PyTorch's other form of NAdam has one factor of the momentum too many.
    "nAdam": lambda p: torch.optim.NAdam(p, lr=0.05, foreach=True),
    "nAdamBetas": lambda p: torch.optim.NAdam(p, lr=0.05, foreach=True, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1, momentum_decay=0.1),
    "rAdam": lambda p: torch.optim.RAdam(p, lr=0.05),
    "rAdamBetas": lambda p: torch.optim.RAdam(p, lr=0.05, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1),
    "adamW": lambda p: adamw_without_vectors(p, lr=0.05, weight_decay=0.1),
    "adamWVectors": lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.1),
}


def gradient(name, weights):
    return numpy.array(CURVATURE[name]) * (weights - numpy.array(MINIMUM[name]))


def torch_weights(create):
    weights = {name: torch.tensor(START[name], dtype=torch.float64).reshape(shape).requires_grad_() for name, shape in SHAPES.items()}
    optimizer = create(list(weights.values()))
    history = []
    for _ in range(STEPS):
        for name, w in weights.items():
            w.grad = torch.tensor(gradient(name, w.detach().flatten().numpy())).reshape(w.shape)
        optimizer.step()
        history.append([float(v) for w in weights.values() for v in w.detach().flatten()])
    return history


def paper_weights(create):
    weights = {name: numpy.array(START[name]) for name in SHAPES}
    optimizers = dict(zip(SHAPES, create()))
    history = []
    for _ in range(STEPS):
        for name, optimizer in optimizers.items():
            weights[name] = optimizer.step(weights[name], gradient(name, weights[name]))
        history.append([float(v) for w in weights.values() for v in w])
    return history


def rates(create, steps, start=0.5):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=start)
    schedule = create(optimizer)
    result = []
    for _ in range(steps):
        result.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return result


def plateau_rates(losses, **options):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.5)
    schedule = schedules.ReduceLROnPlateau(optimizer, **options)
    result = []
    for loss in losses:
        schedule.step(loss)
        result.append(optimizer.param_groups[0]["lr"])
    return result


def sequence(optimizer):
    parts = [schedules.LinearLR(optimizer, start_factor=1 / 6, total_iters=5), schedules.ExponentialLR(optimizer, 0.9), schedules.StepLR(optimizer, 3, 0.5)]
    return schedules.SequentialLR(optimizer, parts, milestones=[5, 12])


# Falls, rests, rises and comes back a little: every branch of a plateau is taken.
LOSSES = [2.0, 1.5, 1.2, 1.2, 1.19995, 1.3, 1.2, 1.1, 1.1, 1.1, 1.2, 1.3, 1.1, 1.1, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.9, 0.95, 0.95, 0.95]

golden = {
    "torch": torch.__version__,
    "start": START["matrix"] + START["vector"],
    "minimum": MINIMUM["matrix"] + MINIMUM["vector"],
    "curvature": CURVATURE["matrix"] + CURVATURE["vector"],
    "weights": {
        **{name: torch_weights(create) for name, create in CASES.items()},
        **{name: paper_weights(create) for name, create in PAPERS.items()},
    },
    "rates": {
        "oneCycle41": rates(lambda o: schedules.OneCycleLR(o, max_lr=0.5, total_steps=41), 41),
        "oneCycle3": rates(lambda o: schedules.OneCycleLR(o, max_lr=0.5, total_steps=3), 3),
        "cosine": rates(lambda o: schedules.CosineAnnealingLR(o, T_max=20, eta_min=0.01), 21),
        "stepDecay": rates(lambda o: schedules.StepLR(o, step_size=4, gamma=0.3), 14),
        "exponential": rates(lambda o: schedules.ExponentialLR(o, gamma=0.93), 30),
        "multiStep": rates(lambda o: schedules.MultiStepLR(o, milestones=[3, 7, 8], gamma=0.2), 12),
        "polynomial": rates(lambda o: schedules.PolynomialLR(o, total_iters=15, power=0.9), 20),
        "inverse": rates(lambda o: schedules.LambdaLR(o, lambda t: 1 / (1 + 0.25 * t) ** 0.75), 20),
        "cosineRestarts": rates(lambda o: schedules.CosineAnnealingWarmRestarts(o, T_0=5, eta_min=0.02), 23),
        "cosineRestartsGrowing": rates(lambda o: schedules.CosineAnnealingWarmRestarts(o, T_0=3, T_mult=2), 30),
        "warmup": rates(lambda o: schedules.LinearLR(o, start_factor=1 / 6, total_iters=5), 12),
        "sequence": rates(sequence, 24),
    },
    "losses": LOSSES,
    "plateaus": {
        "plain": plateau_rates(LOSSES, patience=2),
        "cooldown": plateau_rates(LOSSES, factor=0.5, patience=1, cooldown=3, min_lr=0.1),
        "threshold": plateau_rates(LOSSES, factor=0.5, patience=3, threshold=0.15),
        "maximum": plateau_rates(LOSSES, mode="max", factor=0.7, patience=4),
    },
}
print(json.dumps(golden, separators=(",", ":")))

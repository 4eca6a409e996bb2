"""The networks of the comparison as PyTorch modules, one entry each.

A submodule's name is Kiln's name of the layer (kind and ordinal of that kind), so that one safetensors file fits both.
To add a network: add its module and one entry here, and its attributes and one entry in ../Kiln.Peers/Networks.cs.
"""
from dataclasses import dataclass
from typing import Callable, Dict, Tuple

import torch.nn.functional as F
from torch import nn


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv2d1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2d2 = nn.Conv2d(6, 16, 5)
        self.dense1 = nn.Linear(400, 120)
        self.dense2 = nn.Linear(120, 84)
        self.dense3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv2d1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2d2(x)), 2)
        x = F.relu(self.dense1(x.flatten(1)))
        return self.dense3(F.relu(self.dense2(x)))


class Mlp(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense1 = nn.Linear(784, 128)
        self.dense2 = nn.Linear(128, 64)
        self.dense3 = nn.Linear(64, 10)

    def forward(self, x):
        return self.dense3(F.relu(self.dense2(F.relu(self.dense1(x)))))


@dataclass(frozen=True)
class Network:
    name: str
    module: Callable[[], nn.Module]
    input_shape: Tuple[int, ...]
    classes: int
    # Batch size -> the speed that Kiln must reach, as a multiple of the peer's.
    inference: Dict[int, float]
    training: Dict[int, float]


NETWORKS = [
    Network("lenet5", LeNet5, (1, 28, 28), 10, inference={1: 1.6, 32: 1.3}, training={32: 2.0}),
    Network("mlp", Mlp, (784,), 10, inference={1: 1.4, 32: 1.0}, training={32: 1.5}),
]


def find(name):
    for network in NETWORKS:
        if network.name == name:
            return network
    raise KeyError(f"no network named {name}; known are {', '.join(n.name for n in NETWORKS)}")

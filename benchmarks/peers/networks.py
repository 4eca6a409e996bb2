"""The networks of the comparison as PyTorch modules, and the rows of networks.json that are measured of them.

A submodule's name is Kiln's name of the layer (kind and ordinal of that kind), so that one safetensors file fits both.
To add a network: add its module here, its row to networks.json, and its attributes to ../Kiln.Peers/Networks.cs.
"""
import json
import os
from dataclasses import dataclass
from typing import Callable, Dict, Tuple

import torch
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


class ResNet8(nn.Module):
    """MLPerf Tiny's, with symmetric padding."""

    def __init__(self):
        super().__init__()
        self.conv2d1 = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.batchnorm1 = nn.BatchNorm2d(16)
        self.conv2d2 = nn.Conv2d(16, 16, 3, padding=1, bias=False)
        self.batchnorm2 = nn.BatchNorm2d(16)
        self.conv2d3 = nn.Conv2d(16, 16, 3, padding=1, bias=False)
        self.batchnorm3 = nn.BatchNorm2d(16)
        self.conv2d4 = nn.Conv2d(16, 32, 3, stride=2, padding=1, bias=False)
        self.batchnorm4 = nn.BatchNorm2d(32)
        self.conv2d5 = nn.Conv2d(32, 32, 3, padding=1, bias=False)
        self.batchnorm5 = nn.BatchNorm2d(32)
        self.conv2d6 = nn.Conv2d(16, 32, 1, stride=2)
        self.conv2d7 = nn.Conv2d(32, 64, 3, stride=2, padding=1, bias=False)
        self.batchnorm6 = nn.BatchNorm2d(64)
        self.conv2d8 = nn.Conv2d(64, 64, 3, padding=1, bias=False)
        self.batchnorm7 = nn.BatchNorm2d(64)
        self.conv2d9 = nn.Conv2d(32, 64, 1, stride=2)
        self.dense1 = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.batchnorm1(self.conv2d1(x)))
        y = F.relu(self.batchnorm2(self.conv2d2(x)))
        x = F.relu(self.batchnorm3(self.conv2d3(y)) + x)
        y = F.relu(self.batchnorm4(self.conv2d4(x)))
        x = F.relu(self.batchnorm5(self.conv2d5(y)) + self.conv2d6(x))
        y = F.relu(self.batchnorm6(self.conv2d7(x)))
        x = F.relu(self.batchnorm7(self.conv2d8(y)) + self.conv2d9(x))
        return self.dense1(F.adaptive_avg_pool2d(x, 1).flatten(1))


class Separable(nn.Module):
    def __init__(self, inputs, channels):
        super().__init__()
        self.conv2d1 = nn.Conv2d(inputs, inputs, 3, padding=1, groups=inputs, bias=False)
        self.batchnorm1 = nn.BatchNorm2d(inputs)
        self.conv2d2 = nn.Conv2d(inputs, channels, 1, bias=False)
        self.batchnorm2 = nn.BatchNorm2d(channels)

    def forward(self, x):
        x = F.relu(self.batchnorm1(self.conv2d1(x)))
        return F.relu(self.batchnorm2(self.conv2d2(x)))


class DsCnn(nn.Module):
    """MLPerf Tiny's for keyword spotting, with symmetric padding and without dropout."""

    def __init__(self):
        super().__init__()
        self.conv2d1 = nn.Conv2d(1, 64, (10, 4), stride=2, padding=(5, 1), bias=False)
        self.batchnorm1 = nn.BatchNorm2d(64)
        self.separable1 = Separable(64, 64)
        self.separable2 = Separable(64, 64)
        self.separable3 = Separable(64, 64)
        self.separable4 = Separable(64, 64)
        self.dense1 = nn.Linear(64, 12)

    def forward(self, x):
        x = F.relu(self.batchnorm1(self.conv2d1(x)))
        x = self.separable4(self.separable3(self.separable2(self.separable1(x))))
        return self.dense1(F.adaptive_avg_pool2d(x, 1).flatten(1))


class InvertedResidual(nn.Module):
    """Sandler et al. 2018, a row of table 2: bottlenecks, each with two or three convolutions and their normalization."""

    def __init__(self, inputs, expansion, channels, repeat, stride):
        super().__init__()
        self.bottlenecks = []
        self.ordinal = 0
        for index in range(repeat):
            wide, step = inputs * expansion, stride if index == 0 else 1
            layers = [] if expansion == 1 else [self.convolve(inputs, wide, 1), nn.ReLU6()]
            layers += [self.convolve(wide, wide, 3, stride=step, padding=1, groups=wide), nn.ReLU6(), self.convolve(wide, channels, 1)]
            self.bottlenecks.append((layers, step == 1 and inputs == channels))
            inputs = channels

    def convolve(self, inputs, outputs, kernel, **options):
        self.ordinal += 1
        convolution, normalization = nn.Conv2d(inputs, outputs, kernel, bias=False, **options), nn.BatchNorm2d(outputs)
        self.add_module(f"conv2d{self.ordinal}", convolution)
        self.add_module(f"batchnorm{self.ordinal}", normalization)
        return lambda x: normalization(convolution(x))

    def forward(self, x):
        for layers, joins in self.bottlenecks:
            y = x
            for layer in layers:
                y = layer(y)
            x = x + y if joins else y
        return x


class MobileNetV2(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv2d1 = nn.Conv2d(3, 32, 3, stride=2, padding=1, bias=False)
        self.batchnorm1 = nn.BatchNorm2d(32)
        self.invertedresidual1 = InvertedResidual(32, 1, 16, 1, 1)
        self.invertedresidual2 = InvertedResidual(16, 6, 24, 2, 2)
        self.invertedresidual3 = InvertedResidual(24, 6, 32, 3, 2)
        self.invertedresidual4 = InvertedResidual(32, 6, 64, 4, 2)
        self.invertedresidual5 = InvertedResidual(64, 6, 96, 3, 1)
        self.invertedresidual6 = InvertedResidual(96, 6, 160, 3, 2)
        self.invertedresidual7 = InvertedResidual(160, 6, 320, 1, 1)
        self.conv2d2 = nn.Conv2d(320, 1280, 1, bias=False)
        self.batchnorm2 = nn.BatchNorm2d(1280)
        self.dense1 = nn.Linear(1280, 1000)

    def forward(self, x):
        x = F.relu6(self.batchnorm1(self.conv2d1(x)))
        x = self.invertedresidual4(self.invertedresidual3(self.invertedresidual2(self.invertedresidual1(x))))
        x = self.invertedresidual7(self.invertedresidual6(self.invertedresidual5(x)))
        x = F.relu6(self.batchnorm2(self.conv2d2(x)))
        return self.dense1(F.adaptive_avg_pool2d(x, 1).flatten(1))


class ResNetStem(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv2d1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.batchnorm1 = nn.BatchNorm2d(64)

    def forward(self, x):
        return F.max_pool2d(F.relu(self.batchnorm1(self.conv2d1(x))), 3, stride=2, padding=1)


class BasicBlock(nn.Module):
    def __init__(self, inputs, channels, stride):
        super().__init__()
        self.conv2d1 = nn.Conv2d(inputs, channels, 3, stride=stride, padding=1, bias=False)
        self.batchnorm1 = nn.BatchNorm2d(channels)
        self.conv2d2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.batchnorm2 = nn.BatchNorm2d(channels)
        self.projects = stride != 1 or inputs != channels
        if self.projects:
            self.conv2d3 = nn.Conv2d(inputs, channels, 1, stride=stride, bias=False)
            self.batchnorm3 = nn.BatchNorm2d(channels)

    def forward(self, x):
        y = F.relu(self.batchnorm1(self.conv2d1(x)))
        return F.relu(self.batchnorm2(self.conv2d2(y)) + (self.batchnorm3(self.conv2d3(x)) if self.projects else x))


class BasicStage(nn.Module):
    def __init__(self, inputs, channels, stride=2):
        super().__init__()
        self.basicblock1 = BasicBlock(inputs, channels, stride)
        self.basicblock2 = BasicBlock(channels, channels, 1)

    def forward(self, x):
        return self.basicblock2(self.basicblock1(x))


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        self.resnetstem1 = ResNetStem()
        self.basicstage1 = BasicStage(64, 64, stride=1)
        self.basicstage2 = BasicStage(64, 128)
        self.basicstage3 = BasicStage(128, 256)
        self.basicstage4 = BasicStage(256, 512)
        self.dense1 = nn.Linear(512, 1000)

    def forward(self, x):
        x = self.basicstage4(self.basicstage3(self.basicstage2(self.basicstage1(self.resnetstem1(x)))))
        return self.dense1(F.adaptive_avg_pool2d(x, 1).flatten(1))


class Attention(nn.Module):
    """Self-attention written out, with the parameters of nn.MultiheadAttention, which in inference runs one operator that ONNX does not have."""

    def __init__(self, features, heads):
        super().__init__()
        self.heads = heads
        self.in_proj_weight = nn.Parameter(torch.empty(3 * features, features))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * features))
        self.out_proj = nn.Linear(features, features)
        nn.init.xavier_uniform_(self.in_proj_weight)

    def forward(self, x):
        batch, tokens, features = x.shape
        width = features // self.heads
        projected = F.linear(x, self.in_proj_weight, self.in_proj_bias)
        query, key, value = (part.view(batch, tokens, self.heads, width).transpose(1, 2) for part in projected.chunk(3, -1))
        weights = F.softmax(torch.matmul(query * width ** -0.5, key.transpose(2, 3)), -1)
        return self.out_proj(torch.matmul(weights, value).transpose(1, 2).reshape(batch, tokens, features))


class EncoderBlock(nn.Module):
    def __init__(self):
        super().__init__()
        self.multiheadattention1 = Attention(128, heads=4)
        self.layernorm1 = nn.LayerNorm(128)
        self.dense1 = nn.Linear(128, 512)
        self.dense2 = nn.Linear(512, 128)
        self.layernorm2 = nn.LayerNorm(128)
        self.dense3 = nn.Linear(128, 10)

    def forward(self, x):
        x = self.layernorm1(x + self.multiheadattention1(x))
        x = self.layernorm2(x + self.dense2(F.gelu(self.dense1(x))))
        return self.dense3(x.mean(1))


MODULES = {
    "lenet5": LeNet5,
    "mlp": Mlp,
    "resnet8": ResNet8,
    "dscnn": DsCnn,
    "mobilenetv2": MobileNetV2,
    "resnet18": ResNet18,
    "encoder": EncoderBlock,
}


@dataclass(frozen=True)
class Network:
    name: str
    module: Callable[[], nn.Module]
    input_shape: Tuple[int, ...]
    classes: int
    # Batch size -> the speed that Kiln must reach, as a multiple of the peer's.
    inference: Dict[int, float]
    training: Dict[int, float]


def read_networks():
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "networks.json"), encoding="utf-8") as stream:
        entries = json.load(stream)
    gates = lambda rows: {row["batch"]: row["gate"] for row in rows}  # noqa: E731
    return [
        Network(e["name"], MODULES[e["name"]], tuple(e["inputShape"]), e["classes"], gates(e["inference"]), gates(e["training"]))
        for e in entries
    ]


NETWORKS = read_networks()


def find(name):
    for network in NETWORKS:
        if network.name == name:
            return network
    raise KeyError(f"no network named {name}; known are {', '.join(n.name for n in NETWORKS)}")

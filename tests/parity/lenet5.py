"""Golden training run: LeNet-5 on Fashion-MNIST, from stored initial weights, in file order.

Usage: python3 lenet5.py <folder with Fashion-MNIST's four .gz files>

Batch i holds the training images 64 i .. 64 i + 63 (pixels / 255, channels first, no shuffling); the last batch of the
epoch holds 32. losses[i] is the mean loss of batch i before its update. PyTorch's AdamW decays every parameter,
biases included. The same run in double precision gives the distance that rounding alone causes, and the mean loss of the
epoch: by its end rounding has grown so far that PyTorch's float32 runs with and without oneDNN, and double-precision runs
from weights moved by one float32 rounding, lie up to 5e-3 on either side of it (SGD with momentum: 0.6302 to 0.6395).
"""
import gzip
import os
import struct
import sys

import numpy as np
import torch
import torch.nn.functional as F

import golden_file
import safetensors_file

BATCH = 64
STEPS = 50


class LeNet5(torch.nn.Module):
    """The attributes' names: kind and ordinal of that kind."""

    def __init__(self):
        super().__init__()
        self.conv2d1 = torch.nn.Conv2d(1, 6, 5, padding=2)
        self.conv2d2 = torch.nn.Conv2d(6, 16, 5)
        self.dense1 = torch.nn.Linear(400, 120)
        self.dense2 = torch.nn.Linear(120, 84)
        self.dense3 = torch.nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv2d1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2d2(x)), 2)
        x = F.relu(self.dense1(x.flatten(1)))
        return self.dense3(F.relu(self.dense2(x)))


def read_idx(path):
    """IDX: big-endian magic (last byte = number of dimensions), one int32 per dimension, then unsigned bytes."""
    with gzip.open(path, "rb") as stream:
        content = stream.read()
    rank = content[3]
    shape = struct.unpack_from(">" + "I" * rank, content, 4)
    return np.frombuffer(content, dtype=np.uint8, offset=4 + 4 * rank).reshape(shape)


def train(weights, images, labels, make_optimizer, steps, precision):
    """The mean loss of each step."""
    network = LeNet5().to(precision)
    network.load_state_dict({name: torch.from_numpy(values).to(precision) for name, values in weights.items()})
    optimizer = make_optimizer(network.parameters())
    losses = []
    for step in range(steps):
        rows = slice(step * BATCH, (step + 1) * BATCH)
        optimizer.zero_grad()
        loss = F.cross_entropy(network(images[rows].to(precision)), labels[rows])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def main(folder):
    torch.set_num_threads(1)
    torch.manual_seed(1)
    images = torch.from_numpy(read_idx(os.path.join(folder, "train-images-idx3-ubyte.gz")).astype(np.float32) / np.float32(255)).unsqueeze(1)
    labels = torch.from_numpy(read_idx(os.path.join(folder, "train-labels-idx1-ubyte.gz")).astype(np.int64))

    weights = {name: values.numpy() for name, values in LeNet5().state_dict().items()}
    os.makedirs(golden_file.FOLDER, exist_ok=True)
    safetensors_file.write(os.path.join(golden_file.FOLDER, "lenet5.safetensors"), weights)

    optimizers = [
        ("sgdMomentum", {"rate": 0.05, "momentum": 0.9}, lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9)),
        ("adamW", {"rate": 1e-3, "weightDecay": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "decayVectors": True},
         lambda p: torch.optim.AdamW(p, lr=1e-3, weight_decay=0.01)),
    ]
    epoch_steps = (len(images) + BATCH - 1) // BATCH
    cases = []
    for name, settings, make in optimizers:
        losses = train(weights, images, labels, make, STEPS, torch.float32)
        exact = train(weights, images, labels, make, epoch_steps, torch.float64)
        counts = [min(BATCH, len(images) - step * BATCH) for step in range(epoch_steps)]
        case = {
            "name": name,
            "settings": settings,
            "losses": [golden_file.float32_text(loss) for loss in losses],
            "roundingDistance": golden_file.float32_text(max(abs(a - b) for a, b in zip(losses, exact))),
            "firstEpochMeanLoss": golden_file.float32_text(np.dot(exact, counts) / len(images)),
        }
        cases.append(case)
        print(f"{name}: first {losses[0]:.6f}, step {STEPS} {losses[STEPS - 1]:.6f}, epoch mean {case['firstEpochMeanLoss']}, float32 against float64 {case['roundingDistance']}")

    golden_file.write("lenet5", {
        **golden_file.describe(__file__), "weights": "lenet5.safetensors", "data": "Fashion-MNIST training set in file order, pixels / 255",
        "batch": BATCH, "steps": STEPS, "stepsPerEpoch": epoch_steps, "cases": cases,
    })


if __name__ == "__main__":
    if len(sys.argv) != 2 or not os.path.isfile(os.path.join(sys.argv[1], "train-images-idx3-ubyte.gz")):
        sys.exit("Usage: python3 lenet5.py <folder with Fashion-MNIST>; it must hold train-images-idx3-ubyte.gz and train-labels-idx1-ubyte.gz.")
    main(sys.argv[1])

"""Prepares one comparison: ONNX models (opset 13), inputs, labels, and what PyTorch computes from them.

Usage: python3 export.py <folder>

Reads <folder>/NAME.safetensors, which Kiln saves; where there is none (a run without Kiln), PyTorch's own initial weights stand in. Running statistics are
measured and saved there for all.
"""
import io
import json
import os
import sys

import numpy as np
import onnx
import torch
import torch.nn.functional as F

import exchange
import networks

CHECK_STEPS = 10
CHECK_RATE = 0.05
STATISTICS_SAMPLES = 8


def count_multiply_adds(module, sample):
    """Multiply-adds of convolutions, dense layers and attention for one sample, padded taps included."""
    total = 0

    def count(layer, inputs, output):
        nonlocal total
        if isinstance(layer, torch.nn.Conv2d):
            total += output[0].numel() * layer.weight[0].numel()
        elif isinstance(layer, torch.nn.Linear):
            total += output[0].numel() * layer.in_features
        elif isinstance(layer, networks.Attention):
            # The output's projection is a dense layer, counted above; scores and weighted sums take tokens x tokens x features each.
            tokens, features = output[0].shape
            total += tokens * layer.in_proj_weight.numel() + 2 * tokens * tokens * features

    hooks = [layer.register_forward_hook(count) for layer in module.modules()]
    with torch.inference_mode():
        module(sample)
    for hook in hooks:
        hook.remove()
    return total


def export_onnx(module, sample, path):
    buffer = io.BytesIO()
    torch.onnx.export(module, sample, buffer, opset_version=13, input_names=["input"], output_names=["output"])
    onnx.checker.check_model(onnx.load_from_string(buffer.getvalue()))
    with open(path, "wb") as stream:
        stream.write(buffer.getvalue())


def training_losses(module, inputs, labels):
    """Losses of the first steps on one fixed batch: the check of a training step."""
    module.train()
    optimizer = torch.optim.SGD(module.parameters(), lr=CHECK_RATE)
    losses = []
    for _ in range(CHECK_STEPS):
        optimizer.zero_grad()
        loss = F.cross_entropy(module(inputs), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def measure_statistics(network, module):
    """Running statistics of random inputs. With the initial ones a deep network's outputs shrink to nothing or grow, and then agree by chance or never."""
    normalizations = [layer for layer in module.modules() if isinstance(layer, torch.nn.BatchNorm2d)]
    for layer in normalizations:
        layer.momentum = 1.0
    if normalizations:
        with torch.no_grad():
            module.train()(torch.randn(STATISTICS_SAMPLES, *network.input_shape))


def prepare(folder, network):
    torch.manual_seed(1)
    if os.path.exists(exchange.path(folder, network, ".safetensors")):
        module = exchange.load_module(folder, network)
    else:
        module = network.module()
    measure_statistics(network, module)
    exchange.save_module(folder, network, module)
    module.eval()

    largest = max([*network.inference, *network.training])
    inputs = torch.randn(largest, *network.input_shape)
    labels = torch.randint(0, network.classes, (largest,))
    inputs.numpy().astype("<f4").tofile(exchange.path(folder, network, ".inputs.f32"))
    labels.numpy().astype("<i4").tofile(exchange.path(folder, network, ".labels.i32"))
    with torch.inference_mode():
        module(inputs).numpy().astype("<f4").tofile(exchange.path(folder, network, ".outputs.f32"))
    for batch in network.inference:
        export_onnx(module, inputs[:batch], exchange.path(folder, network, f".b{batch}.onnx"))

    return {
        "name": network.name,
        "inputShape": list(network.input_shape),
        "outputSize": network.classes,
        "samples": largest,
        "multiplyAdds": count_multiply_adds(module, inputs[:1]),
        "inference": [{"batch": batch, "gate": gate} for batch, gate in network.inference.items()],
        "training": [
            {
                "batch": batch,
                "gate": gate,
                "checkRate": CHECK_RATE,
                "checkLosses": training_losses(exchange.load_module(folder, network), inputs[:batch], labels[:batch]),
            }
            for batch, gate in network.training.items()
        ],
    }


def main(folder):
    torch.set_num_threads(1)
    os.makedirs(folder, exist_ok=True)
    manifest = {
        "torch": torch.__version__,
        "networks": [prepare(folder, network) for network in networks.NETWORKS],
    }
    with open(os.path.join(folder, "manifest.json"), "w", encoding="utf-8") as stream:
        json.dump(manifest, stream, indent=2)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python3 export.py <folder>")
    main(sys.argv[1])

"""The files that Kiln and the peers share in one folder: weights, inputs, labels, expected outputs."""
import os
import sys

import numpy as np
import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "parity"))
import safetensors_file  # noqa: E402


def path(folder, network, suffix):
    return os.path.join(folder, network.name + suffix)


# PyTorch's batch normalization counts its batches, which nothing here reads; Kiln has no such tensor.
COUNTER = "num_batches_tracked"


def load_module(folder, network):
    """The module with the weights of NAME.safetensors; missing or unknown names are an error."""
    module = network.module()
    weights = safetensors_file.read(path(folder, network, ".safetensors"))
    counters = {name: values for name, values in module.state_dict().items() if name.endswith(COUNTER)}
    module.load_state_dict({**counters, **{name: torch.from_numpy(values) for name, values in weights.items()}}, strict=True)
    return module


def save_module(folder, network, module):
    tensors = {name: values.detach().numpy() for name, values in module.state_dict().items() if not name.endswith(COUNTER)}
    safetensors_file.write(path(folder, network, ".safetensors"), tensors)


def load_inputs(folder, network):
    values = np.fromfile(path(folder, network, ".inputs.f32"), dtype="<f4")
    return torch.from_numpy(values.reshape(-1, *network.input_shape).copy())


def load_labels(folder, network):
    return torch.from_numpy(np.fromfile(path(folder, network, ".labels.i32"), dtype="<i4").astype(np.int64))

"""Turns the weights of public ONNX models into safetensors files under Kiln's names.

Usage: python3 tests/weights/convert.py <folder of models> <folder to write>

Beside NAME.safetensors it writes the model's samples and what they give, as raw floats: NAME.inputs.f32 and NAME.outputs.f32.

The models have their batch normalization folded into the convolutions. So the normalization that Kiln's network has gets the bias that folding made, and
leaves everything else as it is: weight 1, mean 0, and a variance that is 1 with epsilon. Needs nothing but Python 3.
"""
import glob
import json
import os
import struct
import sys

import onnx_file

EPSILON = 1e-5


def normalized(convolution, normalization=None):
    """Kiln's names for a convolution and the normalization that takes its bias; by default the one of the same number."""
    return convolution, normalization or convolution.replace("conv2d", "batchnorm")


RESNET8 = [
    normalized("conv2d1"),
    normalized("tinyblock1.conv2d1"), normalized("tinyblock1.conv2d2"),
    normalized("tinyblock2.conv2d1"), normalized("tinyblock2.conv2d2"), ("tinyblock2.conv2d3", None),
    normalized("tinyblock3.conv2d1"), normalized("tinyblock3.conv2d2"), ("tinyblock3.conv2d3", None),
    ("dense1", None),
]
MOBILENET = [normalized(f"conv2d{number}") for number in range(1, 28)] + [("dense1", None)]
KEYWORDS = [("conv2d1", None), ("conv2d2", None), ("conv2d3", None), ("dense1", None), ("dense2", None), ("dense3", None)]


def transposed(shape, values):
    rows, columns = shape
    return [columns, rows], [values[row * columns + column] for column in range(columns) for row in range(rows)]


def channels_first(shape, values, channels):
    """The inputs of a dense layer behind a map, which TensorFlow counts pixel by pixel and Kiln channel by channel."""
    units, inputs = shape
    pixels = inputs // channels
    order = [pixel * channels + channel for channel in range(channels) for pixel in range(pixels)]
    return shape, [values[unit * inputs + at] for unit in range(units) for at in order]


def layers(nodes, weights):
    """(shape, values) of weight and bias of every layer, in order. A dense layer can be a product and a sum."""
    for index, (operator, inputs) in enumerate(nodes):
        if operator in ("Conv", "Gemm"):
            yield weights[inputs[1]], weights[inputs[2]]
        elif operator == "MatMul":
            _, bias = nodes[index + 1]
            yield transposed(*weights[inputs[1]]), weights[bias[1]]


def tensors(path, names, map_channels):
    made = {}
    found = list(layers(*onnx_file.read(path)))
    if len(found) != len(names):
        raise ValueError(f"{path}: expected {len(names)} layers with weights, found {len(found)}")
    for (layer, normalization), (weight, bias) in zip(names, found):
        if map_channels and layer == "dense1":
            weight = channels_first(*weight, map_channels)
        made[layer + ".weight"] = weight
        made[(normalization or layer) + ".bias"] = bias
        if normalization:
            shape, count = bias[0], len(bias[1])
            made[normalization + ".weight"] = shape, [1.0] * count
            made[normalization + ".running_mean"] = shape, [0.0] * count
            made[normalization + ".running_var"] = shape, [1.0 - EPSILON] * count
    return made


def write(path, made):
    header, data = {}, b""
    for name, (shape, values) in made.items():
        part = struct.pack(f"<{len(values)}f", *values)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(part)]}
        data += part
    text = json.dumps(header, separators=(",", ":")).encode("utf-8")
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as stream:
        stream.write(struct.pack("<Q", len(text)) + text + data)


MODELS = {
    "resnet8-cifar10-opset11": (RESNET8, None),
    "mobilenetv1-vww-opset11": (MOBILENET, None),
    "micro-kws-fp32-opset15": (KEYWORDS, 16),
}


def copy_samples(model, kind, path):
    """Puts the inputs or outputs of all test_data_set_N of a model one after another."""
    with open(path, "wb") as stream:
        for folder in sorted(glob.glob(os.path.join(model, "test_data_set_*"))):
            with open(os.path.join(folder, kind + "_0.pb"), "rb") as sample:
                _, _, values = onnx_file.read_tensor(sample.read())
            stream.write(struct.pack(f"<{len(values)}f", *values))


def main(models, folder):
    os.makedirs(folder, exist_ok=True)
    for name, (names, map_channels) in MODELS.items():
        model, made = os.path.join(models, name), os.path.join(folder, name)
        write(made + ".safetensors", tensors(os.path.join(model, "model.onnx"), names, map_channels))
        copy_samples(model, "input", made + ".inputs.f32")
        copy_samples(model, "output", made + ".outputs.f32")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__.split("\n\n")[1])
    main(sys.argv[1], sys.argv[2])

"""Recomputes a quantized network from its model file, written from docs/arithmetic.md alone: integers of NumPy, nothing else.

Usage: python3 int8.py <model.safetensors> <inputs.safetensors> <outputs.safetensors>

The inputs are a tensor [samples, ...] for each input, under its name: I8 (values of the network's own scale), U8 (bytes such as pixels), F32, or I32
(indices). The name of an input or output of an entry is behind that of its method: "Encode.x". Each output is written as I8, and under its name with
".real" behind it as F32, which is what the bytes mean.
"""
import json
import sys
import zlib

import numpy as np

import safetensors_file

VERSION = "1"
BEGINNING = b'{"__metadata__":{"crc32":"'


class Floats:
    """Stands for a value that is computed in floats."""

    def __init__(self, name, op):
        self.message = f"'{name}' ({op}) is computed in floats, and this script computes integers"


class Model:
    """The tensors of a model file, and its list of layers."""

    def __init__(self, path):
        self.tensors, metadata = safetensors_file.read_with_metadata(path)
        if metadata.get("kiln.int8") != VERSION:
            sys.exit(f"{path}: no quantized network of version {VERSION}")
        header, _ = safetensors_file.header_of(path)
        if header != BEGINNING + f"{zlib.crc32(header[len(BEGINNING) + 8:]):08x}".encode("ascii") + header[len(BEGINNING) + 8:]:
            sys.exit(f"{path}: the header has another checksum than it says")
        for name, tensor in self.tensors.items():
            if metadata["crc32:" + name] != f"{zlib.crc32(tensor.tobytes()):08x}":
                sys.exit(f"{path}: tensor '{name}' has another checksum than the file says")
        if hash_of(metadata["layers"]) != metadata["graph"]:
            sys.exit(f"{path}: the list of layers has another hash than the file says")
        self.lines = [json.loads(line) for line in metadata["layers"].split("\n")]

    def run(self, given):
        """Every output that follows from what is given, by its name: its bytes, their scale and their zero point."""
        values, outputs = [], {}
        for line in self.lines:
            name = ".".join(line[key] for key in ("entry", "name") if key in line)
            if line["op"] == "output":
                place, = line["inputs"]
                if isinstance(values[place], Floats):
                    sys.exit(values[place].message)
                if values[place] is not None:
                    scale, zero = self.lines[place]["inputs"][1:]
                    outputs[name] = values[place], self.tensors[scale][0], self.tensors[zero][0]
                continue
            inputs = [self.tensors[item] if isinstance(item, str) else values[item] for item in line["inputs"]]
            if line["op"] == "input":
                inputs = [given.get(name)]
            # What an entry computes is left out where its inputs are not given.
            if any(value is None for value in inputs):
                values.append(None)
            elif line["op"] not in RULES:
                values.append(Floats(name, line["op"]))
            else:
                floats = [value for value in inputs if isinstance(value, Floats)]
                values.append(floats[0] if floats else RULES[line["op"]](line, *inputs))
        return outputs


def hash_of(text):
    """FNV-1a of 64 bits, as hexadecimal digits."""
    value = 14695981039346656037
    for byte in text.encode("ascii"):
        value = (value ^ byte) * 1099511628211 % 2**64
    return f"{value:016x}"


# Sums are of 64 bits here; the file's promise is that 32 are enough, which is checked where they are requantized.

def requantize(sums, multiplier, shift, zero, clamp):
    """clamp(round(sum multiplier 2^-shift) + zero), one rounding, ties upwards; multiplier and shift may be arrays that broadcast."""
    multiplier, shift = np.asarray(multiplier, np.int64), np.asarray(shift, np.int64)
    left = np.maximum(0, 33 - shift)
    right = shift + left - 32
    shifted = sums << left
    assert np.all(np.abs(np.where(shift >= 64, 0, shifted)) < 2**31), "a sum does not fit"
    high = np.where(shift >= 64, 0, shifted) * multiplier >> 32
    rounded = high + (np.int64(1) << np.minimum(right - 1, 31)) >> right
    return clamped(np.where(shift >= 64, 0, rounded) + np.int64(zero[0]), clamp)


def clamped(values, clamp):
    return np.clip(values, np.int64(clamp[0]), np.int64(clamp[1]))


def as_map(x):
    """[samples, channels, height, width]: a vector is one pixel, a sequence [tokens, features] a row of pixels."""
    if x.ndim == 4:
        return x
    if x.ndim == 3:
        return x.transpose(0, 2, 1)[:, :, None, :]
    return x.reshape(len(x), -1, 1, 1)


def from_map(y, shape):
    if len(shape) == 2:
        return y[:, :, 0, :].transpose(0, 2, 1)
    return y.reshape(len(y), *shape)


def shaped(line, x):
    return x.reshape(len(x), *line["shape"])


def padded(x, padding, value):
    top, left, bottom, right = padding
    return np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)), constant_values=value)


def taps_of(line, size):
    """For each tap of the kernel its place (p, q) and the slices of the padded map that the windows see there, one element for each window."""
    (kernel_height, kernel_width), (stride_height, stride_width) = line["kernel"], line["stride"]
    dilation_height, dilation_width = line.get("dilation", [1, 1])
    height, width = size
    for p in range(kernel_height):
        for q in range(kernel_width):
            rows = slice(p * dilation_height, p * dilation_height + (height - 1) * stride_height + 1, stride_height)
            columns = slice(q * dilation_width, q * dilation_width + (width - 1) * stride_width + 1, stride_width)
            yield p, q, rows, columns


def per_channel(values):
    return np.asarray(values, np.int64)[None, :, None, None]


def convolution(line, x, weight, bias, multiplier, shift, clamp, zero, zero_out):
    channels, groups = len(bias), line["groups"]
    x = padded(as_map(x), line["padding"], np.int64(zero[0]))
    size = line["shape"][1:] if len(line["shape"]) == 3 else [1, line["shape"][0]] if len(line["shape"]) == 2 else [1, 1]
    weight = weight.astype(np.int64).reshape(groups, channels // groups, -1, *line["kernel"])
    sums = np.zeros((len(x), groups, channels // groups, *size), np.int64)
    for p, q, rows, columns in taps_of(line, size):
        seen = x[:, :, rows, columns].reshape(len(x), groups, -1, *size)
        sums += np.einsum("goc,ngcij->ngoij", weight[:, :, :, p, q], seen)
    sums = sums.reshape(len(x), channels, *size) + per_channel(bias)
    return from_map(requantize(sums, per_channel(multiplier), per_channel(shift), zero_out, clamp), line["shape"])


def transposed_convolution(line, x, weight, bias, multiplier, shift, clamp, zero, zero_out):
    channels, (height, width) = len(bias), line["shape"][1:]
    top, left, _, _ = line["padding"]
    (stride_height, stride_width), (dilation_height, dilation_width) = line["stride"], line["dilation"]
    weight = weight.astype(np.int64)
    differences = x - np.int64(zero[0])
    rows = max(top + height, (x.shape[2] - 1) * stride_height + (line["kernel"][0] - 1) * dilation_height + 1)
    columns = max(left + width, (x.shape[3] - 1) * stride_width + (line["kernel"][1] - 1) * dilation_width + 1)
    whole = np.zeros((len(x), channels, rows, columns), np.int64)
    for p, q, at_rows, at_columns in taps_of(line, x.shape[2:]):
        whole[:, :, at_rows, at_columns] += np.einsum("co,ncij->noij", weight[:, :, p, q], differences)
    # The stored bias is that of a convolution: it lacks the zero point times all weights of the channel.
    start = bias + np.int64(zero[0]) * weight.sum(axis=(0, 2, 3))
    sums = whole[:, :, top:top + height, left:left + width] + per_channel(start)
    return requantize(sums, per_channel(multiplier), per_channel(shift), zero_out, clamp)


def windows(line, x, outside):
    """What the windows of a pool see, tap by tap. Windows may run over the map's end by more than its padding."""
    height, width = line["shape"][1:]
    top, left, _, _ = line["padding"]
    bottom = (height - 1) * line["stride"][0] + line["kernel"][0] - top - x.shape[2]
    right = (width - 1) * line["stride"][1] + line["kernel"][1] - left - x.shape[3]
    x = padded(x, [top, left, max(0, bottom), max(0, right)], outside)
    for _, _, rows, columns in taps_of(line, (height, width)):
        yield x[:, :, rows, columns]


def max_pool(line, x):
    return np.max(list(windows(line, x, -128)), axis=0)


def average_pool(line, x, multiplier, shift, clamp, zero, zero_out):
    sums = sum(windows(line, x - np.int64(zero[0]), 0))
    if len(multiplier) > 1:
        counts = sum(windows(line, np.ones_like(x), 0)) - 1
        multiplier, shift = multiplier[counts], shift[counts]
    return requantize(sums, multiplier, shift, zero_out, clamp)


def repeated(line, operand, x):
    """An operand in the shape of the result, along whose axes of "repeats" it repeats."""
    sizes = [1 if axis in line["repeats"][operand] else size for axis, size in enumerate(line["shape"])]
    return np.broadcast_to(x.reshape(len(x), *sizes), (len(x), *line["shape"]))


def add(line, first, second, constants, clamp):
    by_first, by_second, offset, shift = (np.int64(constant) for constant in constants)
    sums = repeated(line, 0, first) * by_first + repeated(line, 1, second) * by_second + offset
    assert np.all(np.abs(sums) < 2**31), "a sum does not fit"
    return clamped(sums >> shift, clamp)


def multiply(line, first, second, multiplier, shift, clamp, zero_first, zero_second, zero_out):
    products = (repeated(line, 0, first) - np.int64(zero_first[0])) * (repeated(line, 1, second) - np.int64(zero_second[0]))
    return requantize(products, multiplier[0], shift[0], zero_out, clamp)


def axes_of(line):
    return tuple(axis + 1 for axis in line["axes"])


def sum_along(line, x, multiplier, shift, clamp, zero, zero_out):
    sums = (x - np.int64(zero[0])).sum(axis=axes_of(line))
    return requantize(shaped(line, sums), multiplier[0], shift[0], zero_out, clamp)


def softmax(line, x, table):
    entries = table.astype(np.int64)[x.max(axis=-1, keepdims=True) - x]
    sums = entries.sum(axis=-1, keepdims=True)
    return np.minimum(255, (entries * 256 + sums // 2) // sums) - 128


def bilinear_weights(size, factor):
    """[factor size, size]: the whole weights, 2 factor in each row."""
    weights = np.zeros((factor * size, size), np.int64)
    for i in range(factor * size):
        place = max(2 * i + 1 - factor, 0)
        first, share = place // (2 * factor), place % (2 * factor)
        weights[i, first] += 2 * factor - share
        weights[i, min(first + 1, size - 1)] += share
    return weights


def bilinear(line, x, multiplier, shift, clamp, zero, zero_out):
    down, across = (bilinear_weights(size, line["factor"]) for size in x.shape[2:])
    sums = np.einsum("ip,jq,ncpq->ncij", down, across, x - np.int64(zero[0]))
    return requantize(sums, multiplier[0], shift[0], zero_out, clamp)


def pad(line, x, value):
    return np.pad(x, [(0, 0), *zip(line["before"], line["after"])], constant_values=np.int64(value[0]))


def sliced(line, x):
    axis = line["axis"]
    return np.take(x, range(line["first"], line["first"] + line["shape"][axis]), axis=axis + 1)


def accept(line, x, inverse_scale, zero):
    """Bytes as they are; floats are multiplied by 1 / scale and rounded half away from zero: the one place with floats."""
    if x.dtype != np.float32:
        return x.astype(np.int64)
    scaled = x * inverse_scale[0] + np.float32(zero[0])
    magnitude = np.abs(np.nan_to_num(scaled, posinf=1024, neginf=-1024).clip(-1024, 1024).astype(np.float64))
    rounded = np.where(scaled < 0, -1, 1) * np.floor(magnitude + 0.5).astype(np.int64)
    return np.where(np.isnan(scaled), np.int64(zero[0]), np.clip(rounded, -128, 127))


def accept_bytes(line, x, table):
    return table[0].astype(np.int64)[x] if x.dtype == np.uint8 else x.astype(np.int64)


def deliver(line, x, scale, zero):
    return x


RULES = {
    "input": lambda line, x: shaped(line, x),
    "accept": accept,
    "acceptBytes": accept_bytes,
    "deliver": deliver,
    "convolution": convolution,
    "transposedConvolution": transposed_convolution,
    "maxPool": max_pool,
    "averagePool": average_pool,
    "add": add,
    "multiply": multiply,
    "sum": sum_along,
    "max": lambda line, x: shaped(line, x.max(axis=axes_of(line))),
    "clamp": lambda line, x, clamp: clamped(x, clamp),
    "table": lambda line, x, table: table.astype(np.int64)[x + 128],
    "softmax": softmax,
    "embedding": lambda line, x, table: table.astype(np.int64)[x],
    "nearest": lambda line, x: x.repeat(line["factor"], axis=2).repeat(line["factor"], axis=3),
    "bilinear": bilinear,
    "pad": pad,
    "concat": lambda line, *parts: np.concatenate(parts, axis=line["axis"] + 1),
    "slice": sliced,
    "reshape": lambda line, x: shaped(line, x),
    "transpose": lambda line, x: x.transpose(0, *(axis + 1 for axis in line["axes"])),
}


def main(model_path, inputs_path, outputs_path):
    outputs = {}
    for name, (values, scale, zero) in Model(model_path).run(safetensors_file.read(inputs_path)).items():
        outputs[name] = values.astype(np.int8)
        outputs[name + ".real"] = scale * (values - np.int64(zero)).astype(np.float32)
    safetensors_file.write(outputs_path, outputs)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])

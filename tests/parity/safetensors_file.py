"""Reads and writes the safetensors format with the standard library and NumPy.

Layout: 8 bytes little-endian header length, a JSON header {name: {dtype, shape, data_offsets}}, then the raw tensors.
Only float32 (F32) is needed here.
"""
import json
import os
import struct
import tempfile

import numpy as np


def read(path):
    """Name -> float32 array, in the order of the header."""
    with open(path, "rb") as stream:
        content = stream.read()
    if len(content) < 8:
        raise ValueError(f"{path}: expected a safetensors file, got {len(content)} bytes")
    (length,) = struct.unpack_from("<Q", content)
    if 8 + length > len(content):
        raise ValueError(f"{path}: the header claims {length} bytes, the file has {len(content) - 8}; it is truncated or no safetensors file")
    header = json.loads(content[8:8 + length].decode("utf-8"))
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        if entry["dtype"] != "F32":
            raise ValueError(f"{path}: {name} has dtype {entry['dtype']}; only F32 is read here")
        first, last = entry["data_offsets"]
        if 8 + length + last > len(content):
            raise ValueError(f"{path}: {name} ends behind the end of the file; it is truncated")
        values = np.frombuffer(content, dtype="<f4", offset=8 + length + first, count=(last - first) // 4)
        tensors[name] = values.reshape(entry["shape"]).copy()
    return tensors


def write(path, tensors):
    """Writes name -> float32 array, through a temporary file in the same folder."""
    header, offset = {}, 0
    arrays = {name: np.ascontiguousarray(values, dtype="<f4") for name, values in tensors.items()}
    for name, array in arrays.items():
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode("utf-8")
    text += b" " * (-len(text) % 8)  # the tensors start 8-byte aligned
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(os.path.abspath(path)), suffix=".tmp")
    with os.fdopen(handle, "wb") as stream:
        stream.write(struct.pack("<Q", len(text)) + text)
        for array in arrays.values():
            stream.write(array.tobytes())
    os.chmod(temporary, 0o644)
    os.replace(temporary, path)

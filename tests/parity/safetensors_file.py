"""Reads and writes the safetensors format with the standard library and NumPy.

Layout: 8 bytes little-endian header length, a JSON header {name: {dtype, shape, data_offsets}}, then the raw tensors. "__metadata__" in the header holds
texts by name.
"""
import json
import os
import struct
import tempfile

import numpy as np

TYPES = {"F32": "<f4", "I32": "<i4", "I8": "i1", "U8": "u1"}


def read(path):
    """Name -> array, in the order of the header."""
    return read_with_metadata(path)[0]


def header_of(path):
    """The bytes of the header, and all bytes of the file."""
    with open(path, "rb") as stream:
        content = stream.read()
    if len(content) < 8:
        raise ValueError(f"{path}: expected a safetensors file, got {len(content)} bytes")
    (length,) = struct.unpack_from("<Q", content)
    if 8 + length > len(content):
        raise ValueError(f"{path}: the header claims {length} bytes, the file has {len(content) - 8}; it is truncated or no safetensors file")
    return content[8:8 + length], content


def read_with_metadata(path):
    """Name -> array, and the texts of the metadata."""
    text, content = header_of(path)
    length, header = len(text), json.loads(text.decode("utf-8"))
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        if entry["dtype"] not in TYPES:
            raise ValueError(f"{path}: {name} has dtype {entry['dtype']}; only {', '.join(TYPES)} are read here")
        type_ = np.dtype(TYPES[entry["dtype"]])
        first, last = entry["data_offsets"]
        if 8 + length + last > len(content):
            raise ValueError(f"{path}: {name} ends behind the end of the file; it is truncated")
        values = np.frombuffer(content, dtype=type_, offset=8 + length + first, count=(last - first) // type_.itemsize)
        tensors[name] = values.reshape(entry["shape"]).copy()
    return tensors, header.get("__metadata__", {})


def write(path, tensors):
    """Writes name -> array, through a temporary file in the same folder; what is of no integer type that files have becomes float32."""
    header, offset, arrays = {}, 0, {}
    for name, values in tensors.items():
        kind = next((kind for kind, type_ in TYPES.items() if np.asarray(values).dtype == np.dtype(type_)), "F32")
        arrays[name] = array = np.ascontiguousarray(values, dtype=TYPES[kind])
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
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

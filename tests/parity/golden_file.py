"""Writes golden values: small JSON files that the C# tests read.

A tensor is {"shape": [...], "values": [...]} in row-major order. Every number is printed with the fewest digits
that still give the same float32 back, so that a file read on any machine holds the same bits.
"""
import json
import os
import sys
import tempfile

import numpy as np
import torch

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden")
SIZE_LIMIT = 300 * 1024


def float32_text(value):
    """The shortest decimal that rounds to the same float32 (as a Python float, for json)."""
    return float(str(np.float32(value)))


def tensor(values):
    """One tensor as JSON: integers stay integers, everything else is rounded to float32."""
    array = values.detach().cpu().contiguous().numpy()
    flat = array.reshape(-1)
    if array.dtype.kind in "iu":
        numbers = [int(v) for v in flat]
    else:
        numbers = [float32_text(v) for v in flat]
    return {"shape": list(array.shape), "values": numbers}


def random_float32(generator, *shape, scale=1.0):
    """Normal values that float32 holds exactly, returned as float64: the peer computes in double precision
    from the very inputs that Kiln sees, so that a golden value carries no rounding of its own."""
    values = torch.randn(*shape, generator=generator, dtype=torch.float32) * scale
    return values.double()


def describe(script):
    return {"peer": "PyTorch " + torch.__version__, "script": os.path.basename(script)}


def write(name, content):
    """Writes golden/<name>.json through a temporary file, so that an interrupted run leaves the old file whole."""
    os.makedirs(FOLDER, exist_ok=True)
    path = os.path.join(FOLDER, name + ".json")
    lines = ["{"]
    for key, value in content.items():
        if key == "cases":
            cases = ",\n".join("    " + json.dumps(case, separators=(",", ":"), allow_nan=False) for case in value)
            lines.append('  "cases": [\n' + cases + "\n  ]")
        else:
            lines.append("  " + json.dumps(key) + ": " + json.dumps(value, separators=(", ", ": "), allow_nan=False) + ",")
    lines.append("}")
    text = "\n".join(lines)
    if "cases" not in content:
        text = text.replace(",\n}", "\n}")
    text += "\n"
    if len(text) > SIZE_LIMIT:
        sys.exit(f"{name}.json would be {len(text)} bytes; golden files stay below {SIZE_LIMIT}: make the cases smaller.")
    handle, temporary = tempfile.mkstemp(dir=FOLDER, suffix=".tmp")
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
    os.chmod(temporary, 0o644)
    os.replace(temporary, path)
    print(f"{path}: {len(text)} bytes, {len(content.get('cases', []))} cases")

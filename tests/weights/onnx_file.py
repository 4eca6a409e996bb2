"""Reads tensors and the order of the layers from an ONNX file. The format is protocol buffers, of which this needs so little that no package is required."""
import struct

# Field numbers of onnx.proto.
MODEL_GRAPH = 7
GRAPH_NODE, GRAPH_INITIALIZER = 1, 5
NODE_INPUT, NODE_OPERATOR = 1, 4
TENSOR_SHAPE, TENSOR_TYPE, TENSOR_FLOATS, TENSOR_NAME, TENSOR_RAW = 1, 2, 4, 8, 9
FLOAT = 1


def varint(data, at):
    """A number of seven bits a byte, least first, and where it ends."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def fields(data):
    """Field number and value of all fields of a message: numbers as they are, everything else as bytes."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        if key & 7 == 0:
            value, at = varint(data, at)
        else:
            size, at = {1: (8, at), 5: (4, at)}.get(key & 7) or varint(data, at)
            value, at = data[at:at + size], at + size
        yield key >> 3, value


def all_of(data, number):
    return [value for field, value in fields(data) if field == number]


def numbers(values):
    """Whole numbers that are stored one to a field, or packed into one."""
    result = []
    for value in values:
        if isinstance(value, int):
            result.append(value)
            continue
        at = 0
        while at < len(value):
            number, at = varint(value, at)
            result.append(number)
    return result


def read_tensor(data):
    """Name, shape and values of a tensor of floats; None for one of another type."""
    name = b"".join(all_of(data, TENSOR_NAME)).decode("utf-8")
    if all_of(data, TENSOR_TYPE) != [FLOAT]:
        return name, None, None
    raw = b"".join(all_of(data, TENSOR_RAW) or all_of(data, TENSOR_FLOATS))
    return name, numbers(all_of(data, TENSOR_SHAPE)), struct.unpack(f"<{len(raw) // 4}f", raw)


def read(path):
    """Nodes as (operator, names of the inputs) in the order in which they are computed, and name -> (shape, values) of all weights."""
    with open(path, "rb") as stream:
        (graph,) = all_of(stream.read(), MODEL_GRAPH)
    nodes = [
        (all_of(node, NODE_OPERATOR)[0].decode("utf-8"), [name.decode("utf-8") for name in all_of(node, NODE_INPUT)])
        for node in all_of(graph, GRAPH_NODE)
    ]
    tensors = (read_tensor(tensor) for tensor in all_of(graph, GRAPH_INITIALIZER))
    return nodes, {name: (shape, values) for name, shape, values in tensors if shape is not None}

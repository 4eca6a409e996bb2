"""Measures PyTorch on request, so that the driver can take turns between the peers.

Usage: python3 torch_worker.py <folder>

Reads one request per line and answers each with one line of JSON:
    infer|jit|train NETWORK BATCH nchw|nhwc SECONDS  ->  {"samples": [microseconds per call, ...]}
A sample is the mean of enough calls to last 100 microseconds. The process waits on its input between requests and costs nothing then.
"""
import json
import sys
import time

import torch
import torch.nn.functional as F

import exchange
import networks

SAMPLE_NANOSECONDS = 100_000


def inference(folder, network, batch, memory_format, trace):
    module = exchange.load_module(folder, network).eval()
    inputs = exchange.load_inputs(folder, network)[:batch]
    if memory_format is not None:
        module, inputs = module.to(memory_format=memory_format), inputs.contiguous(memory_format=memory_format)
    if trace:
        with torch.no_grad():
            module = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(module, inputs)))

    def call():
        with torch.inference_mode():
            module(inputs)

    return call


def training(folder, network, batch, memory_format):
    module = exchange.load_module(folder, network).train()
    inputs = exchange.load_inputs(folder, network)[:batch]
    labels = exchange.load_labels(folder, network)[:batch]
    if memory_format is not None:
        module, inputs = module.to(memory_format=memory_format), inputs.contiguous(memory_format=memory_format)
    # A small rate: thousands of timed steps on one batch must not drive the gradients into denormal numbers.
    optimizer = torch.optim.SGD(module.parameters(), lr=1e-3)

    def call():
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(module(inputs), labels).backward()
        optimizer.step()

    return call


def make(folder, kind, name, batch, layout):
    network = networks.find(name)
    memory_format = torch.channels_last if layout == "nhwc" and len(network.input_shape) == 3 else None
    if kind == "train":
        return training(folder, network, batch, memory_format)
    return inference(folder, network, batch, memory_format, trace=kind == "jit")


def measure(call, seconds):
    start = time.perf_counter_ns()
    call()
    once = max(1, time.perf_counter_ns() - start)
    calls = max(1, SAMPLE_NANOSECONDS // once)
    samples = []
    end = time.perf_counter_ns() + int(seconds * 1e9)
    while True:
        start = time.perf_counter_ns()
        for _ in range(calls):
            call()
        stop = time.perf_counter_ns()
        samples.append((stop - start) / calls / 1000)
        if stop >= end:
            return samples


def main(folder):
    torch.set_num_threads(1)
    torch.manual_seed(1)
    prepared = {}
    for line in sys.stdin:
        kind, name, batch, layout, seconds = line.split()
        key = (kind, name, int(batch), layout)
        if key not in prepared:
            prepared[key] = make(folder, *key)
            for _ in range(20):  # the tracing compiler specialises in its first calls
                prepared[key]()
        print(json.dumps({"samples": measure(prepared[key], float(seconds))}), flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python3 torch_worker.py <folder>")
    main(sys.argv[1])

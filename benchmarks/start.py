#!/usr/bin/env python3
"""How long a program takes from its start to its first output: the least and the median of 50 runs, in milliseconds.

    benchmarks/start.py PROGRAM [ARGUMENT...]
"""
import os
import statistics
import sys
import time

RUNS = 50


def first_output(command):
    reading, writing = os.pipe()
    begin = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, writing, 1), (os.POSIX_SPAWN_CLOSE, reading)])
    os.close(writing)
    printed = os.read(reading, 1)
    elapsed = time.perf_counter() - begin
    while os.read(reading, 4096):
        pass
    os.close(reading)
    _, status = os.waitpid(process, 0)
    if status != 0 or not printed:
        sys.exit(f"{command[0]} failed or printed nothing.")
    return 1000 * elapsed


times = [first_output(sys.argv[1:]) for _ in range(RUNS)]
print(f"least {min(times):.2f} ms, median {statistics.median(times):.2f} ms of {RUNS} runs")

#!/usr/bin/env python3
"""What building and checking cost: whole processes, CPU seconds (user + system), wall seconds and peak memory.

usage: build.py KB [--vs COMMAND] [-n RUNS]
KB is a knowledge base's folder. COMMAND builds an equivalent site with another generator into the folder that stands
for {out}; it runs in turn with ours, and the ratio of CPU seconds is the median over the pairs. Needs cargo and
Linux. Outputs go to a temporary folder that is removed at the end: creating files soon after a big removal is slow.
"""
import argparse, os, shlex, statistics, subprocess, sys, tempfile, time

parser = argparse.ArgumentParser(usage=__doc__)
parser.add_argument("kb")
parser.add_argument("--vs")
parser.add_argument("-n", type=int, default=3)
args = parser.parse_args()
root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=root, check=True)
unstuck = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(root, "target")), "release", "unstuck")


def run(command):
    """CPU seconds, wall seconds and peak memory in MB of a process that must not fail."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) > 1:
        sys.exit(f"failed: {shlex.join(command)}")
    return usage.ru_utime + usage.ru_stime, time.monotonic() - start, usage.ru_maxrss / 1024


def row(name, runs):
    cpu, wall, peak = (statistics.median(run[i] for run in runs) for i in range(3))
    print(f"| {name} | {cpu:.2f} | {wall:.2f} | {peak:.0f} |", flush=True)


with tempfile.TemporaryDirectory() as work:
    print("| what | CPU s | wall s | peak MB |\n|---|---|---|---|")
    cold, other = [], []
    for n in range(args.n):
        cold.append(run([unstuck, "build", "--keep-going", "--root", args.kb, "--out", f"{work}/cold-{n}"]))
        if args.vs:
            other.append(run(shlex.split(args.vs.replace("{out}", f"{work}/other-{n}"))))
    row("build, into an empty folder", cold)
    again = [unstuck, "build", "--keep-going", "--root", args.kb, "--out", f"{work}/cold-0"]
    row("build, nothing changed", [run(again) for _ in range(args.n)])
    row("check", [run([unstuck, "check", "--format", "json", "--root", args.kb]) for _ in range(args.n)])
    if other:
        row("the other generator", other)
        print(f"\nCPU against the other: {statistics.median(a[0] / b[0] for a, b in zip(cold, other)):.3f}")

#!/usr/bin/env python3
"""Compares the browser's matcher with Rust's on whole query sets and on random pastes: every field of every answer.

usage: parity.py MAKE_KB SETS [RANDOM [SEED]]
MAKE_KB is a program that turns a query set into a knowledge base (MAKE_KB SET OUT writes content and queries.jsonl), SETS a
folder of such sets (*.json.gz). RANDOM pastes, 10000 unless told, are mutations of the sets' and of tests/match/.
Needs cargo and node. Prints a line for each set, and what differs. The sites stay in WORK, where that variable names a
folder, and are not built again.
"""
import contextlib, glob, os, subprocess, sys, tempfile

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
make_kb, sets = (os.path.abspath(path) for path in sys.argv[1:3])
subprocess.run(["cargo", "build", "-q"], cwd=root, check=True)
subprocess.run(["cargo", "test", "-q", "--test", "it", "--no-run"], cwd=root, check=True)
target = os.environ.get("CARGO_TARGET_DIR", os.path.join(root, "target"))
unstuck = os.path.join(target, "debug", "unstuck")
kept = os.environ.get("WORK")
with contextlib.nullcontext(os.path.abspath(kept)) if kept else tempfile.TemporaryDirectory() as work:
    for path in sorted(glob.glob(os.path.join(sets, "*.json.gz"))):
        folder = os.path.join(work, os.path.basename(path).split(".")[0])
        if os.path.exists(os.path.join(folder, "site")):
            continue
        subprocess.run([sys.executable, make_kb, path, folder], check=True, stdout=subprocess.DEVNULL)
        build = [unstuck, "build", "-q", "--keep-going", "--root", folder, "--out", os.path.join(folder, "site")]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    random = {"UNSTUCK_RANDOM": sys.argv[3]} if len(sys.argv) > 3 else {}
    seed = {"UNSTUCK_SEED": sys.argv[4]} if len(sys.argv) > 4 else {}
    env = {**os.environ, **random, **seed, "UNSTUCK_PARITY": work, "UNSTUCK_REQUIRE_NODE": "1", "RUST_BACKTRACE": "0"}
    test = ["cargo", "test", "-q", "--test", "it", "parity", "--", "--ignored", "--nocapture", "--test-threads=1"]
    sys.exit(subprocess.run(test, cwd=root, env=env).returncode)

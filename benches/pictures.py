"""Pictures of what `run.py` measured, as SVG that is readable in light and dark."""

import math
from html import escape

WIDTH, HEIGHT = 820, 440
LEFT, RIGHT, TOP, BOTTOM = 78, 196, 78, 62
# Lines between two labels at a line's end.
LABEL_STEP = 17
BAR_HEIGHT, BAR_STEP = 30, 58

STYLE = """
  text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: var(--soft) }
  .title { font-size: 17px; font-weight: 600; fill: var(--text) } .strong { fill: var(--text); font-weight: 600 }
  .back { fill: var(--back); stroke: var(--edge) }
  .grid { stroke: var(--grid) } .fine { stroke: var(--fine) } .axis { stroke: var(--soft) }
  .line { fill: none; stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round } .other { stroke-dasharray: 7 5 }
  .goal { stroke: var(--text); stroke-width: 1.5; stroke-dasharray: 3 4 }
  .dot { stroke: var(--back); stroke-width: 1.5 }
  svg { --back: #ffffff; --edge: #d8dee4; --text: #1f2328; --soft: #59636e; --grid: #d8dee4; --fine: #eff2f5;
        --c0: #0969da; --c1: #0e8a8a; --c2: #1a7f37; --c3: #8250df; --c4: #bc4c00 }
  @media (prefers-color-scheme: dark) {
    svg { --back: #0d1117; --edge: #3d444d; --text: #f0f6fc; --soft: #a5aeb8; --grid: #343b44; --fine: #1b2129;
          --c0: #58a6ff; --c1: #39c5cf; --c2: #56d364; --c3: #bc8cff; --c4: #ffa657 }
  }
"""


def picture(title, description, height, parts):
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    return f"""<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title description">
<title id="title">{escape(title)}</title>
<desc id="description">{escape(description)}</desc>
<style>{STYLE}</style>
<rect class="back" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="8"/>
<text class="title" x="24" y="34">{escape(title)}</text>
<text x="24" y="55">{escape(description)}</text>
{chr(10).join(parts)}
</svg>
"""


def text(x, y, words, anchor="middle", kind="", colour=None):
    style = f' style="fill: var(--{colour})"' if colour else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{kind}"{style}>{escape(words)}</text>'


def rule(x1, y1, x2, y2, kind):
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def tick(value):
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


class Scale:
    """A logarithmic scale from `low` to `high`, drawn from `start` to `end`."""

    def __init__(self, low, high, start, end):
        self.low, self.high, self.start, self.end = low, high, start, end

    def at(self, value):
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.end - self.start)

    def marks(self):
        """Powers of ten, and what lies between them."""
        for power in range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1):
            for step in range(1, 10):
                value = step * 10.0**power
                if self.low * 0.999 <= value <= self.high * 1.001:
                    yield value, step == 1


def apart(wanted, step):
    """Heights near the wanted ones, in their order from above, at least `step` from each other."""
    placed, last = [0] * len(wanted), -math.inf
    for n in sorted(range(len(wanted)), key=lambda n: wanted[n]):
        placed[n] = last = max(wanted[n], last + step)
    return placed


def lines(title, description, series, unit):
    """Curves on two logarithmic scales. A series is a name, a colour, whether it is another program's, and its points."""
    series = [one for one in series if one[3]]
    xs = [x for *_, points in series for x, _ in points]
    ys = [y for *_, points in series for _, y in points]
    across = Scale(min(xs) / 1.12, max(xs), LEFT, WIDTH - RIGHT)
    up = Scale(10 ** math.floor(math.log10(min(ys))), 10 ** math.ceil(math.log10(max(ys) * 1.05)), HEIGHT - BOTTOM, TOP)
    parts = []
    for value, is_power in up.marks():
        parts.append(rule(LEFT, up.at(value), WIDTH - RIGHT, up.at(value), "grid" if is_power else "fine"))
        if is_power:
            parts.append(text(LEFT - 10, up.at(value) + 4, tick(value), "end"))
    for x in sorted(set(xs)):
        parts.append(rule(across.at(x), TOP, across.at(x), HEIGHT - BOTTOM, "grid"))
        parts.append(text(across.at(x), HEIGHT - BOTTOM + 20, f"{x:,}"))
    parts.append(rule(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, "axis"))
    parts.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 16, "pages"))
    middle = (TOP + HEIGHT - BOTTOM) / 2
    parts.append(f'<text transform="translate(24 {middle}) rotate(-90)" text-anchor="middle">{escape(unit)}</text>')
    ends = apart([up.at(points[-1][1]) for *_, points in series], LABEL_STEP)
    for end, (name, colour, is_other, points) in zip(ends, series):
        places = [(across.at(x), up.at(y)) for x, y in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(
            f'<polyline class="line{" other" if is_other else ""}" style="stroke: var(--{colour})" points="{path}"/>'
        )
        parts += [
            f'<circle class="dot" style="fill: var(--{colour})" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>' for x, y in places
        ]
        label = f"{name}, {short(points[-1][1])}"
        parts.append(text(places[-1][0] + 14, end + 5, label, "start", "strong", colour))
    return picture(title, description, HEIGHT, parts)


def short(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2g}"


def bars(title, description, rows, unit, goal):
    """Horizontal bars. A row is a name, a value, words about it and a colour; `goal` is a value with a line of its own."""
    left, top, right = 150, 92, WIDTH - 60
    height = top + BAR_STEP * len(rows) + 54
    most = max([value for _, value, _, _ in rows] + [goal]) * 1.06
    step = 10 ** math.floor(math.log10(most))
    step = step / 2 if most / step < 4 else step
    at = lambda value: left + value / most * (right - left)
    bottom = top + BAR_STEP * len(rows)
    parts = []
    for n in range(int(most / step) + 1):
        parts += [
            rule(at(n * step), top - 8, at(n * step), bottom, "grid"),
            text(at(n * step), bottom + 18, tick(n * step)),
        ]
    parts.append(text((left + right) / 2, bottom + 38, unit))
    for n, (name, value, words, colour) in enumerate(rows):
        y = top + n * BAR_STEP + 8
        parts.append(text(left - 12, y + BAR_HEIGHT / 2 + 5, name, "end", "strong"))
        size = f'width="{at(value) - left:.1f}" height="{BAR_HEIGHT}" rx="3"'
        parts.append(f'<rect x="{left}" y="{y}" {size} style="fill: var(--{colour})"/>')
        # Inside a long bar, behind a short one.
        is_long = at(value) - left > 230
        place, anchor, ink = (at(value) - 12, "end", "back") if is_long else (at(value) + 10, "start", None)
        parts.append(text(place, y + BAR_HEIGHT / 2 + 5, words, anchor, "strong", ink))
    parts += [
        rule(at(goal), top - 8, at(goal), bottom, "goal"),
        text(at(goal) + 6, top - 12, f"bar: {goal}", "start", "strong"),
    ]
    return picture(title, description, height, parts)


def all_of(figures):
    """The pictures by file name."""
    sizes = sorted((int(size), found) for size, found in figures["sizes"].items())
    points = lambda kind, column: [(size, max(found[kind][column], 0.001)) for size, found in sizes if kind in found]
    series = lambda column, kinds: [
        (name, colour, kind == "hugo", points(kind, column)) for kind, name, colour in kinds
    ]
    costs = [
        ("hugo", "Hugo", "c4"),
        ("cold", "cold", "c0"),
        ("warm", "warm cache", "c1"),
        ("check", "check", "c3"),
        ("unchanged", "nothing changed", "c2"),
    ]
    memory = [("hugo", "Hugo", "c4"), ("cold", "build", "c0"), ("check", "check", "c3")]
    scan = figures["scan"]
    rows = [("unstuck match", scan["unstuck"], "c0"), ("rg -F -f", scan.get("rg"), "c4")]
    return {
        "cost.svg": lines(
            "What a build costs",
            "CPU seconds (user and system) of the whole process; both scales are logarithmic",
            series("cpu", costs),
            "CPU seconds",
        ),
        "memory.svg": lines(
            "Memory that a build needs",
            "peak resident memory; both scales are logarithmic",
            series("peak", memory),
            "MB",
        ),
        "scan.svg": bars(
            "Searching a log",
            f"{scan['mb']:,} MB of log, the signatures of {scan['size']:,} pages; longer is faster",
            [
                (
                    name,
                    cost["mb_a_second"],
                    f"{cost['mb_a_second']:,.0f} MB/s, {cost['peak']:,.0f} MB of memory",
                    colour,
                )
                for name, cost, colour in rows
                if cost
            ],
            "MB a second of CPU",
            300,
        ),
    }

#!/usr/bin/env python3
"""Writes a knowledge base of any size for measuring: the same pages for the same number, on every machine.

usage: corpus.py N OUT [--hugo | --log MB | --literals | --pastes]

OUT becomes a folder of N error pages, all fields filled: 400 to 700 words, two or three code blocks that differ from page
to page, signatures with holes, an example on every tenth. `unstuck check` finds no errors in them. With `--hugo` it is
the same text for the site in `benches/hugo/`, which is copied too.

What goes with such a base, and makes OUT a file: `--log` a log of so many MB with errors of its pages here and there,
`--literals` the longest fixed text of each signature, a line each, `--pastes` a dozen messages, a JSON text a line.
"""

import argparse, datetime, itertools, json, os, random, re, shutil

# A tool and the category that it stands in.
TOOLS = {
    "cargo": "compilers",
    "clang": "compilers",
    "gcc": "compilers",
    "ghc": "compilers",
    "javac": "compilers",
    "swiftc": "compilers",
    "bundler": "packages",
    "composer": "packages",
    "conda": "packages",
    "npm": "packages",
    "nuget": "packages",
    "pip": "packages",
    "poetry": "packages",
    "buildah": "containers",
    "containerd": "containers",
    "helm": "containers",
    "kubectl": "containers",
    "podman": "containers",
    "clickhouse": "databases",
    "mariadb": "databases",
    "mongod": "databases",
    "psql": "databases",
    "valkey": "databases",
    "caddy": "servers",
    "envoy": "servers",
    "haproxy": "servers",
    "nginx": "servers",
    "varnish": "servers",
    "flux": "delivery",
    "gitlab-runner": "delivery",
    "jenkins": "delivery",
    "pulumi": "delivery",
    "terraform": "delivery",
    "chronyd": "systems",
    "journald": "systems",
    "mdadm": "systems",
    "restic": "systems",
    "rsync": "systems",
    "wireguard": "systems",
}
# What a base has many pages of comes first: words and tools are taken from the front more often than from the end.
NOUNS = """file package module connection version certificate container lock process cache socket key branch image request
    port directory token index table manifest volume registry header transaction symbol node queue cluster interface
    snapshot archive schema replica listener secret cursor thread worker mount service column segment route digest target
    plugin partition bucket session handle signature journal quota upstream runner tenant policy resolver heap proxy
    record migration pipeline namespace descriptor layer checksum template stream timer checkpoint tablespace shard
    workspace keyring tunnel peer lease backend trait closure linker typedef iterator macro prelude bytecode artifact
    toolchain hook stage release rollout gateway ingress sidecar daemon cgroup inode superblock bitmap extent array
    repository mirror tarball wheel feature constraint lockfile feed channel matrix vector buffer page frame ring
    slot latch semaphore barrier mutex epoch watermark offset topic broker consumer codec charset locale collation
    trigger view sequence role grant realm scope claim cookie nonce cipher curve handshake renewal revocation
    ledger quorum term election snapshotter overlay rootfs entrypoint probe taint affinity budget selector webhook
    finalizer controller operator chart subchart hub spoke relay anycast prefix nameserver zone glue delegation""".split()
ADJECTIVES = (
    """missing invalid expired unknown stale corrupt locked empty duplicate unreachable unsupported outdated partial
    read-only conflicting nested remote untrusted unsigned oversized orphaned detached dangling circular ambiguous frozen
    truncated malformed shared pinned deprecated transitive implicit exclusive deferred throttled degraded mismatched
    reserved foreign unaligned poisoned recursive volatile immutable suspended unmounted""".split()
)
VERBS = (
    """reads writes opens closes resolves loads parses mounts binds verifies rejects copies replaces removes signs locks
    renews compiles links fetches uploads restores replays rotates flushes compacts rebuilds schedules evicts forwards
    encodes unpacks retries skips caches migrates truncates validates acquires drains""".split()
)
STATES = """not found|permission denied|already exists|timed out|connection refused|checksum mismatch|no space left
    |broken pipe|not a directory|too many links|out of range|held by another process|wrong format|never acknowledged
    |unexpected end|not owned by this user|still in use|over the limit|protocol error|not ready""".replace(
    "\n    ", ""
).split("|")
TAGS = """linux macos windows ci offline proxy tls dns ipv6 arm64 musl glibc alpine debian fedora systemd selinux apparmor
    rootless monorepo lockfile cache permissions disk memory timeouts retries encoding locale line-endings symlinks
    upgrades rollback replication backups migrations certificates tokens signing mirrors air-gapped overlayfs btrfs nfs
    cross-compiling linking macros generics async threads deadlocks quotas limits rate-limits compression checksums
    hooks submodules workspaces pre-release nightly sandbox cgroups namespaces probes rollouts ingress sidecars feeds
    charts secrets rbac collations vacuum indexes cursors sharding elections leases clocks watchers sockets tunnels""".split()
PLATFORMS = ("linux", "macos", "windows", "ci")
# `{{holes}}` are the reader's values: the first signature's stand in the page's commands, others are named with `_`.
MESSAGES = [
    "<tool>: cannot open <adjective> <noun> '{{name}}': <noun> <noun> <state>",
    "error: <noun> {{name}} of <adjective> <noun> <verb> <noun> twice: <state>",
    "<Noun><Noun>Error: <adjective> <noun> at {{place}} while <noun> <verb> <noun>",
    "fatal: <noun> <noun> for {{name}} is <adjective>, <state> (<noun> <number>)",
    "<tool>[{{process}}]: <adjective> <noun> <noun>: <state> after {{count}} attempts",
    "failed to start <noun> <noun>: <adjective> <noun> {{name}}: <state>",
    "E<number>: <noun> `{{name}}` needs a <noun>, and the <adjective> <noun> has none",
    "panic: <noun> <verb> <adjective> <noun> {{name}} before <noun> <noun>",
]
SENTENCES = [
    "The <noun> that <tool> <verb> is <adjective>, so the <noun> after it has nothing to work on.",
    "When a <noun> <verb> the <adjective> <noun>, <tool> prints `<message>` and stops.",
    "Most reports come from a <noun> that was <adjective> before the <noun> was renewed.",
    "A <adjective> <noun> in `<path>` is enough: <tool> <verb> it at every start and trusts it.",
    "Since version <version> the <noun> <verb> each <noun> once more, and the second one finds it <adjective>.",
    "On machines with more than <number> of them the <noun> <verb> the <noun> too late.",
    "`<option>` tells <tool> which <noun> it <verb> first; without it the <adjective> one wins.",
    "The **<adjective> <noun>** is what is printed, but the <noun> beneath it is the one that is <adjective>.",
    "Nothing is lost: the <noun> <verb> its <noun> again as soon as the <adjective> <noun> is gone.",
    "If `<path>` belongs to another user, the <noun> stays *<adjective>* whatever the <noun> says.",
    "[The notes on the <noun>](https://docs.example.org/<tool>/<noun>-<noun>) name <number> as the default of `<option>`.",
    "In CI the <noun> is made anew for every <noun>, which hides that the <noun> <verb> a <adjective> one.",
    "Two jobs that share a <noun> see it <adjective> for <number> ms while one of them <verb> it.",
    "Compare the <noun> in `<path>` with the <noun> that `<tool> <noun>` lists: the <adjective> one is older.",
    "The message says <noun>, and means the <noun> that the <adjective> <noun> <verb>.",
    "A proxy between them <verb> the <noun> and leaves the <noun> <adjective>, without a line in any log.",
]
QUESTIONS = [
    "Is it safe to remove the <adjective> <noun>?",
    "Why does <tool> only say so in CI?",
    "Does a newer <noun> help against a <adjective> <noun>?",
    "Can the <noun> be <adjective> on one machine only?",
    "Which <noun> does <tool> mean?",
]
HEADINGS = ["What this error means", "Why it happens", "Reproduce it", "Look at it closely", "Keep it from coming back"]
LEVELS = ("reproduced", "documented", "reported")
FIRST_DAY = datetime.date(2024, 1, 1)
SLOT = re.compile(r"<(\w+)>")
HOLE = re.compile(r"\{\{(\w+)\}\}")


class Writer:
    """Words by chance for one page."""

    def __init__(self, number, tool):
        self.chance = random.Random(number)
        self.tool = tool
        self.message = "error"

    def one(self, words):
        """A word, those at the front of the list more often."""
        return words[int(len(words) * self.chance.random() ** 2.2)]

    def number(self, below=9000):
        return 2 + int(self.chance.random() * below)

    def hex(self, digits):
        return f"{self.chance.getrandbits(4 * digits):0{digits}x}"

    def name(self):
        return f"{self.one(NOUNS)}_{self.one(NOUNS)}"

    def path(self):
        ending = self.one((".toml", ".conf", ".json", ".lock", ".sock", ".db", ".so", ".pem"))
        return f"/{self.one(('etc', 'var/lib', 'srv', 'home/ci', 'opt'))}/{self.tool}/{self.one(NOUNS)}-{self.one(NOUNS)}{ending}"

    def slot(self, match):
        kind = match[1]
        if kind == "noun":
            return self.one(NOUNS)
        if kind == "adjective":
            return self.one(ADJECTIVES)
        if kind == "verb":
            return self.one(VERBS)
        if kind == "tool":
            return self.tool
        if kind == "path":
            return self.path()
        if kind == "option":
            return f"--{self.one(NOUNS)}-{self.one(NOUNS)}"
        if kind == "state":
            return self.one(STATES)
        if kind == "number":
            return str(self.number())
        if kind == "version":
            return f"{self.number(9)}.{self.number(30)}.{self.number(9)}"
        if kind == "message":
            return self.message
        return self.one(NOUNS).capitalize()

    def fill(self, template):
        return SLOT.sub(self.slot, template)

    def sentences(self, count):
        return [self.fill(self.chance.choice(SENTENCES)) for _ in range(count)]

    def paragraph(self, fewest, most):
        return " ".join(self.sentences(self.chance.randint(fewest, most)))


def bash(w):
    step = lambda: w.chance.choice(
        [
            lambda: f"{w.tool} {w.one(NOUNS)} --{w.one(NOUNS)}={w.one(ADJECTIVES)} | grep -c '{w.one(NOUNS)}' || true",
            lambda: f'for {w.one(NOUNS)} in "${{{w.name()}[@]}}"; do\n  {w.tool} {w.one(NOUNS)} "$1" >> "{w.path()}"  # {w.one(ADJECTIVES)}\ndone',
            lambda: f"if [ ! -e '{w.path()}' ]; then\n  echo \"{w.one(ADJECTIVES)} {w.one(NOUNS)}\" >&2\n  exit {w.number(100)}\nfi",
            lambda: f"{w.name()}=$(stat -c %Y {w.path()})",
            lambda: f'curl -fsS "https://example.org/{w.one(NOUNS)}/{w.hex(8)}" | tar -xz -C /srv/{w.name()}',
        ]
    )()
    return "#!/usr/bin/env bash\nset -eu\n" + "\n".join(step() for _ in range(w.chance.randint(3, 5)))


def data(w):
    return json.dumps(
        {
            w.name(): w.path(),
            w.one(NOUNS): {
                "kind": w.one(ADJECTIVES),
                "limit": w.number(),
                "strict": w.chance.random() < 0.5,
                "ratio": round(w.chance.random(), 3),
            },
            w.name() + "s": [{"id": w.hex(12), "path": w.path(), "after": None} for _ in range(w.chance.randint(1, 3))],
            "schema": [w.one(NOUNS), w.one(NOUNS), w.number(64)],
        },
        indent=2,
    )


def rust(w):
    kind, field, method = w.one(NOUNS).capitalize() + w.one(NOUNS).capitalize(), w.name(), w.name()
    return f"""use std::collections::BTreeMap;
use std::io::{{self, BufRead}};

/// The {w.one(ADJECTIVES)} {w.one(NOUNS)}, as {w.tool} has it.
#[derive(Default)]
pub struct {kind}<'a> {{
    {field}: BTreeMap<&'a str, u{w.chance.choice((8, 16, 32, 64))}>,
    limit: Option<usize>,
}}

impl<'a> {kind}<'a> {{
    pub fn {method}(&mut self, input: impl BufRead, most: usize) -> io::Result<usize> {{
        for (at, line) in input.lines().enumerate().take({w.number()}) {{
            let line = line?; // {w.one(ADJECTIVES)} until the {w.one(NOUNS)} {w.one(VERBS)} it
            if line.starts_with("{w.one(NOUNS)}:") && at > 0x{w.hex(3)} {{
                return Err(io::Error::other(format!("{w.one(NOUNS)} {{at}}: {{line:?}}")));
            }}
        }}
        self.limit = Some(most / {w.number(60)});
        Ok(self.{field}.len())
    }}
}}"""


def python(w):
    function, constant = w.name(), w.name().upper()
    return f'''import pathlib
import re

{constant} = re.compile(r"^{w.one(NOUNS)}\\s+(?P<{w.one(NOUNS)}>[\\w.-]+)$", re.M)


def {function}(path, *, limit={w.number()}):
    """Every {w.one(ADJECTIVES)} {w.one(NOUNS)} of {w.tool}, oldest first."""
    found = {{}}
    for match in {constant}.finditer(pathlib.Path(path).read_text()):
        key = match[1].lower()
        if key in found or len(found) > limit:
            raise ValueError(f"{w.one(NOUNS)} {{key!r}} is {w.one(ADJECTIVES)}")
        found[key] = {{"at": match.start(), "{w.one(NOUNS)}": {w.number()}, "{w.one(NOUNS)}": "{w.hex(6)}"}}
    return sorted(found.items(), key=lambda pair: -pair[1]["at"])'''


BLOCKS = [("bash", bash), ("json", data), ("rust", rust), ("python", python)]


def outlines(count):
    """What pages must know of each other: id, title and signatures of all, none of them twice."""
    tools, seen, found = list(TOOLS), set(), []
    for number in range(count):
        w = Writer(f"outline {number}", None)
        w.tool = w.one(tools)
        signatures = []
        while len(signatures) < 2 + number % 2:
            message = w.fill(w.chance.choice(MESSAGES))
            if message not in seen:
                seen.add(message)
                signatures.append(message if not signatures else message.replace("{{", "{{_"))
        subject = f"{w.one(ADJECTIVES)} {w.one(NOUNS)} {w.one(NOUNS)}"
        name = f"{subject} {number}".replace(" ", "-")
        found.append(
            {
                "id": f"{TOOLS[w.tool]}/{w.tool}/{name}",
                "tool": w.tool,
                "category": TOOLS[w.tool],
                "signatures": signatures,
                "title": f"{w.tool}: {subject} ({w.one(STATES)}, case {number})",
            }
        )
    return found


def values_in(signature, w):
    """The signature as a program prints it: with a value in every hole."""
    return HOLE.sub(lambda _: f"{w.one(NOUNS)}-{w.hex(4)}", signature)


def page(outline, number, all_outlines, by_tool):
    """All fields of a page, under the names that they have in Unstuck's format, and `body`."""
    w = Writer(f"page {number}", outline["tool"])
    w.message = HOLE.sub("…", outline["signatures"][0])
    holes = " ".join(f"{{{{{hole}}}}}" for hole in HOLE.findall(outline["signatures"][0]))
    command = lambda: f"`{w.tool} {w.one(NOUNS)} --{w.one(NOUNS)} {holes}`"
    causes = [
        {
            "title": w.fill(f"The <noun> is <adjective> ({order})"),
            "likelihood": likelihood,
            "detail": w.paragraph(1, 2),
            "confirm": w.fill(f"`{w.tool} <noun> --list` shows the <adjective> <noun>."),
        }
        for order, likelihood in zip(
            ("first", "second", "third"), ("common", "occasional", "rare")[: w.chance.randint(2, 3)]
        )
    ]
    others = by_tool[outline["tool"]]
    near = {all_outlines[w.chance.choice(others)]["id"] for _ in range(2)} | {
        all_outlines[w.number(len(all_outlines)) % len(all_outlines)]["id"]
    }
    updated = FIRST_DAY + datetime.timedelta(days=w.number(900))
    fields = {
        "title": outline["title"],
        "summary": w.fill(
            "The <adjective> <noun> keeps <tool> from its <noun>, and the <noun> that <verb> it ends there."
        ),
        "tool": outline["tool"],
        "category": outline["category"],
        "signatures": outline["signatures"],
        "quick_fix": w.fill(f"Run {command()}, then start the <noun> again. The <adjective> <noun> goes with it."),
        "applies_to": [w.fill(f"{w.tool} >= <version>")],
        "platforms": w.chance.sample(PLATFORMS, 2),
        "causes": causes,
        "fixes": [
            {
                "title": w.fill(f"Renew the <adjective> <noun> ({order})"),
                "cause": cause["title"],
                "risk": "safe",
                "steps": [f"Run {command()}.", *w.sentences(1)],
                "verify": w.fill(f"`{w.tool} <noun>` ends with status 0."),
            }
            for order, cause in zip(("first", "second", "third"), causes)
        ],
        "dead_ends": [{"action": w.fill("Removing the <noun> by hand"), "why": w.sentences(1)[0]}],
        "checks": w.sentences(2),
        "prevention": w.sentences(2),
        "sources": [
            {
                "url": w.fill("https://docs.example.org/<tool>/<noun>?v=<version>"),
                "title": w.fill("<tool>: the <noun> and its <noun>"),
                "kind": "docs",
                "checked": updated,
            }
            for _ in range(2)
        ],
        "evidence": {"level": w.one(LEVELS), "note": w.fill("Seen with <tool> <version> and a <adjective> <noun>.")},
        "related": sorted(near - {outline["id"]}),
        "faq": [
            {"q": question, "a": w.paragraph(1, 2)}
            for question in dict.fromkeys(w.fill(w.chance.choice(QUESTIONS)) for _ in range(2))
        ],
        "tags": list(dict.fromkeys(w.one(TAGS) for _ in range(4))),
        "updated": updated,
    }
    if number % 10 == 0:
        line = values_in(outline["signatures"][0], w)
        fields["examples"] = [f"$ {w.tool} {w.one(NOUNS)} --{w.one(NOUNS)}\n{line}\n"]
    blocks = w.chance.sample(BLOCKS, w.chance.randint(2, 3))
    body = []
    for heading in HEADINGS:
        body += [f"## {heading}", w.paragraph(3, 5)]
        if heading == "Why it happens":
            body.append("\n".join(f"- {sentence}" for sentence in w.sentences(3)))
        elif blocks and heading != HEADINGS[0]:
            language, make = blocks.pop()
            body += [f"```{language}\n{make(w)}\n```", w.paragraph(1, 2)]
    if number % 3 == 0:
        rows = [f"| `{w.name()}` | {w.number()} | {w.one(ADJECTIVES)} {w.one(NOUNS)} |" for _ in range(3)]
        body.append("\n".join(["| setting | value | what it does |", "|---|---|---|", *rows]))
    return fields, "\n\n".join(body) + "\n"


def pages(count):
    """Each page's outline, fields and body."""
    everything = outlines(count)
    by_tool = {}
    for number, outline in enumerate(everything):
        by_tool.setdefault(outline["tool"], []).append(number)
    for number, outline in enumerate(everything):
        yield (outline, *page(outline, number, everything, by_tool))


def yaml(value, indent=""):
    """A value as people write it in front matter: a line a text, lists and records below."""
    if isinstance(value, dict):
        return "".join(f"\n{indent}{key}:{yaml(inner, indent + '  ')}" for key, inner in value.items())
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "".join(f"\n{indent}- {yaml(record, indent + '  ').strip()}" for record in value)
    if isinstance(value, list):
        return "".join(f"\n{indent}-{yaml(item, indent + '  ')}" for item in value)
    if isinstance(value, str) and "\n" in value:
        return " |\n" + "\n".join(indent + line for line in value.rstrip("\n").split("\n"))
    return (
        f" {value}"
        if isinstance(value, datetime.date) or re.fullmatch(r"[a-z]+", value)
        else f" {json.dumps(value, ensure_ascii=False)}"
    )


def page_text(fields, body):
    return f"---{yaml(fields)}\n---\n\n{body}"


def hugo_page_text(fields, body):
    """Hugo's names for what its taxonomies and feed need; all other fields keep theirs."""
    own = {"tools": [fields["tool"]], "categories": [fields["category"]], "date": fields["updated"]}
    return page_text({**{key: value for key, value in fields.items() if key not in ("tool", "category")}, **own}, body)


def write_file(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def write_site_file(out):
    categories = "".join(
        f"  - {{ slug: {slug}, name: {slug.capitalize()} }}\n" for slug in dict.fromkeys(TOOLS.values())
    )
    tools = "".join(f"  - {{ slug: {slug}, name: {slug}, category: {category} }}\n" for slug, category in TOOLS.items())
    write_file(
        os.path.join(out, "unstuck.yaml"),
        f"title: Bench\nbase_url: https://kb.example.org/\ncategories:\n{categories}tools:\n{tools}",
    )


def write_base(count, out):
    write_site_file(out)
    for outline, fields, body in pages(count):
        write_file(os.path.join(out, "content", outline["id"] + ".md"), page_text(fields, body))


def write_hugo(count, out):
    shutil.copytree(os.path.join(os.path.dirname(os.path.abspath(__file__)), "hugo"), out, dirs_exist_ok=True)
    for outline, fields, body in pages(count):
        write_file(os.path.join(out, "content", outline["id"] + ".md"), hugo_page_text(fields, body))


def signatures_of(count):
    return [signature for outline in outlines(count) for signature in outline["signatures"]]


# Lines of a log in which nothing is wrong.
QUIET = [
    "{time} INFO  [{name}] {noun} {number} {verb} {noun} in {number} ms (request {hex})",
    "{time} DEBUG {noun}.{noun}: {noun}={hex} {noun}={number} {noun}={adjective}",
    '10.{byte}.{byte}.{byte} - - [{time}] "GET /{noun}/{noun}/{number}?{noun}={hex} HTTP/1.1" 200 {number} "-" "curl/8.{byte}"',
    "{time} {noun}-{noun}-{hex} kernel: [{number}.{number}] {noun} {byte}: link is up, {number} Mbps",
    "   Compiling {noun}-{noun} v{byte}.{byte}.{byte}",
    '{{"time":"{time}","level":"info","{noun}":"{hex}","took":{number},"message":"{noun} {verb} the {noun}"}}',
]


def log_parts(signatures, part_bytes=8_000_000, part_count=8):
    """Parts of a log: quiet lines, and one error of the pages in about every thousand lines."""
    w = Writer("log", "log")
    for _ in range(part_count):
        lines, size = [], 0
        while size < part_bytes:
            words = {
                "time": f"2026-11-{1 + w.number(26):02}T{w.number(21):02}:{w.number(57):02}:{w.number(57):02}.{w.number(900):03}Z",
                "name": w.name(),
                "byte": w.number(250),
                "hex": w.hex(12),
                "adjective": w.one(ADJECTIVES),
            }
            line = re.sub(r"\{(noun|verb|number)\}", lambda slot: w.slot({1: slot[1]}), w.chance.choice(QUIET)).format(
                **words
            )
            if w.chance.random() < 0.001:
                line = values_in(w.chance.choice(signatures), w)
            lines.append(line)
            size += len(line) + 1
        yield ("\n".join(lines) + "\n").encode()


def write_log(count, out, size):
    """A log of so many bytes with errors of a base of `count` pages: 64 MB of different lines, again and again."""
    parts = list(log_parts(signatures_of(count)))
    with open(out, "wb") as file:
        for part in itertools.cycle(parts):
            if file.tell() + len(part) > size:
                break
            file.write(part)
        rest = part[: size - file.tell()]
        file.write(rest[: rest.rfind(b"\n") + 1])


def write_literals(count, out):
    """What a search for fixed texts can look for: of every signature the longest text between its holes."""
    texts = {max(HOLE.split(signature)[::2], key=len).strip() for signature in signatures_of(count)}
    write_file(out, "".join(f"{text}\n" for text in sorted(texts)))


def write_pastes(count, out, most=12):
    """Messages of pages from all over the base, as programs print them."""
    w = Writer("pastes", None)
    signatures = signatures_of(count)
    step = max(1, len(signatures) // most)
    write_file(out, "".join(f"{json.dumps(values_in(signature, w))}\n" for signature in signatures[::step][:most]))


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("out")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--hugo", action="store_const", dest="write", const=write_hugo)
    kind.add_argument("--literals", action="store_const", dest="write", const=write_literals)
    kind.add_argument("--pastes", action="store_const", dest="write", const=write_pastes)
    kind.add_argument("--log", type=int, metavar="MB")
    args = parser.parse_args()
    out = os.path.abspath(args.out)
    if args.log:
        write_log(args.count, out, args.log << 20)
    else:
        (args.write or write_base)(args.count, out)


if __name__ == "__main__":
    main()

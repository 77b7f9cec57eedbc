#!/usr/bin/env python3
"""The external addresses of the pages: which of them are dead.

    .ci/links.py check [--root DIR] [--out FILE]   asks each, writes the list of dead ones as Markdown (empty: none)
    .ci/links.py issue FILE                        opens, updates or closes the one issue that holds the list, with `gh`

Addresses are those of `url:` and `homepage:` and of Markdown links. What stands in commands and pastes is not meant to be
opened. A host is asked one question at a time, by curl.
"""

import argparse
import ipaddress
import json
import random
import re
import subprocess
import sys
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

TITLE = "Sources and links that are dead"
AGENT = "Mozilla/5.0 (compatible; unstuck-links; weekly check of sources)"
# Answers of hosts that are there and do not want to talk to a machine.
REFUSALS = {401, 403, 405, 406, 407, 451, 999}
TOO_MANY = 429
PASSING = {408, 425, 500, 502, 503, 504}
# What curl's exit codes mean; any other is told by its number.
FAILURES = {6: "no such host", 7: "connection refused", 28: "no answer in time", 35: "TLS failed", 47: "redirects in circles",
            52: "empty answer", 56: "connection broken", 60: "certificate not valid"}
# An issue's text has 65,536 characters at most.
LONGEST = 60_000

URL = r"https?://[^\s\"'<>`{}\\]+"
FIELD = re.compile(rf"\b(?:url|homepage):\s*[\"']?({URL})")
AUTOLINK = re.compile(rf"<({URL})>")
LINK = re.compile(rf"\]\(<?((?:https?://)(?:[^\s\"'<>`{{}}\\()]|\([^\s()]*\))+)")
FLOW_END = re.compile(r"[,}\]]+$")
RESERVED = (".example", ".test", ".invalid", ".localhost", ".local", ".internal")


def is_public(url):
    """Whether anybody but a reader's own machine could answer."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        pass
    example = re.search(r"(^|\.)example\.(com|net|org)$", host)
    return "." in host and not host.endswith(RESERVED) and not example


def addresses(root, meant=is_public):
    """Each address with the places where it stands."""
    found = defaultdict(list)
    for path in [root / "unstuck.yaml", *sorted((root / "content").rglob("*.md"))]:
        fenced = False
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.lstrip(" -|").startswith(("```", "~~~")):
                fenced = not fenced
            urls = [FLOW_END.sub("", url) for url in FIELD.findall(line)]
            prose = "" if fenced else re.sub(r"`[^`]*`", "", line)
            urls += LINK.findall(prose) + AUTOLINK.findall(prose)
            for url in urls:
                url = url.split("#")[0]
                if meant(url):
                    found[url].append(f"{path.relative_to(root)}:{number}")
    return dict(found)


def ask(url, head, seconds):
    """The last status (0: none), and curl's exit code."""
    command = ["curl", "--silent", "--location", "--max-redirs", "10", "--proto", "=http,https", "--compressed",
               "--user-agent", AGENT, "--connect-timeout", str(seconds), "--max-time", str(2 * seconds),
               "--output", "/dev/null", "--write-out", "%{http_code}", *(["--head"] if head else []), "--", url]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return int(run.stdout[-3:] or 0), run.returncode


class TooMany(Exception):
    """The host wants to be left alone."""


def verdict(url, *, tries=3, pause=10, seconds=20):
    """Nothing, or why the address counts as dead. Some hosts know no HEAD: what fails is asked again with GET."""
    for attempt in range(tries):
        if attempt:
            time.sleep(pause * attempt)
        for head in (True, False):
            status, failure = ask(url, head, seconds)
            if status == TOO_MANY:
                raise TooMany
            if status in REFUSALS or (not failure and status < 400):
                return None
        if not failure and status not in PASSING:
            return f"answers {status}"
    if failure:
        return FAILURES.get(failure, f"curl fails with {failure}")
    return f"answers {status}"


def check(found, *, pause=1.0, workers=16, **options):
    """The dead addresses with their reasons. Hosts are asked side by side, each of them one thing after another, in another
    order every time: one that has enough is left alone, and the rest has its turn in another week."""
    hosts = defaultdict(list)
    for url in random.sample(sorted(found), len(found)):
        hosts[urlsplit(url).netloc].append(url)

    def ask_host(urls):
        dead = {}
        for position, url in enumerate(urls):
            if position:
                time.sleep(pause)
            try:
                reason = verdict(url, **options)
            except TooMany:
                print(f"{urlsplit(url).netloc} has enough: {len(urls) - position} not asked", file=sys.stderr)
                break
            if reason:
                dead[url] = reason
                print(f"{url}: {reason}", file=sys.stderr)
        return dead

    with ThreadPoolExecutor(workers) as pool:
        together = {}
        for dead in pool.map(ask_host, hosts.values()):
            together.update(dead)
    return dict(sorted(together.items()))


def report(found, dead):
    """The issue's text; empty when all is well."""
    if not dead:
        return ""
    lines = [f"{len(dead)} of {len(found)} addresses did not answer as they should. Replace the source, or the page that "
             "stands on it. The list is written anew every week; this issue closes itself when it is empty.\n"]
    length = len(lines[0])
    for position, (url, reason) in enumerate(dead.items()):
        line = f"- <{url}>: {reason} ({', '.join(f'`{place}`' for place in found[url])})"
        length += len(line) + 1
        if length > LONGEST:
            lines.append(f"- and {len(dead) - position} more: `.ci/links.py check` names them")
            break
        lines.append(line)
    return "\n".join(lines) + "\n"


def gh(*arguments, text=None):
    return subprocess.run(["gh", "issue", *arguments], input=text, stdout=subprocess.PIPE, text=True, check=True).stdout


def issue(text):
    """One issue, whose author is this workflow: another's of the same title is let alone."""
    listed = json.loads(gh("list", "--app", "github-actions", "--state", "open", "--limit", "200", "--json", "number,title"))
    numbers = sorted(entry["number"] for entry in listed if entry["title"] == TITLE)
    if text and numbers:
        gh("edit", str(numbers[0]), "--body-file", "-", text=text)
    elif text:
        gh("create", "--title", TITLE, "--body-file", "-", text=text)
    elif numbers:
        gh("close", str(numbers[0]), "--comment", "Every address answers again.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check", help="ask each address")
    checking.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent, help="folder of unstuck.yaml")
    checking.add_argument("--out", type=Path, help="file for the list; standard output otherwise")
    issuing = commands.add_parser("issue", help="write the list into the issue")
    issuing.add_argument("file", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "issue":
        issue(arguments.file.read_text(encoding="utf-8"))
        return
    found = addresses(arguments.root)
    print(f"{len(found)} addresses", file=sys.stderr)
    dead = check(found)
    print(f"{len(dead)} dead", file=sys.stderr)
    if found and len(dead) == len(found):
        sys.exit("none answers: is there a network?")
    if arguments.out:
        arguments.out.write_text(report(found, dead), encoding="utf-8")
    else:
        print(report(found, dead), end="")


if __name__ == "__main__":
    main()

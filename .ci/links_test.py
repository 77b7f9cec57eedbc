"""The link check, against a server of its own and a `gh` that writes down what it is asked."""

import contextlib
import http.server
import io
import json
import os
import socket
import tempfile
import threading
import unittest
from pathlib import Path
from unittest import mock

import links

FAST = {"pause": 0, "tries": 2, "seconds": 2}


class Server(http.server.BaseHTTPRequestHandler):
    asked, at_once, most_at_once, lock = [], 0, 0, threading.Lock()

    def answer(self):
        with Server.lock:
            Server.at_once += 1
            Server.most_at_once = max(Server.most_at_once, Server.at_once)
            Server.asked.append(f"{self.command} {self.path}")
            times = Server.asked.count(f"GET {self.path}")
        threading.Event().wait(0.01)
        # Over before the answer leaves: who has the answer may ask again before this thread is back.
        with Server.lock:
            Server.at_once -= 1
        word = self.path.strip("/").split("-")[0]
        if word == "moved":
            self.send_response(301)
            self.send_header("Location", "/ok")
        elif word == "circle":
            self.send_response(302)
            self.send_header("Location", self.path)
        elif word == "nohead":
            self.send_response(404 if self.command == "HEAD" else 200)
        elif word == "passing":
            self.send_response(503 if times < 2 else 200)
        else:
            self.send_response(int(word) if word.isdigit() else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET = answer

    def log_message(self, *_):
        pass


class Checking(unittest.TestCase):
    def setUp(self):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.base = f"http://127.0.0.1:{server.server_port}"
        Server.asked, Server.most_at_once = [], 0
        environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
        for patch in (mock.patch.dict(os.environ, environment, clear=True), contextlib.redirect_stderr(io.StringIO())):
            patch.__enter__()
            self.addCleanup(patch.__exit__, None, None, None)

    def dead(self, *paths):
        found = {f"{self.base}/{path}": ["content/a.md:1"] for path in paths}
        with mock.patch("time.sleep"):
            dead = links.check(found, **FAST)
        return {url.removeprefix(f"{self.base}/"): reason for url, reason in dead.items()}

    def test_what_is_gone_is_dead_and_what_answers_is_not(self):
        self.assertEqual(
            self.dead("ok", "moved", "nohead", "passing", "401", "403", "404", "410", "500", "circle"),
            {"404": "answers 404", "410": "answers 410", "500": "answers 500", "circle": "redirects in circles"},
        )
        self.assertEqual(Server.most_at_once, 1, "a host is asked one thing at a time")
        self.assertNotIn("GET /ok", Server.asked, "HEAD is enough")
        self.assertEqual(Server.asked.count("GET /404"), 1, "what is gone is not asked for again")
        self.assertEqual(Server.asked.count("GET /500"), 2, "what may pass is")

    def test_a_host_that_has_enough_is_left_alone(self):
        self.assertEqual(self.dead(*(f"429-{number}" for number in range(20))), {})
        self.assertEqual(len(Server.asked), 1)

    def test_a_host_that_does_not_answer_is_dead(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
            with mock.patch("time.sleep"):
                self.assertEqual(links.check({url: []}, **FAST), {url: "connection refused"})


class Collecting(unittest.TestCase):
    def test_links_and_sources_are_meant_and_commands_are_not(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "content").mkdir()
            (root / "unstuck.yaml").write_text('tools:\n  - { slug: a, homepage: "https://a.org", summary: A. }\n')
            (root / "content" / "a.md").write_text(
                "sources:\n"
                '  - { url: "https://b.org/x#part", title: "B, or not" }\n'
                "  - {url: https://c.org/y}\n"
                "  - url: 'https://b.org/x'\n"
                "body [d](https://d.org/a_(b)), <https://e.org>, `[f](https://f.org)`\n"
                "  ```bash\n  curl https://g.org [h](https://h.org)\n  ```\n"
                "[i](http://localhost:80) [j](https://example.com/) [k](http://10.0.0.1/) [l](https://l.test)\n"
                "[m](http://[broken) [n](https://n.org 'title')\n"
            )
            self.assertEqual(links.addresses(root), {
                "https://a.org": ["unstuck.yaml:2"],
                "https://b.org/x": ["content/a.md:2", "content/a.md:4"],
                "https://c.org/y": ["content/a.md:3"],
                "https://d.org/a_(b)": ["content/a.md:5"],
                "https://e.org": ["content/a.md:5"],
                "https://n.org": ["content/a.md:10"],
            })

    def test_this_repository_has_sources(self):
        self.assertGreater(len(links.addresses(Path(__file__).resolve().parent.parent)), 100)


class Telling(unittest.TestCase):
    def asked_of_gh(self, text, issues):
        """The calls, each with what it was given to read."""
        with tempfile.TemporaryDirectory() as folder:
            gh, calls = Path(folder) / "gh", Path(folder) / "calls"
            calls.touch()
            (Path(folder) / "issues").write_text(json.dumps(issues))
            gh.write_text(f'#!/bin/sh\ncd {folder}\nif [ "$2" = list ]; then cat issues; exit; fi\n'
                          'echo "$*" >> calls\ncase "$*" in *--body-file*) cat >> calls;; esac\n')
            gh.chmod(0o755)
            with mock.patch.dict(os.environ, {"PATH": f"{folder}:{os.environ['PATH']}"}):
                links.issue(text)
            return calls.read_text()

    def test_there_is_one_issue_at_most(self):
        ours = [{"number": 9, "title": "Another"}, {"number": 7, "title": links.TITLE}]
        self.assertEqual(self.asked_of_gh("list\n", []), f"issue create --title {links.TITLE} --body-file -\nlist\n")
        self.assertEqual(self.asked_of_gh("list\n", ours), "issue edit 7 --body-file -\nlist\n")
        self.assertEqual(self.asked_of_gh("", ours), "issue close 7 --comment Every address answers again.\n")
        self.assertEqual(self.asked_of_gh("", ours[:1]), "")

    def test_the_list_fits_into_an_issue(self):
        found = {f"https://a.org/{number}": [f"content/a.md:{number}"] for number in range(5000)}
        self.assertEqual(links.report(found, {}), "")
        text = links.report(found, {"https://a.org/3": "answers 404"})
        self.assertIn("- <https://a.org/3>: answers 404 (`content/a.md:3`)\n", text)
        text = links.report(found, dict.fromkeys(found, "answers 404"))
        self.assertLess(len(text), 65_536)
        self.assertRegex(text, r"and \d+ more: .*\n$")


if __name__ == "__main__":
    unittest.main()

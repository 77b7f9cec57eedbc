//! Drives a headless Chromium over its debugging pipe (Chrome DevTools Protocol), one browser and one page a test.
//!
//! Whatever goes wrong in the page is kept as a fault: console errors and warnings, exceptions, violations of the
//! Content-Security-Policy, requests that fail and requests to another host. Workers are watched like the page.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long anything may take before the test fails.
pub const PATIENCE: Duration = Duration::from_secs(30);

const FLAGS: &[&str] = &[
    "--headless",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
];

/// The browser to test in: `$CHROMIUM`, or the first of the usual names in the `PATH`.
pub fn find() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM").filter(|path| !path.is_empty()) {
        return Some(path.into());
    }
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|path| path.is_file())
}

/// A page in a browser of its own. The browser ends, and its profile goes, with the value.
pub struct Page {
    child: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    calls: u64,
    session: String,
    /// Requests to anything that does not start with this are faults.
    origin: String,
    loads: usize,
    pub faults: Vec<String>,
    /// Every request since the start: address, then the body if there is one.
    pub requests: Vec<String>,
    _profile: tempfile::TempDir,
}

impl Page {
    /// Starts a browser with an empty page that may load what stands below `origin`.
    pub fn open(chromium: &Path, origin: &str) -> Page {
        let profile = tempfile::tempdir().unwrap();
        // Chromium reads commands from descriptor 3 and answers on 4; the shell puts our pipes there.
        let mut child = Command::new("sh")
            .args(["-c", r#"exec "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#, "sh"])
            .arg(chromium)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let to = child.stdin.take().unwrap();
        let mut answers = BufReader::new(child.stdout.take().unwrap()).split(0);
        let (sender, from) = channel();
        std::thread::spawn(move || {
            while let Some(Ok(message)) = answers.next() {
                if sender.send(serde_json::from_slice(&message).unwrap()).is_err() {
                    return;
                }
            }
        });
        let mut page = Page {
            child,
            to,
            from,
            calls: 0,
            session: String::new(),
            origin: origin.to_owned(),
            loads: 0,
            faults: Vec::new(),
            requests: Vec::new(),
            _profile: profile,
        };
        page.start();
        page
    }

    fn start(&mut self) {
        let permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"];
        self.call("Browser.grantPermissions", json!({ "permissions": permissions }));
        let target = self.call("Target.createTarget", json!({ "url": "about:blank" }));
        let target = json!({ "targetId": target["targetId"], "flatten": true });
        self.session = self.call("Target.attachToTarget", target)["sessionId"].as_str().unwrap().to_owned();
        for domain in ["Page", "Runtime", "Log", "Network"] {
            self.call(&format!("{domain}.enable"), json!({}));
        }
        let workers = json!({ "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true });
        self.call("Target.setAutoAttach", workers);
        self.call("Emulation.setFocusEmulationEnabled", json!({ "enabled": true }));
        self.resize(1280, 800);
    }

    fn send(&mut self, session: &str, method: &str, params: Value) -> u64 {
        self.calls += 1;
        let mut message = json!({ "id": self.calls, "method": method, "params": params });
        if !session.is_empty() {
            message["sessionId"] = json!(session);
        }
        self.to.write_all(format!("{message}\0").as_bytes()).expect("Chromium takes commands");
        self.calls
    }

    /// Calls a method of the protocol and gives its result, or its error as `Err`.
    fn try_call(&mut self, method: &str, params: Value) -> Result<Value, String> {
        let session = self.session.clone();
        let id = self.send(&session, method, params);
        let end = Instant::now() + PATIENCE;
        loop {
            let mut message = self.receive(end).unwrap_or_else(|| panic!("{method}: no answer from Chromium"));
            if message["id"] == id {
                return match message.get("error") {
                    Some(error) => Err(error["message"].as_str().unwrap_or("").to_owned()),
                    None => Ok(message["result"].take()),
                };
            }
        }
    }

    fn call(&mut self, method: &str, params: Value) -> Value {
        self.try_call(method, params).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// The next message; events are noted on the way. Nothing when it does not come before `end`.
    fn receive(&mut self, end: Instant) -> Option<Value> {
        let message = self.from.recv_timeout(end.saturating_duration_since(Instant::now())).ok()?;
        if let Some(method) = message["method"].as_str() {
            self.note(method, &message["params"]);
        }
        Some(message)
    }

    fn note(&mut self, method: &str, event: &Value) {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match method {
            "Page.loadEventFired" => self.loads += 1,
            "Runtime.consoleAPICalled" if ["error", "warning", "assert"].contains(&text(&event["type"]).as_str()) => {
                let words = event["args"].as_array().unwrap().iter().map(|arg| {
                    let shown = if arg["value"].is_null() { &arg["description"] } else { &arg["value"] };
                    text(shown)
                });
                let words: Vec<String> = words.collect();
                self.faults.push(format!("console: {}", words.join(" ")));
            }
            "Runtime.exceptionThrown" => {
                let details = &event["exceptionDetails"];
                self.faults.push(format!("exception: {} {}", text(&details["text"]), details["exception"]));
            }
            "Log.entryAdded" if ["error", "warning"].contains(&text(&event["entry"]["level"]).as_str()) => {
                let entry = &event["entry"];
                self.faults.push(format!(
                    "{}: {} {}",
                    text(&entry["source"]),
                    text(&entry["text"]),
                    text(&entry["url"])
                ));
            }
            "Network.requestWillBeSent" => {
                let url = text(&event["request"]["url"]);
                let outside = !["data:", "blob:"].iter().any(|scheme| url.starts_with(scheme));
                if outside && !url.starts_with(&self.origin) {
                    self.faults.push(format!("request to another host: {url}"));
                }
                let body = event["request"]["postData"].as_str().unwrap_or("");
                self.requests.push(format!("{url} {body}"));
            }
            "Network.loadingFailed" if event["canceled"] != true => {
                self.faults.push(format!("request failed: {}", text(&event["errorText"])));
            }
            "Target.attachedToTarget" => {
                let worker = text(&event["sessionId"]);
                for method in ["Runtime.enable", "Log.enable", "Network.enable", "Runtime.runIfWaitingForDebugger"] {
                    self.send(&worker, method, json!({}));
                }
            }
            _ => {}
        }
    }

    /// Fails unless the page was without fault so far.
    #[track_caller]
    pub fn is_clean(&self) {
        assert!(self.faults.is_empty(), "faults in the page:\n{}", self.faults.join("\n"));
    }

    /// Forgets faults that say `words`: those the test caused on purpose.
    pub fn expect_fault(&mut self, words: &str) {
        self.faults.retain(|fault| !fault.contains(words));
    }

    /// Waits for a fault that says `words`, and forgets it.
    #[track_caller]
    pub fn wait_for_fault(&mut self, words: &str) {
        let end = Instant::now() + PATIENCE;
        while !self.faults.iter().any(|fault| fault.contains(words)) {
            assert!(self.receive(end).is_some(), "no fault says {words:?}, only {:?}", self.faults);
        }
        self.expect_fault(words);
    }

    /// Goes to an address and waits until all of it is loaded.
    pub fn goto(&mut self, url: &str) {
        let before = self.loads;
        let gone = self.call("Page.navigate", json!({ "url": url }));
        assert!(gone["errorText"].is_null(), "{url}: {}", gone["errorText"]);
        if gone["loaderId"].is_string() {
            self.wait_for_load(before, url);
        }
    }

    fn wait_for_load(&mut self, before: usize, what: &str) {
        let end = Instant::now() + PATIENCE;
        while self.loads == before {
            assert!(self.receive(end).is_some(), "{what} was not loaded in {PATIENCE:?}; faults: {:?}", self.faults);
        }
    }

    /// Does something that leads to another page, and waits for that one.
    pub fn arrive(&mut self, act: impl FnOnce(&mut Page)) {
        let before = self.loads;
        act(self);
        self.wait_for_load(before, "the next page");
    }

    /// Value of an expression; of what it comes to, if it is a promise.
    #[track_caller]
    pub fn evaluate(&mut self, expression: &str) -> Value {
        match self.try_evaluate(expression) {
            Ok(value) => value,
            Err(error) => panic!("{expression}\n{error}"),
        }
    }

    fn try_evaluate(&mut self, expression: &str) -> Result<Value, String> {
        let params = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let mut done = self.try_call("Runtime.evaluate", params)?;
        match done.get("exceptionDetails") {
            Some(details) => Err(details["exception"]["description"].as_str().unwrap_or("thrown").to_owned()),
            None => Ok(done["result"]["value"].take()),
        }
    }

    /// Text of an expression.
    #[track_caller]
    pub fn text(&mut self, expression: &str) -> String {
        let value = self.evaluate(expression);
        value.as_str().unwrap_or_else(|| panic!("{expression} is no text but {value}")).to_owned()
    }

    /// Waits until a condition holds.
    #[track_caller]
    pub fn wait_for(&mut self, condition: &str) {
        let end = Instant::now() + PATIENCE;
        // A page on its way to another has no context for a moment: that is no failure.
        while self.try_evaluate(&format!("Boolean({condition})")) != Ok(Value::Bool(true)) {
            if Instant::now() > end {
                let body = self.try_evaluate("document.body.innerText").unwrap_or_default();
                panic!("never came true: {condition}\nfaults: {:?}\n{}", self.faults, body.as_str().unwrap_or(""));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Clicks in the middle of the element that a selector names.
    #[track_caller]
    pub fn click(&mut self, selector: &str) {
        let found = self.evaluate(&format!(
            "(() => {{ const e = document.querySelector({selector:?}); if (!e) return null;
               e.scrollIntoView({{block: 'center', behavior: 'instant'}}); const r = e.getClientRects()[0];
               return r ? [r.x + r.width / 2, r.y + r.height / 2] : null; }})()"
        ));
        assert!(found.is_array(), "nothing to click: {selector}");
        for kind in ["mousePressed", "mouseReleased"] {
            let params = json!({ "type": kind, "x": found[0], "y": found[1], "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", params);
        }
    }

    /// Moves the mouse to a place in the window.
    pub fn hover(&mut self, x: u32, y: u32) {
        self.call("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": x, "y": y }));
    }

    /// Types text where the focus is.
    pub fn type_text(&mut self, text: &str) {
        self.call("Input.insertText", json!({ "text": text }));
    }

    /// Presses a key: a character, or `Escape`, `Enter`, `Tab`, `ArrowDown`, `ArrowUp`; with `Control+` before it if
    /// that is held.
    pub fn press(&mut self, key: &str) {
        self.press_with(key, &[]);
    }

    fn press_with(&mut self, key: &str, commands: &[&str]) {
        let (modifiers, key) = key.strip_prefix("Control+").map_or((0, key), |key| (2, key));
        let (code, text) = match key {
            "Escape" => (27, ""),
            "Enter" => (13, "\r"),
            "Tab" => (9, ""),
            "ArrowUp" => (38, ""),
            "ArrowDown" => (40, ""),
            // Only letters and digits have their own character as the number of their key.
            character if character.as_bytes()[0].is_ascii_alphanumeric() => {
                (character.to_uppercase().as_bytes()[0].into(), character)
            }
            character => (0, character),
        };
        let text = if modifiers == 0 { text } else { "" };
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            let params = json!({ "type": kind, "key": key, "windowsVirtualKeyCode": code, "modifiers": modifiers,
                "text": text, "commands": if kind == "keyDown" { commands } else { &[] } });
            self.call("Input.dispatchKeyEvent", params);
        }
    }

    /// Pastes text where the focus is, by way of the clipboard.
    pub fn paste(&mut self, text: &str) {
        self.evaluate(&format!("navigator.clipboard.writeText({})", json!(text)));
        self.press_with("Control+v", &["paste"]);
    }

    /// Text on the clipboard.
    pub fn clipboard(&mut self) -> String {
        self.text("navigator.clipboard.readText()")
    }

    /// Size of the window, in CSS pixels.
    pub fn resize(&mut self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// What the reader's system prefers: `("prefers-color-scheme", "dark")`.
    pub fn prefer(&mut self, features: &[(&str, &str)]) {
        let features: Vec<Value> =
            features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.call("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Shows the page as it would be printed.
    pub fn print_media(&mut self) {
        self.call("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    }

    /// From the next page on, scripts do not run.
    pub fn disable_scripts(&mut self) {
        self.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    }

    /// A PNG of what the window shows.
    pub fn screenshot(&mut self) -> Vec<u8> {
        let shot = self.call("Page.captureScreenshot", json!({ "format": "png" }));
        base64(shot["data"].as_str().unwrap())
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.session.clear();
        self.send("", "Browser.close", json!({}));
        let end = Instant::now() + Duration::from_secs(5);
        while self.child.try_wait().unwrap().is_none() {
            if Instant::now() > end {
                let _ = self.child.kill();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// Bytes of a text in base 64, as the protocol sends them.
fn base64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}

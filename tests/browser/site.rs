//! Sites under test, built once a run with the real binary and served from memory.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

/// A built site on a port of this machine. The server ends with the test run.
pub struct Served {
    /// Address of the front page.
    pub url: String,
    /// Files by route.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What was asked for since somebody looked.
    asked: Arc<Mutex<Vec<String>>>,
    /// Nothing is answered any more.
    is_down: Arc<AtomicBool>,
}

const OWN: &str = env!("CARGO_MANIFEST_DIR");

static AT_ROOT: LazyLock<Served> = LazyLock::new(|| Served::build(OWN, "/"));
static BELOW_KB: LazyLock<Served> = LazyLock::new(|| Served::build(OWN, "/kb/"));
static IN_ARABIC: LazyLock<Served> = LazyLock::new(|| {
    let root = tempfile::tempdir().unwrap();
    copy(&Path::new(OWN).join("tests/browser/gallery"), root.path());
    let site = root.path().join("unstuck.yaml");
    let text = std::fs::read_to_string(&site).unwrap().replace("language: en", "language: ar");
    std::fs::write(site, text).unwrap();
    Served::build(&root.path().to_string_lossy(), "/")
});
static GALLERY: LazyLock<Served> = LazyLock::new(|| Served::build(&format!("{OWN}/tests/browser/gallery"), "/"));

/// This repository's own site, at the root of its host.
pub fn at_root() -> &'static Served {
    &AT_ROOT
}

/// The same site below `/kb/`.
pub fn below_kb() -> &'static Served {
    &BELOW_KB
}

/// A site whose pages use everything that a page can have.
pub fn gallery() -> &'static Served {
    &GALLERY
}

/// The gallery with an interface that is read from right to left.
pub fn in_arabic() -> &'static Served {
    &IN_ARABIC
}

fn copy(from: &Path, to: &Path) {
    for (route, bytes) in read(from) {
        let path = to.join(route);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

impl Served {
    pub fn build(root: &str, base: &str) -> Served {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let files = Served::files(root, &format!("http://{}{base}", listener.local_addr().unwrap()), |_| true);
        Served::serve(listener, base, files)
    }

    /// Builds a site, and reads those of its files that are wanted.
    pub fn files(root: &str, url: &str, is_wanted: impl Fn(&str) -> bool) -> BTreeMap<String, Vec<u8>> {
        let out = tempfile::tempdir().unwrap();
        // Pages with errors are left out: naming them is the job of `unstuck check`.
        let done = Command::new(env!("CARGO_BIN_EXE_unstuck"))
            .args(["build", "--keep-going", "--drafts", "--quiet", "--base-url", url, "--root", root, "--out"])
            .arg(out.path().join("site"))
            .output()
            .unwrap();
        let files = read_wanted(&out.path().join("site"), is_wanted);
        assert!(files.contains_key("index.html"), "no site: {}", String::from_utf8_lossy(&done.stderr));
        files
    }

    /// Serves files below `base` on a port of its own.
    pub fn of(files: BTreeMap<String, Vec<u8>>) -> Served {
        Served::serve(TcpListener::bind("127.0.0.1:0").unwrap(), "/", files)
    }

    fn serve(listener: TcpListener, base: &str, files: BTreeMap<String, Vec<u8>>) -> Served {
        let url = format!("http://{}{base}", listener.local_addr().unwrap());
        let (base, shared) = (base.to_owned(), files.clone());
        let is_down = Arc::new(AtomicBool::new(false));
        let down = is_down.clone();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let noted = asked.clone();
        std::thread::spawn(move || {
            let (base, files, noted) = (&base, &shared, &noted);
            std::thread::scope(|scope| {
                for stream in listener.incoming().flatten().filter(|_| !down.load(Ordering::Relaxed)) {
                    scope.spawn(move || answer(stream, base, files, noted));
                }
            });
        });
        Served { url, files, asked, is_down }
    }

    /// The files that were asked for since the last look, in order.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    /// Closes every connection from now on, as where there is no network.
    pub fn go_down(&self) {
        self.is_down.store(true, Ordering::Relaxed);
    }

    pub fn address(&self, route: &str) -> String {
        format!("{}{route}", self.url)
    }

    /// Routes of all HTML files, as they are linked to.
    pub fn pages(&self) -> impl Iterator<Item = &str> {
        self.files.keys().filter_map(|file| {
            let folder = file.strip_suffix("index.html")?;
            (folder.is_empty() || folder.ends_with('/')).then_some(folder)
        })
    }
}

fn read(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    read_wanted(folder, |_| true)
}

fn read_wanted(folder: &Path, is_wanted: impl Fn(&str) -> bool) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    let routed = files.map(|entry| {
        let route = entry.path().strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
        (route, entry.into_path())
    });
    routed.filter(|(route, _)| is_wanted(route)).map(|(route, path)| (route, std::fs::read(path).unwrap())).collect()
}

/// Answers one request, as a plain static host would.
fn answer(mut stream: TcpStream, base: &str, files: &BTreeMap<String, Vec<u8>>, asked: &Mutex<Vec<String>>) {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(length) if length > 0 => request.extend_from_slice(&buffer[..length]),
            _ => return,
        }
    }
    let request = String::from_utf8_lossy(&request);
    let path = request.split(' ').nth(1).unwrap_or("").split('?').next().unwrap_or("");
    let route = path.strip_prefix(base).unwrap_or("404");
    let file = if route.is_empty() || route.ends_with('/') { format!("{route}index.html") } else { route.to_owned() };
    let (status, name) =
        if files.contains_key(&file) { ("200 OK", file.as_str()) } else { ("404 Not Found", "404.html") };
    asked.lock().unwrap().push(file.clone());
    let bytes = files.get(name).map_or(&[][..], Vec::as_slice);
    let media_type = match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "md" | "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
    let policy = files.get("_headers").map_or("X-Content-Type-Options: nosniff", |file| policy(file));
    let length = bytes.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n{policy}\r\nConnection: close\r\n\r\n",
    );
    // A browser that has gone away is no fault of the site.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(bytes));
}

/// The Content-Security-Policy of the site's headers file, as a header.
fn policy(headers: &[u8]) -> &str {
    let text = std::str::from_utf8(headers).unwrap();
    text.lines().map(str::trim).find(|line| line.starts_with("Content-Security-Policy:")).unwrap()
}

//! Serves a site from memory and tells browsers when it has changed. The only file that names `tiny_http`.

use crate::disk::Fault;
use crate::site::{self, Live};
use crate::text::escape_html;
use std::io::Write;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use tiny_http::{Header, Method, Request, Response, Server as Http};

/// Where the server's own files stand, beside the site's.
const OWN: &str = "__unstuck/";
const LIVE_SCRIPT: &str = include_str!("server/live.js");
const LIVE_STYLE: &str = include_str!("server/live.css");

/// Requests that are answered at the same time: those for the index may wait for it.
const ANSWERING: usize = 8;

/// The site that is shown. Cheap to clone.
#[derive(Clone, Default)]
pub struct Shown {
    pub site: Option<Arc<Live>>,
    /// What is wrong with the content, as text for people; empty when nothing is.
    pub problems: String,
    /// Whether its search index and its problems are those of this state of the content, or still of the one before.
    pub is_settled: bool,
}

/// What is shown, and its version. A page knows the version it is of, so that none stays open that is older.
#[derive(Default)]
struct State {
    version: u128,
    shown: Shown,
}

type Listener = Box<dyn Write + Send>;

/// A site being served. Cheap to clone.
#[derive(Clone)]
pub struct Server {
    http: Arc<Http>,
    state: Arc<Mutex<State>>,
    settled: Arc<Condvar>,
    listeners: Arc<Mutex<Vec<Listener>>>,
    base_path: String,
    /// Only requests for this machine by name are answered, so that no page of the web can read the site by rebinding
    /// its own name.
    only_loopback: bool,
}

/// Ports that are tried when the wanted one is taken.
const TRIES: u16 = 20;

impl Server {
    /// Listens on `host`, on `port` or the next free one above it.
    pub fn listen(host: &str, port: u16, base_path: &str) -> Result<Server, Fault> {
        let mut refused = None;
        for port in (port..=port.saturating_add(TRIES)).take(if port == 0 { 1 } else { usize::MAX }) {
            match Http::http((host, port)) {
                Ok(http) => {
                    return Ok(Server {
                        http: Arc::new(http),
                        // Versions go on from the time, so that pages of a server before this one are older.
                        state: Arc::new(Mutex::new(State { version: now(), shown: Shown::default() })),
                        settled: Arc::default(),
                        listeners: Arc::default(),
                        base_path: base_path.to_owned(),
                        only_loopback: is_loopback(host),
                    });
                }
                Err(error) => refused = Some(error),
            }
        }
        let why = refused.map_or_else(String::new, |error| error.to_string());
        Err(Fault::new("listen on", format!("{host}:{port}"), why).help("choose another port with --port"))
    }

    /// Address of the site.
    pub fn url(&self) -> String {
        match self.http.server_addr().to_ip() {
            Some(address) => format!("http://{address}{}", self.base_path),
            None => self.base_path.clone(),
        }
    }

    /// Shows another state of the site, and has open pages load it.
    pub fn show(&self, shown: Shown) {
        let mut state = self.state();
        let next = State { version: state.version + 1, shown };
        let before = std::mem::replace(&mut *state, next);
        let event = event(state.version);
        drop(state);
        self.settled.notify_all();
        let reached =
            |listener: &mut Listener| listener.write_all(event.as_bytes()).and_then(|()| listener.flush()).is_ok();
        self.listeners().retain_mut(reached);
        // Last: what 10,000 pages had worked out takes longer to free than all of the above.
        drop(before);
    }

    /// Puts the settled site in the place of the one that is shown. Pages load again only where it has other problems.
    pub fn settle(&self, shown: Shown) {
        let mut state = self.state();
        if state.shown.problems != shown.problems {
            drop(state);
            return self.show(shown);
        }
        state.shown = shown;
        drop(state);
        self.settled.notify_all();
    }

    /// Changes what is said of the content, and leaves the site as it is.
    pub fn report(&self, problems: String) {
        let site = self.state().shown.site.clone();
        self.show(Shown { site, problems, is_settled: true });
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is shown now; for a file of the search index, once that is the one of this state.
    fn shown_for(&self, route: &str) -> (u128, Shown) {
        let wait = |state: &mut State| site::index_file(route).is_some() && !state.shown.is_settled;
        let state = self.settled.wait_while(self.state(), wait).unwrap_or_else(PoisonError::into_inner);
        (state.version, state.shown.clone())
    }

    fn listeners(&self) -> MutexGuard<'_, Vec<Listener>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers requests until the process ends.
    pub fn run(&self) {
        std::thread::scope(|scope| {
            for _ in 0..ANSWERING {
                scope.spawn(|| self.http.incoming_requests().for_each(|request| self.answer(request)));
            }
        });
    }

    fn answer(&self, request: Request) {
        let is_own_name = |host: &str| is_loopback(host.rsplit_once(':').map_or(host, |(name, _)| name));
        if self.only_loopback && !header(&request, "Host").is_some_and(|host| is_own_name(&host)) {
            return respond(request, 403, "text/plain; charset=utf-8", b"This server answers to localhost only.\n");
        }
        if !matches!(request.method(), Method::Get | Method::Head) {
            return respond(request, 405, "text/plain; charset=utf-8", b"Only GET and HEAD.\n");
        }
        let path = decode(request.url().split(['?', '#']).next().unwrap_or(""));
        let Some(route) = path.strip_prefix(&self.base_path) else {
            return redirect(request, &self.base_path);
        };
        match route.strip_prefix(OWN) {
            Some("events") => self.listen_to(request),
            Some("live.js") => respond(request, 200, "text/javascript; charset=utf-8", LIVE_SCRIPT.as_bytes()),
            Some("live.css") => respond(request, 200, "text/css; charset=utf-8", LIVE_STYLE.as_bytes()),
            Some("problems.txt") => {
                let problems = self.state().shown.problems.clone();
                respond(request, 200, "text/plain; charset=utf-8", problems.as_bytes());
            }
            _ => self.file(request, route),
        }
    }

    fn file(&self, request: Request, route: &str) {
        let (version, shown) = self.shown_for(route);
        // The one header of a page that its script can read.
        let timing = ("Server-Timing", format!("version;desc={version}"));
        let file = |route: &str| shown.site.as_ref().map_or(Ok(None), |site| site.file(route));
        let is_folder = route.is_empty() || route.ends_with('/');
        let name = if is_folder { format!("{route}index.html") } else { route.to_owned() };
        let found = file(&name).and_then(|found| match found {
            Some(bytes) => Ok(Answer::File(bytes)),
            None if !is_folder && file(&format!("{route}/index.html"))?.is_some() => Ok(Answer::Folder),
            None => Ok(Answer::Missing(file("404.html")?.unwrap_or_else(|| b"Not found.\n".to_vec()))),
        });
        match found {
            Ok(Answer::File(bytes)) => respond_with(request, 200, media_type(&name), &bytes, &[timing]),
            Ok(Answer::Folder) => redirect(request, &format!("{}{route}/", self.base_path)),
            Ok(Answer::Missing(bytes)) => respond_with(request, 404, media_type("404.html"), &bytes, &[timing]),
            Err(fault) => {
                respond_with(request, 500, media_type("fault.html"), fault_page(&fault).as_bytes(), &[timing])
            }
        }
    }

    /// Keeps the connection, and writes to it when the site changes (server-sent events, HTML Living Standard).
    fn listen_to(&self, request: Request) {
        let mut writer = request.into_writer();
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\nretry: 500\n\n";
        // Held until the listener is known, so that no change falls between the version it is told and the next one.
        let mut listeners = self.listeners();
        let first = event(self.state().version);
        if writer.write_all(format!("{head}{first}").as_bytes()).and_then(|()| writer.flush()).is_ok() {
            listeners.push(writer);
        }
    }
}

/// What there is at an address.
enum Answer {
    File(Vec<u8>),
    /// A folder that was asked for without the slash at its end.
    Folder,
    Missing(Vec<u8>),
}

/// A page in place of one that a template could not make; it loads itself again like every other.
fn fault_page(fault: &Fault) -> String {
    let text = escape_html(&format!("error: {fault}"));
    format!(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Error</title>\n<pre>{text}</pre>\n<script src=\"/{OWN}live.js\"></script>\n"
    )
}

/// Says which version is shown now.
fn event(version: u128) -> String {
    format!("data: {version}\n\n")
}

fn now() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis())
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn header(request: &Request, name: &'static str) -> Option<String> {
    request.headers().iter().find(|header| header.field.equiv(name)).map(|header| header.value.to_string())
}

fn respond(request: Request, status: u16, media_type: &str, bytes: &[u8]) {
    respond_with(request, status, media_type, bytes, &[]);
}

fn respond_with(request: Request, status: u16, media_type: &str, bytes: &[u8], headers: &[(&str, String)]) {
    let mut response = Response::from_data(bytes).with_status_code(status);
    let always = [("Content-Type", media_type), ("Cache-Control", "no-cache"), ("X-Content-Type-Options", "nosniff")];
    for (name, value) in always.into_iter().chain(headers.iter().map(|(name, value)| (*name, value.as_str()))) {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    // A browser that has gone away is no fault of ours.
    let _ = request.respond(response);
}

fn redirect(request: Request, to: &str) {
    // One slash at the front: two would name another host.
    let to = format!("/{}", to.trim_start_matches('/'));
    let mut response = Response::empty(302);
    if let Ok(header) = Header::from_bytes("Location", to.as_bytes()) {
        response.add_header(header);
    }
    let _ = request.respond(response);
}

/// A path without its percent escapes.
fn decode(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let escape = if bytes[i] == b'%' { path.get(i + 1..i + 3) } else { None };
        match escape.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                i += 3;
            }
            None => {
                out.push(bytes[i]);
                i += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn media_type(file: &str) -> &'static str {
    match file.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "md" => "text/markdown; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        for host in ["localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["example.com", "0.0.0.0", "localhost.example.com", "192.168.0.1", ""] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn escapes_of_a_path_are_read() {
        for (path, expected) in [("/a%20b/", "/a b/"), ("/%C3%A9", "/é"), ("/100%", "/100%"), ("/%zz", "/%zz")] {
            assert_eq!(decode(path), expected);
        }
    }
}

//! `unstuck serve` with a browser open on it: an edit is seen at once, and so is a mistake.

use crate::browse;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A server at work, and the address it gave itself.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(root: &Path) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_unstuck"))
            .args(["serve", "--port", "0", "--root"])
            .arg(root)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let address = |line: String| Some(line.split_once("serving on ")?.1.split(' ').next()?.to_owned());
        let url = lines.by_ref().find_map(address).expect("the server gives its address");
        // What it says later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Server { child, url }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn an_edit_reloads_the_page_and_a_mistake_is_shown_in_it() {
    let base = tempfile::tempdir().unwrap();
    let gallery = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/gallery");
    let page_file = base.path().join("content/parts/widget/least.md");
    fs::create_dir_all(page_file.parent().unwrap()).unwrap();
    let site_file =
        fs::read_to_string(gallery.join("unstuck.yaml")).unwrap().replace("offline: true", "offline: false");
    fs::write(base.path().join("unstuck.yaml"), site_file).unwrap();
    let text = fs::read_to_string(gallery.join("content/parts/widget/least.md")).unwrap();
    fs::write(&page_file, &text).unwrap();
    let server = Server::start(base.path());
    browse(&server.url, |page| {
        let problems = "(document.querySelector('#unstuck-problems')?.innerText ?? '')";
        page.goto(&format!("{}parts/widget/least/", server.url));
        page.wait_for(&format!("{problems}.includes('U0702')"));

        let edited = text.replace("Put it back.", "Put it back with care.");
        page.arrive(|_| fs::write(&page_file, &edited).unwrap());
        page.wait_for("document.querySelector('.quick-fix').innerText.includes('with care')");

        page.arrive(|_| fs::write(&page_file, edited.replace("tool: widget", "tool: wigdet")).unwrap());
        page.wait_for(&format!("{problems}.includes('wigdet') && {problems}.includes('least.md:4')"));

        page.arrive(|_| fs::write(&page_file, &edited).unwrap());
        page.wait_for(&format!("{problems} && !{problems}.includes('wigdet')"));
        // A page with errors is left out until they are mended.
        page.expect_fault("status of 404");
    });
}

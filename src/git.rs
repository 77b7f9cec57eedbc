//! Files of an earlier state, out of Git: only reads, by the program `git`.

use crate::disk::{self, Fault};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// Writes a folder's files, as they were in revision `rev`, into the folder `out`: those below `paths`, which are
/// relative to `root`. Symbolic links are left out.
pub fn export(root: &Path, rev: &str, paths: &[&str], out: &Path) -> Result<(), Fault> {
    let commit = commit(root, rev)?;
    let mut list = vec!["ls-tree", "-r", "-z", &commit, "--"];
    list.extend(paths);
    let tree = String::from_utf8_lossy(&run(root, &list, &[])?).into_owned();
    // Each entry is `MODE blob HASH<tab>PATH`.
    let files: Vec<(&str, &str)> = tree
        .split('\0')
        .filter_map(|entry| entry.split_once('\t'))
        .filter(|(facts, _)| facts.starts_with("100"))
        .filter_map(|(facts, path)| Some((facts.rsplit(' ').next()?, path)))
        .collect();
    let names: String = files.iter().map(|(hash, _)| format!("{hash}\n")).collect();
    let blobs = run(root, &["cat-file", "--batch"], names.as_bytes())?;
    let mut rest = blobs.as_slice();
    for (_, path) in files {
        let blob = next_blob(&mut rest).ok_or_else(|| Fault::new("read from git", path, "its answer is cut short"))?;
        disk::write(&out.join(path), blob)?;
    }
    Ok(())
}

/// The hash of the commit that a revision names: nothing that it could be misread as an option later.
fn commit(root: &Path, rev: &str) -> Result<String, Fault> {
    let wanted = format!("{rev}^{{commit}}");
    let hash = run(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted], &[]);
    let hash = hash.map_err(|_| {
        Fault::new("find the revision", rev, "git knows no such commit here")
            .help("name a commit, a branch or a tag; a shallow clone lacks old ones: `git fetch --unshallow`")
    })?;
    Ok(String::from_utf8_lossy(&hash).trim().to_owned())
}

/// Takes the next object of `git cat-file --batch`: `HASH blob SIZE`, a line end, the bytes, a line end.
fn next_blob<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let size: usize = std::str::from_utf8(&rest[..end]).ok()?.rsplit(' ').next()?.parse().ok()?;
    let blob = rest.get(end + 1..end + 1 + size)?;
    *rest = rest.get(end + size + 2..)?;
    Some(blob)
}

fn run(root: &Path, args: &[&str], input: &[u8]) -> Result<Vec<u8>, Fault> {
    let fault = |why: &dyn std::fmt::Display| Fault::new("run git in", root, why);
    let mut child = Command::new("git")
        .args(["--no-pager", "--literal-pathspecs"])
        .args(args)
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| fault(&error))?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let mut out = Vec::new();
    // Both at once: git answers while it is still being asked, and waits when nobody reads.
    std::thread::scope(|scope| {
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        stdout.map_or(Ok(0), |mut stdout| stdout.read_to_end(&mut out))
    })
    .map_err(|error| fault(&error))?;
    let status = child.wait().map_err(|error| fault(&error))?;
    if status.success() { Ok(out) } else { Err(fault(&format!("git ended with {status}"))) }
}

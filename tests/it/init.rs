//! `unstuck init`: what it writes builds without a word of complaint, and nothing that was there is touched.

use crate::support::Base;
use serde_json::Value;

#[test]
fn a_new_knowledge_base_is_without_fault_and_builds() {
    let base = Base::new();
    let run = base.run(&["init", "kb", "--title", "Errors: ours #1"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let check = base.run(&["check", "--root", "kb", "--deny-warnings"]);
    assert_eq!(check.code, Some(0), "{}{}", check.out, check.err);
    let build = base.run(&["build", "--root", "kb", "--out", "site"]);
    assert_eq!(build.code, Some(0), "{}", build.err);
    assert!(base.read("site/index.html").contains("Errors: ours #1"));
    let found = base.run_with(
        &["match", "--root", "kb"],
        "bash: ./a.sh: /bin/bash^M: bad interpreter: No such file or directory\n",
    );
    assert_eq!(found.code, Some(0), "{}", found.out);
    for (paste, script, interpreter) in [
        ("bash: ./a.sh: /bin/bash^M: bad interpreter: No such file or directory", "./a.sh", "/bin/bash^M"),
        ("./b.sh: ./a.sh: /opt/x: bad interpreter: No such file or directory", "./a.sh", "/opt/x"),
        ("zsh: ./a.sh: bad interpreter: /bin/bash^M: no such file or directory", "./a.sh", "/bin/bash^M"),
    ] {
        let found = base.run_with(&["match", "--root", "kb", "--format", "json"], paste);
        let found: Value = serde_json::from_str(&found.out).unwrap();
        let captures = &found["matches"][0]["captures"];
        assert_eq!(
            (&captures["script"], &captures["interpreter"]),
            (&script.into(), &interpreter.into()),
            "{paste}: {found}"
        );
    }
    for path in
        ["kb/schemas/page.json", "kb/schemas/site.json", "kb/.vscode/settings.json", "kb/.vscode/extensions.json"]
    {
        serde_json::from_str::<Value>(&base.read(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    for path in ["kb/.github/workflows/check.yml", "kb/.github/workflows/publish.yml"] {
        let text = base.read(path);
        let uses: Vec<&str> =
            text.lines().filter_map(|line| line.split_once("uses: ")).map(|(_, action)| action).collect();
        assert!(!uses.is_empty(), "{path}");
        for action in uses {
            let hash = action.split_once('@').unwrap().1.split(' ').next().unwrap();
            assert!(hash.len() == 40 && hash.bytes().all(|b| b.is_ascii_hexdigit()), "{path}: {action} is not pinned");
        }
        assert!(text.contains("permissions:\n  contents: read\n"), "{path}");
    }
}

#[test]
fn files_that_are_there_are_never_changed() {
    let base = Base::new().file("kb/unstuck.yaml", "title: Mine\n");
    let run = base.run(&["init", "kb"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("--force"), "{}", run.err);
    let run = base.run(&["init", "kb", "--force"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.err.contains("left as it is: kb/unstuck.yaml"), "{}", run.err);
    assert_eq!(base.read("kb/unstuck.yaml"), "title: Mine\n");
    assert!(base.path("kb/.gitignore").exists());
}

//! Rule files are untrusted: whatever is done to a good pack, loading ends without panic, and the report can be rendered.

use reportedly::rules::model::SourceFile;
use reportedly::rules::{self, Report};
use std::path::Path;

/// A small generator of random numbers (xorshift): the same changes on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }
}

/// Characters that mean something somewhere, and some that take several bytes.
const PIECES: [&str; 40] = [
    "\"",
    "'",
    "'''",
    "[",
    "]",
    "[[",
    "{",
    "}",
    "(",
    ")",
    "<",
    ">",
    "@",
    "$",
    "~",
    "|",
    "?",
    "*",
    "+",
    "{0,3}",
    "=",
    "==",
    ".",
    ",",
    ":",
    "!",
    "\\",
    "\n",
    "\t",
    "\r\n",
    "ä",
    "日本",
    "\u{1f600}",
    "\u{feff}",
    "\0",
    "#",
    "-1",
    "99999999999999999999",
    "<s>",
    " in ",
];

/// Every kind of table that the base pack lacks.
const MORE: &str = r#"
[stage.claim]
skip = ['<bracket>']
keep = "each"
unique = "cue"

[extent.apposition]
side = "left"
pattern = '"," <name> ("," | "who")'

[[rule]]
id = "claim.numbers"
stage = "claim"
patterns = ['a:{digits} ~ "to" b:{digits, !"7"}', 'b:{decade} a:{digits}']
not_left = '"not"'
where = ["value($a) < value($b)", "not same($a.kind, 'x') or count($b) in [1, 2]"]
yields.figure = { kind = "count", low = "value($a) * 2", high = "scale($b) ?? value($b)", span = "join($a, $b)" }
link = { "0.counted" = "nearest(attribution[stance=neutral], left).source" }
extend = { a = "apposition" }
examples = [{ text = "5 to 6", low = 10.0 }]

[[block]]
id = "block.x"
stage = "claim"
blocks = ["claim."]
pattern = '"It" "said"'

[[reference]]
of = ["attribution.source[person]"]
to = ["name[person]"]
agree = ["person"]
reach = { side = "left", sentences = 3 }

[[carry]]
id = "carry.x"
reach = { sentences = 2 }
when = '<s> "also"'
from = "attribution[quote=direct]"

[clause]
stop = ['";"']

[defaults.attribution]
source_class = "person"

[[derive]]
id = "derive.x"
from = "attribution"
where = ["$cue.stance"]
yields.hedge = { cue = "$cue", category = "hearsay", scope = "extent(complement, $cue)" }

[[certainty]]
value = "doubted"
any = ["hedge[category=hearsay] covers event", "last[stance=doubtful]", "always"]
"#;

fn changed(text: &str, random: &mut Random) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for _ in 0..1 + random.below(4) {
        let at = random.below(characters.len());
        match random.below(4) {
            0 => {
                let end = (at + 1 + random.below(12)).min(characters.len());
                characters.drain(at..end);
            }
            1 => {
                let end = (at + 1 + random.below(200)).min(characters.len());
                let copied: Vec<char> = characters[at..end].to_vec();
                let to = random.below(characters.len());
                characters.splice(to..to, copied);
            }
            _ => {
                let piece = PIECES[random.below(PIECES.len())];
                characters.splice(at..at, piece.chars());
            }
        }
    }
    characters.into_iter().collect()
}

fn check(sources: Vec<SourceFile>) {
    let report = match rules::load(vec![sources]) {
        Ok(pack) => Report { diagnostics: pack.warnings, sources: pack.sources },
        Err(report) => {
            assert!(report.has_errors());
            report
        }
    };
    for found in &report.diagnostics {
        for label in &found.labels {
            let text = &report.sources[label.location.file as usize].text;
            assert!(text.get(label.location.start as usize..label.location.end as usize).is_some(), "{found:?}");
        }
    }
    assert!(report.diagnostics.is_empty() || !report.to_string().is_empty());
    assert!(report.diagnostics.is_empty() || !report.coloured().is_empty());
}

#[test]
fn changed_packs_load_or_are_reported() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let base = std::fs::read_to_string(folder.join("base/pack.toml")).unwrap();

    let text = format!("{base}{MORE}");
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..1_500 {
        check(vec![SourceFile { path: "pack.toml".into(), text: changed(&text, &mut random) }]);
    }
}

#[test]
fn deep_and_long_input_is_refused() {
    let base = "[pack]\nname='x'\nversion='1'\nlanguage='x'\nstages=['s']\n";
    let rule = |pattern: &str, rest: &str| format!("{base}[[rule]]\nid='r'\nstage='s'\npattern='{pattern}'\n{rest}\n");
    let chain: String = (0..5_000).map(|n| format!("N{n} = '($N{})?'\n", n + 1)).collect();
    let back: String = (0..5_000).rev().map(|n| format!("N{n} = '($N{})? \"x\"'\n", n + 1)).collect();
    let texts = [
        rule(&"(".repeat(9_000), ""),
        rule(&"a:".repeat(9_000), ""),
        rule(&"\"x\" ".repeat(4_900), ""),
        rule("x:\"x\"", &format!("where = [\"{}$x\"]", "not ".repeat(450))),
        rule("x:\"x\"", &format!("where = [\"{}\"]", "(".repeat(1_900))),
        rule("x:\"x\"", &format!("where = [\"$x{}\"]", ".kind".repeat(380))),
        rule("x:\"x\"", &format!("where = [\"{}$x\"]", "count(".repeat(300))),
        format!("{base}[define]\n{chain}N5000 = '\"x\"'\n"),
        format!("{base}[define]\nN5000 = '\"x\"'\n{back}"),
        format!("{base}a{} = 1\n", ".a".repeat(100_000)),
        format!("{base}a = {}\n", "[".repeat(100_000)),
        format!("{base}[shape.x]\nregex = '{}'\n", "(".repeat(5_000)),
        format!("{base}[shape.x]\nregex = '(((a{{99}}){{99}}){{99}}){{99}}'\n"),
    ];
    for text in texts {
        check(vec![SourceFile { path: "pack.toml".into(), text }]);
    }
}

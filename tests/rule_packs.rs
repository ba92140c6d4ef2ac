//! What rule files mean once they are loaded: layers, lexicons, inflection, case, short names, defaults.

use reportedly::rules::model::{Pack, SourceFile};
use reportedly::rules::names::Value;
use reportedly::rules::pattern::{EdgeTest, Pattern, TokenTest};
use reportedly::rules::{self, Report, builtin};

const BASE: &str = r#"
[pack]
name = "base"
version = "1"
language = "en"
stages = ["name", "claim"]
genres = ["news", "scientific"]

[zone.headline]
at = "first"

[paradigm.verb]
forms = [
  { set = { form = "base" } },
  { endings = [['([^aeiou])y$', '${1}ies'], ['(s|sh)$', '${1}es'], ['$', 's']], set = { form = "third", finite = true } },
  { name = "past", endings = [['e$', 'ed'], ['$', 'ed']], set = { finite = true } },
]
irregular = { say = { past = "said" }, light = { past = ["lit", "lighted"] } }

[lexicon.verb]
inflect = "verb"
attributes = { stance = "neutral" }
entries = [
  { words = ["say", "deny", "point out"] },
  { words = "claim", stance = "doubtful" },
]

[define]
WHO = 'source:{capitalised}{1,3}'

[[rule]]
id = "claim.later"
stage = "claim"
pattern = '$WHO cue:@verb[finite, stance=neutral]'
zones = ["headline", "body"]
genres = ["scientific"]
examples = [{ text = "Ana Roe said so." }]

[[rule]]
id = "name.first"
stage = "name"
pattern = '"May" "be"'
examples = [{ text = "May be." }]
"#;

fn file(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.into(), text: text.into() }
}

fn load(layers: Vec<Vec<SourceFile>>) -> Pack {
    rules::load(layers).unwrap_or_else(|report| panic!("{report}"))
}

fn base_with(own: &str) -> Pack {
    load(vec![vec![file("base.toml", BASE)], vec![file("own.toml", own)]])
}

/// The entries of a lexicon, each as its words and its attributes in the order of names.
fn entries(pack: &Pack, name: &str) -> Vec<String> {
    let lexicon = pack.lexicons.iter().find(|lexicon| pack.names.text(lexicon.name) == name).unwrap();
    let shown = |value: &Value| match value {
        Value::Text(name) => pack.names.text(*name).to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Null => "null".into(),
    };
    let mut all = Vec::new();
    for entry in &lexicon.entries {
        let mut attributes: Vec<String> = entry
            .attributes
            .iter()
            .map(|(name, value)| format!("{}={}", pack.names.text(*name), shown(value)))
            .collect();
        attributes.sort();
        let exact = if entry.exact { "!" } else { "" };
        all.push(format!("{}{exact} {}", entry.words.join("_"), attributes.join(" ")).trim().to_owned());
    }
    all
}

fn ids(pack: &Pack) -> Vec<&str> {
    pack.rules.iter().map(|rule| &*rule.id).collect()
}

#[test]
fn lemmas_are_inflected() {
    let pack = load(vec![vec![file("base.toml", BASE)]]);
    assert_eq!(
        entries(&pack, "verb"),
        [
            "say form=base stance=neutral",
            "says finite=true form=third stance=neutral",
            "said finite=true stance=neutral",
            "deny form=base stance=neutral",
            "denies finite=true form=third stance=neutral",
            "denyed finite=true stance=neutral",
            "point_out form=base stance=neutral",
            "points_out finite=true form=third stance=neutral",
            "pointed_out finite=true stance=neutral",
            "claim form=base stance=doubtful",
            "claims finite=true form=third stance=doubtful",
            "claimed finite=true stance=doubtful",
        ]
    );
}

#[test]
fn several_irregular_forms_may_stand_for_one() {
    let pack = base_with("[lexicon.lamp]\ninflect = \"verb\"\nentries = [{ words = [\"light\"] }]\n");
    let forms = entries(&pack, "lamp");
    assert_eq!(forms[2..], ["lit finite=true", "lighted finite=true"]);
}

#[test]
fn rules_run_by_stage_then_in_the_order_of_files() {
    let pack = load(vec![vec![file("base.toml", BASE)]]);
    assert_eq!(ids(&pack), ["name.first", "claim.later"]);
    let rule = &pack.rules[1];
    assert_eq!(rule.zones, 1 | 1 << rules::model::BODY);
    assert_eq!(rule.genres, 0b10);
    assert_eq!(pack.rules[0].zones, u32::MAX);
    assert_eq!(pack.names.text(rule.phrase.unwrap()), "claim");
    let source = &pack.sources[rule.location.file as usize];
    assert_eq!(&source.text[rule.location.start as usize..rule.location.end as usize], "\"claim.later\"");
}

#[test]
fn short_names_bring_their_captures() {
    let pack = load(vec![vec![file("base.toml", BASE)]]);
    let Pattern::Sequence(parts) = &pack.rules[1].patterns[0] else { panic!() };
    let Pattern::Capture { name, .. } = &parts[0] else { panic!() };
    assert_eq!(pack.names.text(*name), "source");
}

#[test]
fn a_capital_says_that_case_counts() {
    let pack = load(vec![vec![file("base.toml", BASE)]]);
    let Pattern::Sequence(parts) = &pack.rules[0].patterns[0] else { panic!() };
    let literal =
        |text: &str, exact| Pattern::Edge(EdgeTest::Token(vec![TokenTest::Literal { text: text.into(), exact }]));
    assert_eq!(parts[..], [literal("May", true), literal("be", false)]);
    let own = "[lexicon.month]\nentries = [{ words = [\"May\", \"so-called\", \"bank of Oslo\"] }]\n";
    assert_eq!(entries(&base_with(own), "month"), ["May!", "so_-_called", "bank_of_Oslo!"]);
}

#[test]
fn a_rule_of_ones_own_replaces_in_place() {
    let own =
        "[[rule]]\nid = 'name.first'\nstage = 'name'\npattern = '\"x\"'\npriority = 5\nexamples = [{ text = 'x' }]\n";
    let pack = base_with(own);
    assert_eq!(ids(&pack), ["name.first", "claim.later"]);
    assert_eq!(pack.rules[0].priority, 5);
}

#[test]
fn rules_are_switched_off_by_id() {
    let pack = base_with(
        "[pack]\noff = ['name.first']\n[[block]]\nid = 'b'\nstage = 'name'\nblocks = ['name.']\npattern = '\"x\"'\n",
    );
    assert_eq!(ids(&pack), ["claim.later"]);
    assert!(pack.blocks[0].rules.is_empty());
    assert_eq!(pack.name, "base");
}

#[test]
fn entries_of_ones_own_are_added_or_start_anew() {
    let added = base_with("[lexicon.verb]\nentries = [{ words = ['opine'], finite = true }]\n");
    assert_eq!(entries(&added, "verb").last().unwrap(), "opine finite=true stance=neutral");
    assert_eq!(entries(&added, "verb").len(), 13);
    let anew = base_with(
        "[lexicon.verb]\nreplace = true\nentries = [{ words = ['opine'], finite = true, stance = 'neutral' }]\n",
    );
    assert_eq!(entries(&anew, "verb"), ["opine finite=true stance=neutral"]);
}

#[test]
fn word_lists_and_included_lexicons() {
    let list =
        file("lists/city.tsv", "words\tclass\tsize\tport\n# north\nOslo\tplace\t0.7\ttrue\n\nSan José\tplace\t\t\n");
    let own = "[lexicon.city]\nfile = 'lists/city.tsv'\n[lexicon.place]\ninclude = ['city']\nattributes = { kind = 'p', class = 'x' }\nentries = [{ words = ['Sea'] }]\n";
    let pack = load(vec![vec![file("base.toml", BASE)], vec![file("own.toml", own), list]]);
    assert_eq!(entries(&pack, "city"), ["Oslo! class=place port=true size=0.7", "San_José! class=place"]);
    assert_eq!(
        entries(&pack, "place"),
        ["Sea! class=x kind=p", "Oslo! class=place kind=p port=true size=0.7", "San_José! class=place kind=p"]
    );
}

#[test]
fn tables_of_ones_own_replace_those_of_the_same_name() {
    let first = "[clause]\nstop = ['\"a\"']\n[[certainty]]\nvalue = 'stated'\nany = ['always']\n[text]\nsentence_end = ['.']\ndecimal = ['.']\n";
    let second = "[clause]\nstop = ['\"b\"', '\"c\"']\n[[certainty]]\nvalue = 'attributed'\nany = ['link']\n[[certainty]]\nvalue = 'stated'\nany = ['always']\n[text]\ndecimal = [',']\n";
    let pack = load(vec![vec![file("base.toml", BASE), file("more.toml", first)], vec![file("own.toml", second)]]);
    assert_eq!(pack.clause_stops.len(), 2);
    assert_eq!(pack.certainty.len(), 2);
    assert_eq!(pack.text.decimal, [',']);
    assert_eq!(pack.text.sentence_end, ["."]);
}

#[test]
fn the_digest_follows_every_byte() {
    let one = load(vec![vec![file("base.toml", BASE)]]);
    let same = load(vec![vec![file("base.toml", BASE)]]);
    let other = load(vec![vec![file("base.toml", &format!("{BASE}\n"))]]);
    assert_eq!(one.digest, same.digest);
    assert_eq!(one.digest.len(), 64);
    assert_ne!(one.digest, other.digest);
}

#[test]
fn a_broken_file_is_not_reported_by_what_it_lacks() {
    let broken = "[lexicon.city]\nentries = 7 x\n\n[[rule]]\nid = 'x'\nstage = 'claim'\npattern = '@city said'\n";
    let report = rules::load(vec![vec![file("base.toml", BASE)], vec![file("own.toml", broken)]]).unwrap_err();
    let codes: Vec<&str> = report.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(codes, ["E001", "E203"]);
    let open = broken.replace("7 x", "[{ words = ['Oslo' }]");
    let report = rules::load(vec![vec![file("base.toml", BASE)], vec![file("own.toml", &open)]]).unwrap_err();
    let codes: Vec<&str> = report.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(codes, ["E001"]);
}

#[test]
fn many_mistakes_are_cut() {
    let mut own = String::new();
    for number in 0..5_000 {
        own.push_str(&format!("[[rule]]\nid = 'r{number}'\nstage = 'claim'\npattern = '@nothing{number}'\n"));
    }
    let report = rules::load(vec![vec![file("base.toml", BASE)], vec![file("own.toml", &own)]]).unwrap_err();
    assert!(report.diagnostics.len() <= 200);
}

#[test]
fn the_built_in_pack_loads() {
    let loaded = rules::load(vec![builtin::sources()]);
    let pack = loaded.unwrap_or_else(|report| panic!("{report}"));
    let warnings = Report { diagnostics: pack.warnings.clone(), sources: pack.sources.clone() };
    println!("{warnings}");
}

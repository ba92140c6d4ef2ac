//! The second oracle: on plain strings of symbols a pattern is a regular expression, so `regex-automata` must find the
//! same longest match, and the `regex` crate the same captures in it.

use proptest::prelude::*;
use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::{Anchored, Input, MatchKind};

use super::oracle::{Case, RuleShape, Shape, WORDS, cases, fast};
use crate::rules::model::Keep;

fn plain() -> impl Strategy<Value = Shape> {
    (0..WORDS.len()).prop_map(Shape::Word).prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            4 => prop::collection::vec(inner.clone(), 1..4).prop_map(Shape::Sequence),
            2 => prop::collection::vec(inner.clone(), 1..4).prop_map(Shape::Either),
            2 => (inner.clone(), 0..3u32, 0..4u32).prop_map(|(inner, min, more)| Shape::Repeat(Box::new(inner), min, min + more)),
            2 => (0..3usize, inner).prop_map(|(name, inner)| Shape::Capture(name, Box::new(inner))),
        ]
    })
}

fn nullable(shape: &Shape) -> bool {
    match shape {
        Shape::Sequence(parts) => parts.iter().all(nullable),
        Shape::Either(parts) => parts.iter().any(nullable),
        Shape::Repeat(inner, min, max) => *min == 0 || *max == 0 || nullable(inner),
        Shape::Capture(_, inner) => nullable(inner),
        _ => false,
    }
}

/// The regular expression of a shape. Each capture is used once, and what may be empty is not repeated: there the two
/// differ in what they promise.
fn expression(shape: &mut Shape, used: &mut [bool; 3]) -> String {
    match shape {
        Shape::Word(word) => WORDS[*word].to_owned(),
        Shape::Sequence(parts) => parts.iter_mut().map(|part| expression(part, used)).collect(),
        Shape::Either(parts) => {
            let parts: Vec<String> = parts.iter_mut().map(|part| expression(part, used)).collect();
            format!("(?:{})", parts.join("|"))
        }
        Shape::Repeat(inner, min, max) => {
            if nullable(inner) {
                (*min, *max) = (1, 1);
            }
            format!("(?:{}){{{min},{max}}}", expression(inner, used))
        }
        Shape::Capture(name, inner) => {
            if std::mem::replace(&mut used[*name], true) {
                *shape = Shape::Sequence(vec![(**inner).clone()]);
                return expression(shape, used);
            }
            let name = *name;
            format!("(?P<n{name}>{})", expression(inner, used))
        }
        _ => unreachable!("plain shapes only"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn matcher_and_regular_expressions_agree(mut shape in plain(), words in prop::collection::vec(0..WORDS.len(), 1..10)) {
        if nullable(&shape) {
            shape = Shape::Sequence(vec![shape, Shape::Word(0)]);
        }
        let regex = expression(&mut shape, &mut [false; 3]);
        let text: String = words.iter().map(|&word| WORDS[word]).collect();
        let rule = RuleShape { pattern: shape, left: None, right: None, priority: 0, least: None };
        let case = Case {
            rules: vec![rule],
            keep: Keep::Each,
            unique: false,
            skip_limit: 0,
            sentences: vec![words],
            phrases: Vec::new(),
        };
        let (kept, window, program) = fast(&case, true);
        let config = dense::Config::new().match_kind(MatchKind::All).start_kind(StartKind::Anchored);
        let longest = dense::Builder::new().configure(config).build(&regex).unwrap();
        let whole = regex::Regex::new(&format!("^(?:{regex})$")).unwrap();
        let machine = &program.machines.machines[0];
        for start in 0..text.len() {
            let input = Input::new(&text).range(start..).anchored(Anchored::Yes);
            let end = longest.try_search_fwd(&input).unwrap().map(|found| found.offset());
            // Node 0 is where the sentence begins.
            let ours = kept.iter().find(|(_, from, ..)| *from as usize == start + 1);
            prop_assert_eq!(ours.map(|(_, _, to, _)| *to as usize - 1), end, "{} in {} from {}", regex, text, start);
            let Some((_, _, _, elements)) = ours else { continue };
            let captures = whole.captures(&text[start..end.unwrap()]).unwrap();
            for (index, name) in machine.captures.iter().enumerate() {
                let name = format!("n{}", ["x", "y", "z"].iter().position(|n| *n == program.pack.names.text(*name)).unwrap());
                // The expression knows the last occurrence of a capture that repeats.
                let inside = |position: u32| {
                    let captures = &machine.positions[position as usize].captures;
                    captures.iter().find(|(capture, _)| *capture as usize == index).map(|(_, instance)| *instance)
                };
                let last = elements.iter().rev().find_map(|element| inside(element.position));
                let nodes = elements.iter().filter(|element| last.is_some() && inside(element.position) == last);
                let edges: Vec<_> = nodes.map(|element| window.lattice.edge(element.edge)).collect();
                let ours = edges.first().zip(edges.last()).map(|(first, last)| (first.start as usize - 1, last.end as usize - 1));
                let theirs = captures.name(&name).map(|found| (start + found.start(), start + found.end()));
                // An occurrence that matched nothing has no elements.
                let theirs = theirs.filter(|(from, to)| from < to);
                prop_assert_eq!(ours, theirs, "{} of {} in {}", name, regex, text);
            }
        }
    }
}

//! "Did you mean": the known name nearest to one that is not known, by edit distance.
//!
//! The distance is the optimal string alignment distance (Levenshtein with transpositions of neighbours).

/// The candidate nearest to `written`, if one is near enough: a third of its letters may differ.
pub(crate) fn nearest<'c>(written: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let folded = written.to_lowercase();
    let limit = (written.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != written)
        .map(|candidate| (distance(&folded, &candidate.to_lowercase(), limit), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// A help line: the nearest candidate, else all of them if they are few, else `otherwise`.
pub(crate) fn help<'c>(written: &str, candidates: impl IntoIterator<Item = &'c str>, otherwise: &str) -> String {
    let mut candidates: Vec<&str> = candidates.into_iter().collect();
    if let Some(nearest) = nearest(written, candidates.iter().copied()) {
        return format!("did you mean `{nearest}`?");
    }
    candidates.sort_unstable();
    candidates.dedup();
    if (1..=16).contains(&candidates.len()) {
        format!("use one of: {}", candidates.join(", "))
    } else {
        otherwise.into()
    }
}

/// Edit distance, or something above `limit`.
fn distance(a: &str, b: &str, limit: usize) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > limit || a.len() > 64 {
        return limit + 1;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let same = a[i - 1] == b[j - 1];
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + usize::from(!same));
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found() {
        assert_eq!(nearest("stnace", ["stance", "hedge"]), Some("stance"));
        assert_eq!(nearest("repot_verb", ["report_verb", "cite_verb"]), Some("report_verb"));
        assert_eq!(nearest("xyz", ["stance", "hedge"]), None);
    }

    #[test]
    fn few_names_are_listed() {
        assert_eq!(help("xyz", ["b", "aa"], "-"), "use one of: aa, b");
        assert_eq!(help("xyz", [], "declare it"), "declare it");
    }
}

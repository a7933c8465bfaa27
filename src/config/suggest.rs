//! What somebody may have meant.

/// The candidate that is nearest to what was typed, if one is near enough.
pub fn closest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    /// Nobody mistypes more, and comparing takes the product of both lengths.
    const LONGEST: usize = 200;
    let length = typed.chars().count();
    let bound = (length / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| length <= LONGEST && candidate.chars().count().abs_diff(length) <= bound)
        .map(|candidate| (distance(typed, candidate), candidate))
        .filter(|(distance, _)| *distance <= bound)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A hint that names the nearest candidate, else all of them.
pub fn did_you_mean(typed: &str, candidates: &[String]) -> Option<String> {
    if let Some(near) = closest(typed, candidates.iter().map(String::as_str)) {
        return Some(format!("did you mean `{near}`?"));
    }
    if candidates.is_empty() {
        return None;
    }
    let quoted: Vec<String> = candidates.iter().map(|name| format!("`{name}`")).collect();
    Some(format!("there is {}", quoted.join(", ")))
}

/// Levenshtein's distance, with a swap of neighbours as one edit.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let swap_out = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = swap_out.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_edits() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("timeout_s", "timeout_s"), 0);
        assert_eq!(distance("tiemout_s", "timeout_s"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn suggests_only_what_is_near() {
        assert_eq!(closest("ordr", ["order", "tax"]), Some("order"));
        assert_eq!(closest("shipping", ["order", "tax"]), None);
    }

    #[test]
    fn lists_what_there_is_otherwise() {
        let names = ["order".to_owned(), "tax".to_owned()];
        assert_eq!(
            did_you_mean("shipping", &names).as_deref(),
            Some("there is `order`, `tax`")
        );
        assert_eq!(did_you_mean("shipping", &[]), None);
    }
}

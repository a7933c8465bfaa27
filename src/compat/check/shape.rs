//! What an answer must look like: JSON in which some words stand for many values.
//!
//! An object names the members that matter, and others may be there; a list is as long as it is written. The words:
//!
//! * `*`: anything, as long as it is there; `!`: it is not there
//! * `<text>`, `<integer>`, `<number>`, `<object>`, `<list>`: something of that kind
//! * `<seconds>`, `<millis>`: a point in time as answers have it, and as invocations have it (contract 1.1)
//! * `<arn>`: the ARN of an execution (contract 2.1); `<token>`: base64 as the model has it (contract 2.5)
//! * `~words`: a text with these words in it

use serde_json::Value;

/// Where an answer is not as it must be, and how; `None` if it is.
pub(super) fn differs(expected: &Value, actual: &Value) -> Option<String> {
    at("", expected, Some(actual))
}

fn at(path: &str, expected: &Value, actual: Option<&Value>) -> Option<String> {
    let place = if path.is_empty() { "the answer" } else { path };
    if let Value::String(word) = expected
        && let Some(is_it) = word_of(word)
    {
        return match (word.as_str(), actual) {
            ("!", None) => None,
            ("!", Some(actual)) => Some(format!("{place} must not be there, and is {}", brief(actual))),
            (_, None) => Some(format!("{place} is missing: {} is expected", meaning(word))),
            (_, Some(actual)) if is_it(word, actual) => None,
            (_, Some(actual)) => Some(format!(
                "{place} is {}: {} is expected",
                brief(actual),
                meaning(word)
            )),
        };
    }
    let Some(actual) = actual else {
        return Some(format!("{place} is missing: {} is expected", brief(expected)));
    };
    match (expected, actual) {
        (Value::Object(members), Value::Object(found)) => members.iter().find_map(|(name, expected)| {
            let path = if path.is_empty() {
                name.clone()
            } else {
                format!("{path}.{name}")
            };
            at(&path, expected, found.get(name))
        }),
        (Value::Array(items), Value::Array(found)) if items.len() == found.len() => items
            .iter()
            .zip(found)
            .enumerate()
            .find_map(|(index, (expected, actual))| at(&format!("{path}[{index}]"), expected, Some(actual))),
        (Value::Array(items), Value::Array(found)) => Some(format!(
            "{place} has {} items where {} are expected: {}",
            found.len(),
            items.len(),
            brief(actual)
        )),
        _ if same(expected, actual) => None,
        _ => Some(format!(
            "{place} is {}: {} is expected",
            brief(actual),
            brief(expected)
        )),
    }
}

/// Numbers are what they are worth, however they are written.
fn same(expected: &Value, actual: &Value) -> bool {
    match (expected.as_f64(), actual.as_f64()) {
        (Some(expected), Some(actual)) => (expected - actual).abs() < f64::EPSILON,
        _ => expected == actual,
    }
}

type Is = fn(&str, &Value) -> bool;

fn word_of(word: &str) -> Option<Is> {
    Some(match word {
        "*" | "!" => |_, _| true,
        "<text>" => |_, value| value.is_string(),
        "<integer>" => |_, value| value.is_i64() || value.is_u64(),
        "<number>" => |_, value| value.is_number(),
        "<object>" => |_, value| value.is_object(),
        "<list>" => |_, value| value.is_array(),
        "<seconds>" => |_, value| value.as_f64().is_some_and(|at| (1e9..1e10).contains(&at)),
        "<millis>" => |_, value| {
            value
                .as_u64()
                .is_some_and(|at| (1_000_000_000_000..10_000_000_000_000).contains(&at))
        },
        "<arn>" => |_, value| value.as_str().is_some_and(is_arn),
        "<token>" => |_, value| value.as_str().is_some_and(is_token),
        _ if word.starts_with('~') => {
            |word, value| value.as_str().is_some_and(|text| text.contains(&word[1..]))
        }
        _ => return None,
    })
}

fn meaning(word: &str) -> String {
    match word {
        "*" => "anything".to_owned(),
        "<seconds>" => "a number of seconds since 1970".to_owned(),
        "<millis>" => "a whole number of milliseconds since 1970".to_owned(),
        "<arn>" => "the ARN of an execution".to_owned(),
        "<token>" => "base64".to_owned(),
        word if word.starts_with('~') => format!("a text with `{}`", &word[1..]),
        word => word.trim_matches(['<', '>']).to_owned(),
    }
}

/// `arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME:VERSION/durable-execution/NAME/ID`.
fn is_arn(text: &str) -> bool {
    let word = |text: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        !text.is_empty() && text.chars().all(plain)
    };
    let version = |text: &str| {
        matches!(text, "$LATEST" | "$LATEST.PUBLISHED")
            || (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let parts: Vec<&str> = text.splitn(8, ':').collect();
    let [
        "arn",
        partition,
        "lambda",
        region,
        account,
        "function",
        function,
        rest,
    ] = parts[..]
    else {
        return false;
    };
    let tail: Vec<&str> = rest.split('/').collect();
    let [qualifier, "durable-execution", name, id] = tail[..] else {
        return false;
    };
    text.len() <= 1024
        && [partition, region, function, name, id].into_iter().all(word)
        && account.len() == 12
        && account.bytes().all(|byte| byte.is_ascii_digit())
        && version(qualifier)
}

/// `[A-Za-z0-9+/]+={0,2}`.
fn is_token(text: &str) -> bool {
    let bare = text.strip_suffix('=').unwrap_or(text);
    let bare = bare.strip_suffix('=').unwrap_or(bare);
    !bare.is_empty()
        && text.len() <= 2048
        && bare
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

/// As much of it as a line takes.
fn brief(value: &Value) -> String {
    const MOST: usize = 200;
    let text = value.to_string();
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_must_be_there_and_what_may() {
        let actual = json!({"a": 1, "b": {"c": "text", "d": [1, 2]}});
        for expected in [
            json!({}),
            json!({"a": 1.0, "z": "!"}),
            json!({"b": {"c": "~ex", "d": ["*", "<integer>"]}}),
            json!({"b": "<object>", "a": "<number>"}),
        ] {
            assert_eq!(differs(&expected, &actual), None, "{expected}");
        }
    }

    #[test]
    fn the_place_of_a_difference_is_named() {
        let told = |expected: Value, actual: Value| differs(&expected, &actual).unwrap();
        assert_eq!(
            told(json!({"a": [{"b": 1}]}), json!({"a": [{"b": "1"}]})),
            "a[0].b is \"1\": 1 is expected"
        );
        assert_eq!(
            told(json!({"a": {"b": "<seconds>"}}), json!({"a": {}})),
            "a.b is missing: a number of seconds since 1970 is expected"
        );
        assert_eq!(
            told(json!({"a": "!"}), json!({"a": null})),
            "a must not be there, and is null"
        );
        assert_eq!(
            told(json!([1]), json!([1, 2])),
            "the answer has 2 items where 1 are expected: [1,2]"
        );
        assert_eq!(
            told(json!("~token"), json!("Invalid")),
            "the answer is \"Invalid\": a text with `token` is expected"
        );
    }

    #[test]
    fn times_arns_and_tokens() {
        let is = |word: &str, value: Value| differs(&json!(word), &value).is_none();
        assert!(is("<seconds>", json!(1_795_181_891.39)) && !is("<seconds>", json!(1_795_181_891_390_u64)));
        assert!(is("<millis>", json!(1_795_181_891_390_u64)) && !is("<millis>", json!(1_795_181_891.39)));
        let arn = "arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST/durable-execution/n/i";
        assert!(is("<arn>", json!(arn)));
        for wrong in [
            "0f9/0f9",
            "arn:aws:lambda:us-east-1:123:function:f:$LATEST/durable-execution/n/i",
            "arn:aws:lambda:us-east-1:123456789012:function:f:live/durable-execution/n/i",
            "arn:aws:lambda:us-east-1:123456789012:function:f:1/durable-execution/n",
        ] {
            assert!(!is("<arn>", json!(wrong)), "{wrong}");
        }
        assert!(is("<token>", json!("ab+/==")) && !is("<token>", json!("a-b")) && !is("<token>", json!("=")));
    }
}

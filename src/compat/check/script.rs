//! Updates as a check writes them: `a STEP START; b WAIT START {"WaitOptions":{"WaitSeconds":1}}`.

use serde_json::{Value, json};

/// The updates of a checkpoint: `ID TYPE ACTION`, and what else they have as JSON. `;` ends one.
///
/// # Panics
/// If it is not written so: it is part of this program.
pub(super) fn updates(script: &str) -> Value {
    script
        .split(';')
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(update)
        .collect()
}

fn update(text: &str) -> Value {
    let mut words = text.splitn(4, ' ');
    let mut word = || words.next().unwrap_or_default();
    let mut update = json!({"Id": word(), "Type": word(), "Action": word()});
    let rest = word();
    if !rest.is_empty() {
        let more: Value = serde_json::from_str(rest)
            .unwrap_or_else(|error| panic!("an update of a check is `ID TYPE ACTION JSON`: {text}: {error}"));
        if let (Some(update), Value::Object(more)) = (update.as_object_mut(), more) {
            // `null` takes a member away.
            for (name, value) in more {
                match value {
                    Value::Null => update.remove(&name),
                    value => update.insert(name, value),
                };
            }
        }
    }
    update
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn updates_are_short() {
        let script =
            r#"a STEP START; b WAIT START {"WaitOptions":{"WaitSeconds":1}}; c STEP START {"Type":null}"#;
        assert_eq!(
            updates(script),
            json!([
                {"Id": "a", "Type": "STEP", "Action": "START"},
                {"Id": "b", "Type": "WAIT", "Action": "START", "WaitOptions": {"WaitSeconds": 1}},
                {"Id": "c", "Action": "START"},
            ])
        );
        assert_eq!(updates(""), json!([]));
    }
}

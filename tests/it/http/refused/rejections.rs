//! Every reason to say no, read from the source that lists them, and proof that a row provokes each.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::{answer, table};

const SOURCE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/execution/rejection.rs"));

/// What the rejections say that bring their words along: nothing else. `{}` is anything.
const SENTENCES: &str = r#"
    InvalidParameterValueException | The derived qualifier from the function name does not match the specified qualifier.
    InvalidParameterValueException | Callback result must be UTF-8 text.
    InvalidRequestContentException | Could not parse request body into json: Unexpected character at line {}, column {}
    InvalidRequestContentException | Could not parse request body into json: Unexpected end-of-input at line {}, column {}
    InvalidRequestContentException | Could not parse request body into json: Invalid UTF-8 at byte {}
    SerializationException         | Unexpected character at line {}, column {}
    SerializationException         | Unexpected end-of-input at line {}, column {}
    SerializationException         | Invalid UTF-8 at byte {}
    SerializationException         | Duplicate member '{}'
    SerializationException         | Expected a structure or map
    SerializationException         | Expected list or null
    SerializationException         | Start of list found where not expected
    SerializationException         | Start of structure or map found where not expected.
    SerializationException         | NUMBER_VALUE can not be converted to a String
    SerializationException         | TRUE_VALUE can not be converted to a String
    SerializationException         | NUMBER_VALUE can not be converted to Boolean
    SerializationException         | '{}' can not be converted to Boolean
    SerializationException         | '{}' can not be converted to Integer
    SerializationException         | '{}' can not be converted to Timestamp
    SerializationException         | the functions cannot be read; the emulator may be of another version
    TooManyRequestsException       | Rate exceeded
    ValidationException            | 1 validation error detected: Value {} at '{}' failed to satisfy constraint: Member must {}
    ValidationException            | {} validation errors detected: Value {} at '{}' failed to satisfy constraint: Member must {}
"#;

/// Answers that no rejection gives: the door's own.
const OF_THE_DOOR: &str = r#"
    UnknownOperationException      | Unknown path pattern: {}
    MethodNotAllowedException      | Allowed here: {}
    AccessDeniedException          | this emulator does not go by the name `{}`; start it with `--allow-host {}` if it should
    AccessDeniedException          | this emulator does not answer a web page of another origin
    AccessDeniedException          | this is not the token of this emulator
    RequestTooLargeException       | Request must be smaller than {} bytes
    InvalidRequestContentException | The request body could not be read
    ResourceNotFoundException      | The resource you requested does not exist.
    ServiceException               | the store failed: {}
"#;

/// Exceptions that no row provokes, and why.
const UNPROVOKED: &[(&str, &str)] = &[(
    "UnsupportedMediaTypeException",
    "nobody is refused for what a body says it is: `curl -d` calls JSON a form (contract 1.9); the name is there for clients of the service",
)];

/// The sections of the contract that refuse requests, and the decisions (`d`) that do. What a function's answers are
/// refused for (3.2) is in `outputs`.
const SECTIONS: &str = "1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8 1.9 1.10 1.11 1.12 1.13 2.1 2.2 2.3 2.5 2.6 2.7 \
    4.2 4.3 4.4 4.5 4.6 4.7 4.8 4.9 4.10 5.3 5.4 5.5 6.5 7.1 7.2 7.3 7.4 8 d19 d22";

/// What a rejection says and to whom.
struct Variant {
    name: String,
    exception: String,
    template: String,
}

static VARIANTS: LazyLock<Vec<Variant>> = LazyLock::new(variants);

/// The rejection that says this as this exception, or the door; an error if it is nobody's.
pub(super) fn of(exception: &str, message: &str) -> Result<&'static str, String> {
    let says_it = |variant: &&Variant| variant.exception == exception && fits(&variant.template, message);
    // The one that says most of it itself, and not the one that says anything.
    let best = VARIANTS
        .iter()
        .filter(says_it)
        .max_by_key(|variant| literal(&variant.template));
    let is_in = |sentences| {
        table::lines(sentences).any(|row| {
            let (whose, template) = row.split_once('|').unwrap();
            whose.trim() == exception && fits(template.trim(), message)
        })
    };
    match best {
        Some(variant) if !variant.brings_words() || is_in(SENTENCES) => Ok(&variant.name),
        None if is_in(OF_THE_DOOR) => Ok("the door"),
        _ => Err("nobody says so".to_owned()),
    }
}

impl Variant {
    /// Whether what it says is for others to write.
    fn brings_words(&self) -> bool {
        literal(&self.template) == 0 || self.name == "InvalidRequestContent"
    }
}

fn variants() -> Vec<Variant> {
    let exceptions = exceptions();
    errors_of("pub enum Rejection {")
        .into_iter()
        .map(|(name, template)| {
            let of = exceptions.iter().find(|(variant, _)| *variant == name);
            let (_, exception) = of.unwrap_or_else(|| panic!("{name} has no exception"));
            Variant {
                exception: format!("{exception}Exception"),
                name,
                template,
            }
        })
        .collect()
}

/// The lines between the one that is `head` and the end of its block, without comments.
fn block(head: &str) -> String {
    let lines = SOURCE.lines().skip_while(|line| line.trim() != head).skip(1);
    let indent = SOURCE.lines().find(|line| line.trim() == head).unwrap();
    let end = format!("{}}}", &indent[..indent.len() - indent.trim_start().len()]);
    let block: Vec<&str> = lines
        .take_while(|line| **line != end)
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    assert!(!block.is_empty(), "no `{head}` in the source");
    block.join("\n")
}

/// Each variant of an enum of errors with its text.
fn errors_of(head: &str) -> Vec<(String, String)> {
    let block = block(head);
    let attributes = block.split("#[error(").skip(1);
    attributes
        .map(|after| {
            let (text, rest) = literal_at(after);
            let (_, variant) = rest.split_once(")]").unwrap();
            (word(variant.trim_start()).to_owned(), text)
        })
        .collect()
}

/// A string literal that text begins with, and what follows it.
fn literal_at(text: &str) -> (String, &str) {
    let body = text
        .trim_start()
        .strip_prefix('"')
        .expect("an error's text is a literal");
    let (literal, rest) = body.split_once('"').unwrap();
    assert!(!literal.contains('\\'), "no text needs an escape: {literal}");
    (literal.to_owned(), rest)
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    &text[..end]
}

/// Each variant with its exception, from the match that says so.
fn exceptions() -> Vec<(String, String)> {
    let block = block("pub const fn exception(&self) -> Exception {");
    let (mut known, mut waiting) = (Vec::new(), Vec::new());
    for (at, _) in block.match_indices("::") {
        let (before, after) = (&block[..at], word(&block[at + 2..]));
        if before.ends_with("Self") {
            waiting.push(after.to_owned());
        } else if before.ends_with("Exception") {
            known.extend(waiting.drain(..).map(|variant| (variant, after.to_owned())));
        }
    }
    known
}

/// The literal pieces of a template.
fn pieces(template: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        pieces.push(before);
        rest = after.split_once('}').unwrap().1;
    }
    pieces.push(rest);
    pieces
}

fn literal(template: &str) -> usize {
    pieces(template).iter().map(|piece| piece.len()).sum()
}

fn fits(template: &str, message: &str) -> bool {
    let pieces = pieces(template);
    let (first, last) = (pieces[0], pieces[pieces.len() - 1]);
    if pieces.len() == 1 {
        return message == first;
    }
    let Some(mut rest) = message
        .strip_prefix(first)
        .and_then(|rest| rest.strip_suffix(last))
    else {
        return false;
    };
    for piece in &pieces[1..pieces.len() - 1] {
        let Some((_, after)) = rest.split_once(piece) else {
            return false;
        };
        rest = after;
    }
    true
}

/// What the tables expect to be told: exception and message. Each table's own test proves that it is so.
fn told() -> Vec<(String, String)> {
    let all = table::everything_told();
    let answers = all.lines().filter_map(|line| {
        let (head, body) = line.split_once(" {\"")?;
        let exception = head.rsplit(' ').next()?;
        let body: serde_json::Value = serde_json::from_str(&format!("{{\"{body}")).unwrap();
        let message = body.get("message").or(body.get("Message"))?;
        Some((exception.to_owned(), message.as_str().unwrap().to_owned()))
    });
    answers.collect()
}

#[test]
fn the_source_is_understood() {
    let all: Vec<&str> = VARIANTS.iter().map(|variant| variant.name.as_str()).collect();
    assert!(all.len() > 40, "{all:?}");
    let count = block("pub enum Rejection {").matches("#[error").count();
    assert_eq!(all.len(), count);
    assert_eq!(
        of("InvalidParameterValueException", "Invalid marker"),
        Ok("InvalidMarker")
    );
    assert_eq!(
        of(
            "InvalidParameterValueException",
            "Callback result must be UTF-8 text."
        ),
        Ok("InvalidParameter")
    );
    assert!(of("InvalidParameterValueException", "what ever").is_err());
    assert!(of("SerializationException", "expected value at line 1 column 1").is_err());
    assert_eq!(
        of(
            "InvalidParameterValueException",
            "STEP output payload size must be less than or equal to 7 bytes."
        ),
        Ok("PayloadTooLarge")
    );
    assert!(of("ResourceNotFoundException", "Invalid marker").is_err());
    assert!(of("ResourceNotFoundException", "Function not found").is_err());
}

#[test]
fn every_rejection_is_provoked() {
    let told = told();
    let provoked: BTreeSet<&str> = told
        .iter()
        .map(|(exception, message)| of(exception, message).unwrap_or_else(|why| panic!("{message}: {why}")))
        .collect();
    let missing: Vec<&str> = VARIANTS
        .iter()
        .map(|variant| variant.name.as_str())
        .filter(|name| !provoked.contains(name))
        .collect();
    assert!(missing.is_empty(), "no row provokes {missing:?}");
}

/// A constraint, and the words that one rejection has for several things.
#[test]
fn every_way_to_say_it_is_provoked() {
    let told = told();
    let said = |text: &str| told.iter().any(|(_, message)| message.contains(text));
    for (name, template) in errors_of("pub enum Constraint {") {
        assert!(
            said(pieces(&template)[0].trim_end_matches('[')),
            "no row breaks a {name}"
        );
    }
    for (head, around) in [
        ("impl Consistent {", ("Inconsistent ", ".")),
        ("impl StepMove {", ("Invalid current STEP state to ", ".")),
    ] {
        let words = block(head);
        let words: Vec<&str> = words.split('"').skip(1).step_by(2).collect();
        assert!(words.len() >= 3, "{head} {words:?}");
        for word in words {
            let text = format!("{}{word}{}", around.0, around.1);
            assert!(said(&text), "no row is told: {text}");
        }
    }
}

#[test]
fn every_section_has_rows() {
    let tables = super::tables();
    let rows: Vec<&str> = tables
        .iter()
        .flat_map(|table| table::lines(table().rows))
        .collect();
    let named: BTreeSet<&str> = rows.iter().map(|row| row.split(' ').next().unwrap()).collect();
    let known: BTreeSet<&str> = SECTIONS
        .split(' ')
        .filter(|section| !section.is_empty())
        .collect();
    assert_eq!(named, known);
}

#[test]
fn every_exception_is_provoked() {
    let told = told();
    let block = block("pub const fn name(self) -> &'static str {");
    let names: Vec<&str> = block.split('"').skip(1).step_by(2).collect();
    assert!(names.len() > 10, "{names:?}");
    for name in names {
        assert!(
            answer::described().any(|known| known.exception == name),
            "contract 7.3 does not describe {name}"
        );
        let is_provoked = told.iter().any(|(exception, _)| exception == name);
        let excuse = UNPROVOKED.iter().find(|(excused, _)| *excused == name);
        assert_ne!(is_provoked, excuse.is_some(), "{name}: {excuse:?}");
    }
}

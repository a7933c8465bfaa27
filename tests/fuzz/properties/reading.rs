//! A checkpoint's body, read once more, straight from contract 4.5 to 4.9: what it must come to.

use cargo_durable::execution::Limits;

use super::model::{self, Shape};
use super::tree::{Document, Members, Misfit, Tree};
use super::updates::{Expected, change};

/// No answer names more violations.
const MOST_VIOLATIONS: usize = 100;
const TYPES: [&str; 6] = [
    "EXECUTION",
    "CONTEXT",
    "STEP",
    "WAIT",
    "CALLBACK",
    "CHAINED_INVOKE",
];
const ACTIONS: [&str; 5] = ["START", "SUCCEED", "FAIL", "RETRY", "CANCEL"];
const MOST_DELAY: i64 = 31_622_400;
const MOST_TIMEOUT: i64 = 99_999_999;

/// What a body must come to.
#[derive(Debug)]
pub(crate) enum Reading {
    /// Its JSON can be objected to only where nobody need look.
    Any,
    /// `SerializationException`.
    NoStructure,
    /// `ValidationException`, in this order.
    Misshapen(Vec<Fault>),
    /// `Invalid checkpoint token`, whatever the updates are.
    NoToken,
    Updates(Vec<Expected>),
}

/// A violation: its path, its value if there is one, and words that its constraint may be told in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) path: String,
    pub(crate) value: Option<String>,
    pub(crate) words: Vec<String>,
}

/// Reads a body.
pub(crate) fn read(body: &[u8], limits: &Limits) -> Reading {
    let tree = match Document::read(body) {
        Document::Broken => return Reading::NoStructure,
        Document::Doubtful => return Reading::Any,
        Document::Sound(tree) => tree,
    };
    match Body::of(&tree) {
        Err(Misfit) => Reading::NoStructure,
        Ok(body) => body.judge(limits),
    }
}

/// A body whose members are of the right types.
struct Body<'a> {
    token: Option<&'a str>,
    client_token: Option<&'a str>,
    updates: Vec<Entry<'a>>,
}

/// An update whose members are of the right types.
pub(crate) struct Entry<'a> {
    pub(crate) id: Option<&'a str>,
    pub(crate) kind: Option<&'a str>,
    pub(crate) action: Option<&'a str>,
    pub(crate) parent: Option<&'a str>,
    pub(crate) name: Option<&'a str>,
    pub(crate) sub_type: Option<&'a str>,
    pub(crate) payload: Option<&'a str>,
    pub(crate) error: Option<Failure<'a>>,
    pub(crate) replay_children: bool,
    pub(crate) delay: Option<i64>,
    pub(crate) wait: Option<i64>,
    pub(crate) timeout: Option<i64>,
    pub(crate) heartbeat: Option<i64>,
    pub(crate) chained: Option<Chained<'a>>,
}

/// An `ErrorObject`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure<'a> {
    pub(crate) message: Option<&'a str>,
    pub(crate) kind: Option<&'a str>,
    pub(crate) data: Option<&'a str>,
    pub(crate) trace: Option<Vec<&'a str>>,
}

/// `ChainedInvokeOptions`.
pub(crate) struct Chained<'a> {
    pub(crate) function: Option<&'a str>,
    pub(crate) tenant: Option<&'a str>,
    pub(crate) trace: Option<&'a str>,
}

impl<'a> Body<'a> {
    fn of(tree: &'a Tree) -> Result<Self, Misfit> {
        let members = tree.members().ok_or(Misfit)?;
        let updates = members.list("Updates")?.unwrap_or_default();
        Ok(Self {
            token: members.text("CheckpointToken")?,
            client_token: members.text("ClientToken")?,
            updates: updates
                .iter()
                .map(|update| Entry::of(update.members().ok_or(Misfit)?))
                .collect::<Result<_, _>>()?,
        })
    }

    fn judge(&self, limits: &Limits) -> Reading {
        let mut faults = Faults::default();
        faults.token(self.token);
        faults.text(
            "clientToken",
            self.client_token,
            &model::CLIENT_TOKEN,
            CLIENT_TOKEN,
        );
        for (index, update) in self.updates.iter().enumerate() {
            faults.prefix = format!("updates.{}.member.", index + 1);
            faults.update(update);
        }
        let mut faults = faults.found;
        if !faults.is_empty() {
            faults.truncate(MOST_VIOLATIONS);
            return Reading::Misshapen(faults);
        }
        if !self.token.is_some_and(super::token::is_token) {
            return Reading::NoToken;
        }
        Reading::Updates(self.updates.iter().map(|update| change(update, limits)).collect())
    }
}

impl<'a> Entry<'a> {
    fn of(members: Members<'a>) -> Result<Self, Misfit> {
        let context = members.object("ContextOptions")?;
        let step = members.object("StepOptions")?;
        let wait = members.object("WaitOptions")?;
        let callback = members.object("CallbackOptions")?;
        let whole = |options: Option<Members>, name| options.map_or(Ok(None), |options| options.whole(name));
        Ok(Self {
            id: members.text("Id")?,
            kind: members.text("Type")?,
            action: members.text("Action")?,
            parent: members.text("ParentId")?,
            name: members.text("Name")?,
            sub_type: members.text("SubType")?,
            payload: members.text("Payload")?,
            error: members.object("Error")?.map(Failure::of).transpose()?,
            replay_children: context
                .map_or(Ok(None), |options| options.flag("ReplayChildren"))?
                .unwrap_or(false),
            delay: whole(step, "NextAttemptDelaySeconds")?,
            wait: whole(wait, "WaitSeconds")?,
            timeout: whole(callback, "TimeoutSeconds")?,
            heartbeat: whole(callback, "HeartbeatTimeoutSeconds")?,
            chained: members
                .object("ChainedInvokeOptions")?
                .map(|options| {
                    Ok(Chained {
                        function: options.text("FunctionName")?,
                        tenant: options.text("TenantId")?,
                        trace: options.text("XAmznTraceId")?,
                    })
                })
                .transpose()?,
        })
    }
}

impl<'a> Failure<'a> {
    pub(crate) fn of(members: Members<'a>) -> Result<Self, Misfit> {
        let trace = members.list("StackTrace")?.map(|lines| {
            let line = |line: &'a Tree| match line {
                Tree::Null => None,
                Tree::Text(text) => Some(Ok(text.as_str())),
                _ => Some(Err(Misfit)),
            };
            lines.iter().filter_map(line).collect::<Result<_, _>>()
        });
        Ok(Self {
            message: members.text("ErrorMessage")?,
            kind: members.text("ErrorType")?,
            data: members.text("ErrorData")?,
            trace: trace.transpose()?,
        })
    }

    /// Bytes of all members.
    pub(crate) fn bytes(&self) -> usize {
        let members = [self.message, self.kind, self.data].into_iter().flatten();
        members
            .chain(self.trace.iter().flatten().copied())
            .map(str::len)
            .sum()
    }
}

const WORD: &str = "[a-zA-Z0-9-_]+";
const CLIENT_TOKEN: &str = r"[\x21-\x7E]+";
const NAME: &str = r"[\x20-\x7E]+";
const BASE64: &str = "[A-Za-z0-9+/]+={0,2}";

#[derive(Default)]
struct Faults {
    prefix: String,
    found: Vec<Fault>,
}

impl Faults {
    fn add(&mut self, path: &str, value: Option<&str>, words: Vec<String>) {
        self.found.push(Fault {
            path: format!("{}{path}", self.prefix),
            value: value.map(|value| value.chars().take(1024).collect()),
            words,
        });
    }

    fn token(&mut self, token: Option<&str>) {
        self.required("checkpointToken", token);
        self.text("checkpointToken", token, &model::CHECKPOINT_TOKEN, BASE64);
    }

    fn update(&mut self, update: &Entry) {
        self.required("id", update.id);
        self.text("id", update.id, &model::OPERATION_ID, WORD);
        self.required("type", update.kind);
        self.one_of("type", update.kind, &TYPES);
        self.required("action", update.action);
        self.one_of("action", update.action, &ACTIONS);
        self.text("parentId", update.parent, &model::OPERATION_ID, WORD);
        self.text("name", update.name, &model::OPERATION_NAME, NAME);
        self.text("subType", update.sub_type, &model::SUB_TYPE, WORD);
        self.longest("payload", update.payload, 6 << 20);
        self.range("stepOptions.nextAttemptDelaySeconds", update.delay, 1, MOST_DELAY);
        self.range("waitOptions.waitSeconds", update.wait, 1, MOST_DELAY);
        self.range("callbackOptions.timeoutSeconds", update.timeout, 0, MOST_TIMEOUT);
        self.range(
            "callbackOptions.heartbeatTimeoutSeconds",
            update.heartbeat,
            0,
            MOST_TIMEOUT,
        );
        if let Some(options) = &update.chained {
            let path = "chainedInvokeOptions.functionName";
            self.required(path, options.function);
            if options.function == Some("") {
                self.add(path, Some(""), vec![at_least(1)]);
            }
            self.longest(path, options.function, 256);
            self.longest("chainedInvokeOptions.xAmznTraceId", options.trace, 8192);
        }
    }

    fn required(&mut self, path: &str, value: Option<&str>) {
        if value.is_none() {
            self.add(path, None, vec!["Member must not be null".to_owned()]);
        }
    }

    /// Text that is both too long and outside the alphabet may be told either.
    fn text(&mut self, path: &str, value: Option<&str>, shape: &Shape, pattern: &str) {
        let Some(text) = value.filter(|text| !shape.allows(text)) else {
            return;
        };
        let most = shape.most();
        let mut words = Vec::new();
        if text.is_empty() {
            words.push(at_least(1));
        }
        if text.len() > most {
            words.push(at_most(most));
        }
        if !text.is_empty() && !shape.is_in_alphabet(text) {
            words.push(format!(
                "Member must satisfy regular expression pattern: {pattern}"
            ));
        }
        self.add(path, value, words);
    }

    fn one_of(&mut self, path: &str, value: Option<&str>, words: &[&str]) {
        if value.is_some_and(|word| !words.contains(&word)) {
            let set = format!("Member must satisfy enum value set: [{}]", words.join(", "));
            self.add(path, value, vec![set]);
        }
    }

    fn longest(&mut self, path: &str, value: Option<&str>, most: usize) {
        if value.is_some_and(|text| text.chars().count() > most) {
            self.add(path, value, vec![at_most(most)]);
        }
    }

    fn range(&mut self, path: &str, value: Option<i64>, least: i64, most: i64) {
        let Some(number) = value.filter(|number| !(least..=most).contains(number)) else {
            return;
        };
        let (end, than) = if number < least {
            (least, "greater")
        } else {
            (most, "less")
        };
        let words = format!("Member must have value {than} than or equal to {end}");
        self.add(path, Some(&number.to_string()), vec![words]);
    }
}

fn at_least(length: usize) -> String {
    format!("Member must have length greater than or equal to {length}")
}

fn at_most(length: usize) -> String {
    format!("Member must have length less than or equal to {length}")
}

//! Names and identities: newtypes that cannot hold what AWS's patterns forbid.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::rejection::Constraint;

/// The place of an event in its journal; 1 is the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl Seq {
    /// The place after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Declares text with a length and an alphabet; `parse` says no with the constraint that is broken.
macro_rules! text {
    ($(#[$doc:meta])* $name:ident, max $max:expr, pattern $pattern:literal, $allowed:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The longest that it may be, in characters.
            pub const MAX: usize = $max;
            /// The pattern as AWS's model writes it.
            pub const PATTERN: &'static str = $pattern;

            /// Accepts what AWS's model accepts.
            pub fn parse(text: &str) -> Result<Self, Constraint> {
                if text.is_empty() {
                    Err(Constraint::LengthAtLeast(1))
                } else if text.chars().count() > Self::MAX {
                    Err(Constraint::LengthAtMost(Self::MAX))
                } else if !text.chars().all($allowed) {
                    Err(Constraint::Pattern(Self::PATTERN))
                } else {
                    Ok(Self(text.into()))
                }
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}

fn word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

text!(
    /// The id that an SDK gives an operation; opaque, unique inside its execution (contract 2.4).
    OperationId, max 64, pattern "[a-zA-Z0-9-_]+", word
);
text!(
    /// The name that a developer gives an operation.
    OperationName, max 256, pattern r"[\x20-\x7E]+", |c| (' '..='~').contains(&c)
);
text!(
    /// What an SDK calls the kind of an operation: `Step`, `Map`, `ParallelBranch`, …
    SubType, max 32, pattern "[a-zA-Z0-9-_]+", word
);
text!(
    /// The name of an execution (contract 2.2).
    ExecutionName, max 64, pattern "[a-zA-Z0-9-_]+", word
);
text!(
    /// The bare name of a function, without account or qualifier.
    FunctionName, max 140, pattern "[a-zA-Z0-9-_]+", word
);
text!(
    /// Makes the repeat of a checkpoint, pause or resume recognizable (contract 2.6).
    ClientToken, max 64, pattern r"[\x21-\x7E]+", |c| ('!'..='~').contains(&c)
);
text!(
    /// The tenant for whom a chained invoke runs.
    TenantId, max 256, pattern r"[a-zA-Z0-9\._:\/=+\-@ ]+",
    |c| c.is_ascii_alphanumeric() || "._:/=+-@ ".contains(c)
);
text!(
    /// The id of one invocation of a function.
    RequestId, max 64, pattern "[a-zA-Z0-9-_]+", word
);

/// The address of an execution (contract 2.1):
/// `arn:{partition}:lambda:{region}:{account}:function:{function}:{version}/durable-execution/{name}/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ExecutionArn(Arc<str>);

impl ExecutionArn {
    /// The longest that it may be.
    pub const MAX: usize = 1024;
    /// The pattern as AWS's model writes it.
    pub const PATTERN: &'static str = r"arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\d{12}):function:([a-zA-Z0-9_-]+):(\$LATEST(?:\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)";

    /// Accepts what the pattern accepts, as far as its parts are names and ids: they are no longer than those are.
    pub fn parse(text: &str) -> Result<Self, Constraint> {
        if text.is_empty() {
            return Err(Constraint::LengthAtLeast(1));
        }
        if text.len() > Self::MAX {
            return Err(Constraint::LengthAtMost(Self::MAX));
        }
        if is_execution_arn(text) {
            Ok(Self(text.into()))
        } else {
            Err(Constraint::Pattern(Self::PATTERN))
        }
    }

    /// Puts an ARN together from parts that are well formed already.
    ///
    /// # Panics
    /// If the parts do not make an ARN: region, account and version are the emulator's own.
    pub fn mint(
        region: &str,
        account: &str,
        function: &FunctionName,
        version: &str,
        name: &ExecutionName,
        id: &str,
    ) -> Self {
        let text = format!(
            "arn:aws:lambda:{region}:{account}:function:{function}:{version}/durable-execution/{name}/{id}"
        );
        Self::parse(&text).expect("an ARN is minted from well-formed parts")
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `us-east-1`.
    pub fn region(&self) -> &str {
        self.colon(3)
    }

    /// The 12-digit account.
    pub fn account(&self) -> &str {
        self.colon(4)
    }

    /// The bare function name.
    ///
    /// # Panics
    /// Never: it was parsed with the ARN.
    pub fn function(&self) -> FunctionName {
        FunctionName::parse(self.colon(6)).expect("an ARN's function name is well formed")
    }

    /// `$LATEST` or a number.
    pub fn version(&self) -> &str {
        self.colon(7).split('/').next().unwrap_or_default()
    }

    /// The execution's name.
    ///
    /// # Panics
    /// Never: it was parsed with the ARN.
    pub fn name(&self) -> ExecutionName {
        ExecutionName::parse(self.slash(2)).expect("an ARN's execution name is well formed")
    }

    /// The execution's id: also the id of its EXECUTION operation (contract 2.1).
    pub fn id(&self) -> &str {
        self.slash(3)
    }

    /// The function's ARN with its version: everything before the first slash.
    pub fn function_arn(&self) -> &str {
        self.slash(0)
    }

    fn colon(&self, index: usize) -> &str {
        self.0.split(':').nth(index).unwrap_or_default()
    }

    fn slash(&self, index: usize) -> &str {
        self.0.split('/').nth(index).unwrap_or_default()
    }
}

impl fmt::Display for ExecutionArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ExecutionArn {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

fn is_execution_arn(text: &str) -> bool {
    let segments: Vec<&str> = text.split('/').collect();
    let [function_arn, "durable-execution", name, id] = segments[..] else {
        return false;
    };
    let parts: Vec<&str> = function_arn.split(':').collect();
    let [
        "arn",
        partition,
        "lambda",
        region,
        account,
        "function",
        function,
        version,
    ] = parts[..]
    else {
        return false;
    };
    let dashed = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    dashed(partition)
        && dashed(region)
        && is_account(account)
        && FunctionName::parse(function).is_ok()
        && is_version(version)
        && OperationId::parse(id).is_ok()
        && ExecutionName::parse(name).is_ok()
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_version(text: &str) -> bool {
    matches!(text, "$LATEST" | "$LATEST.PUBLISHED")
        || (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
}

/// A function as a caller names it: a bare name, a partial ARN or a full ARN, each with an optional
/// qualifier (contract 1.2, 5.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionRef {
    /// What the caller wrote.
    pub text: Arc<str>,
    pub region: Option<String>,
    pub account: Option<String>,
    pub name: FunctionName,
    /// A version, `$LATEST` or an alias.
    pub qualifier: Option<String>,
}

impl FunctionRef {
    /// `None` if the text is none of the three forms.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split(':').collect();
        let (region, account, rest) = match parts[..] {
            [
                "arn",
                partition,
                "lambda",
                region,
                account,
                "function",
                ref rest @ ..,
            ] if !partition.is_empty() && !region.is_empty() && is_account(account) => {
                (Some(region), Some(account), rest)
            }
            [account, "function", ref rest @ ..] if is_account(account) => (None, Some(account), rest),
            ref rest => (None, None, rest),
        };
        let (name, qualifier) = match rest {
            [name] => (name, None),
            [name, qualifier] if is_qualifier(qualifier) => (name, Some(*qualifier)),
            _ => return None,
        };
        Some(Self {
            text: text.into(),
            region: region.map(Into::into),
            account: account.map(Into::into),
            name: FunctionName::parse(name).ok()?,
            qualifier: qualifier.map(Into::into),
        })
    }
}

fn is_qualifier(text: &str) -> bool {
    !text.is_empty() && text.len() <= 128 && text.chars().all(|c| word(c) || c == '$' || c == '.')
}

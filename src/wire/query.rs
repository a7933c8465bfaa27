//! Query parameters (contract 1.5 to 1.8): read by the one side, written by the other.

mod logs;
mod private;

use percent_encoding::percent_decode_str;

use super::path::encode;
use crate::execution::limits::{DEFAULT_PAGE, MAX_PAGE};
use crate::execution::rejection::shown;
use crate::execution::{Constraint, ExecutionName, ExecutionStatus, Rejection, Timestamp};

pub use logs::LogsQuery;
pub use private::{CallbacksQuery, FindQuery};

/// Statuses in one filter, as the model allows (contract 1.8).
const MAX_STATUSES: usize = 10;

/// Which page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// `None` and 0 both mean the default.
    pub max_items: Option<u32>,
    /// Where the last page ended.
    pub marker: Option<String>,
}

impl Page {
    /// How many items the page holds at most (decisions 16).
    pub fn limit(&self) -> u32 {
        self.max_items.filter(|items| *items > 0).unwrap_or(DEFAULT_PAGE)
    }
}

/// Of `GetDurableExecution`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GetQuery {
    pub include_execution_data: bool,
}

/// Of `GetDurableExecutionState`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StateQuery {
    pub checkpoint_token: String,
    pub page: Page,
}

/// Of `GetDurableExecutionHistory`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryQuery {
    /// True by default (contract 10.1).
    pub include_execution_data: bool,
    /// Newest first.
    pub reverse_order: bool,
    pub page: Page,
}

impl Default for HistoryQuery {
    fn default() -> Self {
        Self {
            include_execution_data: true,
            reverse_order: false,
            page: Page::default(),
        }
    }
}

/// Of `ListDurableExecutionsByFunction`, and of the official emulator's list across functions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListQuery {
    /// Only across functions; in the other list the path says it.
    pub function: Option<String>,
    pub qualifier: Option<String>,
    pub name: Option<ExecutionName>,
    /// Any of these; none means all.
    pub statuses: Vec<ExecutionStatus>,
    pub started_after: Option<Timestamp>,
    pub started_before: Option<Timestamp>,
    /// True means oldest first.
    pub reverse_order: bool,
    pub page: Page,
}

/// Of the emulator's stream of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventsQuery {
    pub arn: String,
    pub include_execution_data: bool,
}

/// `Qualifier`, where it is all that a query says.
pub fn qualifier(query: &str) -> Option<String> {
    Pairs::new(query).one("Qualifier")
}

impl EventsQuery {
    /// Reads it.
    pub fn parse(query: &str) -> Result<Self, Rejection> {
        let pairs = Pairs::new(query);
        Ok(Self {
            arn: pairs.one("arn").unwrap_or_default(),
            include_execution_data: pairs.flag("IncludeExecutionData")?.unwrap_or(true),
        })
    }

    /// Writes it.
    pub fn write(&self) -> String {
        let mut query = Writer::default();
        query.add("arn", &self.arn);
        query.add("IncludeExecutionData", &self.include_execution_data.to_string());
        query.0
    }
}

impl GetQuery {
    /// Reads it.
    pub fn parse(query: &str) -> Result<Self, Rejection> {
        Ok(Self {
            include_execution_data: Pairs::new(query).flag("IncludeExecutionData")?.unwrap_or(true),
        })
    }

    /// Writes it.
    pub fn write(self) -> String {
        format!("IncludeExecutionData={}", self.include_execution_data)
    }
}

impl StateQuery {
    /// Reads it.
    pub fn parse(query: &str) -> Result<Self, Rejection> {
        let pairs = Pairs::new(query);
        // An empty one is there, and too short.
        let given = pairs.all("CheckpointToken").next();
        let Some(checkpoint_token) = given.map(|token| unspaced(token)) else {
            return Err(Rejection::violation("checkpointToken", None, Constraint::NotNull));
        };
        Ok(Self {
            checkpoint_token,
            page: pairs.page()?,
        })
    }

    /// Writes it.
    pub fn write(&self) -> String {
        let mut query = Writer::default();
        query.add("CheckpointToken", &self.checkpoint_token);
        query.page(&self.page);
        query.0
    }
}

impl HistoryQuery {
    /// Reads it.
    pub fn parse(query: &str) -> Result<Self, Rejection> {
        let pairs = Pairs::new(query);
        Ok(Self {
            include_execution_data: pairs.flag("IncludeExecutionData")?.unwrap_or(true),
            reverse_order: pairs.flag("ReverseOrder")?.unwrap_or(false),
            page: pairs.page()?,
        })
    }

    /// Writes it.
    pub fn write(&self) -> String {
        let mut query = Writer::default();
        query.add("IncludeExecutionData", &self.include_execution_data.to_string());
        query.add("ReverseOrder", &self.reverse_order.to_string());
        query.page(&self.page);
        query.0
    }
}

impl ListQuery {
    /// Reads it; the official emulator says `StatusFilter` and `FunctionVersion` (contract 1.13).
    pub fn parse(query: &str) -> Result<Self, Rejection> {
        let pairs = Pairs::new(query);
        let name = match pairs.one("DurableExecutionName") {
            Some(name) => Some(
                ExecutionName::parse(&name)
                    .map_err(|constraint| Rejection::violation("durableExecutionName", &*name, constraint))?,
            ),
            None => None,
        };
        Ok(Self {
            function: pairs.one("FunctionName"),
            qualifier: pairs.one("Qualifier").or_else(|| pairs.one("FunctionVersion")),
            name,
            statuses: pairs.statuses()?,
            started_after: pairs.instant("StartedAfter")?,
            started_before: pairs.instant("StartedBefore")?,
            reverse_order: pairs.flag("ReverseOrder")?.unwrap_or(false),
            page: pairs.page()?,
        })
    }

    /// Writes it.
    pub fn write(&self) -> String {
        let mut query = Writer::default();
        let mut add = |key, value: Option<String>| {
            if let Some(value) = value {
                query.add(key, &value);
            }
        };
        add("FunctionName", self.function.clone());
        add("Qualifier", self.qualifier.clone());
        add(
            "DurableExecutionName",
            self.name.as_ref().map(ToString::to_string),
        );
        add("StartedAfter", self.started_after.map(iso));
        add("StartedBefore", self.started_before.map(iso));
        for status in &self.statuses {
            add("Statuses", Some(status.to_string()));
        }
        query.add("ReverseOrder", &self.reverse_order.to_string());
        query.page(&self.page);
        query.0
    }
}

/// ISO-8601, as the service takes it.
fn iso(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.as_millis())
        .map_or_else(|_| (at.as_millis() / 1000).to_string(), |at| at.to_string())
}

/// Decoded keys and values, in the order of the query.
struct Pairs(Vec<(String, String)>);

impl Pairs {
    fn new(query: &str) -> Self {
        let decode = |text: &str| {
            let spaced = text.replace('+', " ");
            percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
        };
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        Self(
            pairs
                .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
                .map(|(key, value)| (decode(key), decode(value)))
                .collect(),
        )
    }

    fn all(&self, key: &str) -> impl Iterator<Item = &String> {
        self.0
            .iter()
            .filter(move |(k, _)| k == key)
            .map(|(_, value)| value)
    }

    /// `None` if it is absent or empty.
    fn one(&self, key: &str) -> Option<String> {
        self.all(key).next().filter(|value| !value.is_empty()).cloned()
    }

    fn flag(&self, key: &str) -> Result<Option<bool>, Rejection> {
        match self.one(key).as_deref() {
            None => Ok(None),
            Some("true" | "True") => Ok(Some(true)),
            Some("false" | "False") => Ok(Some(false)),
            Some(other) => Err(Rejection::Serialization(format!(
                "'{}' can not be converted to Boolean",
                shown(other)
            ))),
        }
    }

    fn page(&self) -> Result<Page, Rejection> {
        let max_items = match self.one("MaxItems") {
            None => None,
            Some(text) => Some(max_items(&text)?),
        };
        Ok(Page {
            max_items,
            marker: self.one("Marker").map(|marker| unspaced(&marker)),
        })
    }

    fn statuses(&self) -> Result<Vec<ExecutionStatus>, Rejection> {
        let words: Vec<&String> = self.all("Statuses").chain(self.all("StatusFilter")).collect();
        if words.len() > MAX_STATUSES {
            let words: Vec<&str> = words.into_iter().map(String::as_str).collect();
            return Err(Rejection::violation(
                "statuses",
                &*format!("[{}]", words.join(", ")),
                Constraint::LengthAtMost(MAX_STATUSES),
            ));
        }
        let parse = |(index, word): (usize, &String)| {
            ExecutionStatus::parse(word).ok_or_else(|| {
                let path = format!("statuses.{}.member", index + 1);
                Rejection::violation(&path, &**word, Constraint::OneOf(ExecutionStatus::WORDS))
            })
        };
        words.into_iter().enumerate().map(parse).collect()
    }

    /// ISO-8601 with fractions and offsets, or epoch seconds (contract 1.1).
    fn instant(&self, key: &str) -> Result<Option<Timestamp>, Rejection> {
        let Some(text) = self.one(key) else {
            return Ok(None);
        };
        // The plus of an offset that nobody escaped.
        let text = text.replace(' ', "+");
        instant(&text).map(Some).ok_or_else(|| {
            Rejection::Serialization(format!("'{}' can not be converted to Timestamp", shown(&text)))
        })
    }
}

/// A client that does not escape `+` means a plus: base64 has no spaces (contract 1.2).
fn unspaced(base64: &str) -> String {
    base64.replace(' ', "+")
}

fn max_items(text: &str) -> Result<u32, Rejection> {
    let Ok(number) = text.parse::<i64>() else {
        return Err(Rejection::Serialization(format!(
            "'{}' can not be converted to Integer",
            shown(text)
        )));
    };
    if number > i64::from(MAX_PAGE) {
        let most = Constraint::ValueAtMost(i64::from(MAX_PAGE));
        return Err(Rejection::violation("maxItems", text, most));
    }
    u32::try_from(number).map_err(|_| Rejection::violation("maxItems", text, Constraint::ValueAtLeast(0)))
}

fn instant(text: &str) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        return Some(Timestamp::from_millis(at.as_millisecond()));
    }
    let seconds: f64 = text.parse().ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "a cast from f64 saturates")]
    let millis = (seconds * 1000.0).round() as i64;
    // An instant that no calendar has could not be written again.
    let is_known = seconds.is_finite() && jiff::Timestamp::from_millisecond(millis).is_ok();
    is_known.then(|| Timestamp::from_millis(millis))
}

/// A query in the making.
#[derive(Default)]
struct Writer(String);

impl Writer {
    fn add(&mut self, key: &str, value: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(key);
        self.0.push('=');
        self.0.push_str(&encode(value));
    }

    fn page(&mut self, page: &Page) {
        if let Some(max_items) = page.max_items {
            self.add("MaxItems", &max_items.to_string());
        }
        if let Some(marker) = &page.marker {
            self.add("Marker", marker);
        }
    }
}

#[cfg(test)]
mod tests;

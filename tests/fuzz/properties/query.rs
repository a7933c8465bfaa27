//! Query strings and markers: the first line is a query, the second a marker.
//!
//! * A query is read as its pairs say (they are split and decoded once more here), and survives being written.
//! * What is refused is refused for a reason that is true.
//! * A marker is good for one list, one order and one day, and what it means survives.

use cargo_durable::execution::limits::{MARKER_LIFETIME_MS, MAX_CALLBACK_NAME};
use cargo_durable::execution::{Exception, ExecutionArn, Marker, Rejection, Timestamp};
use cargo_durable::wire::query::{
    CallbacksQuery, EventsQuery, FindQuery, GetQuery, HistoryQuery, ListQuery, Page, StateQuery, qualifier,
};

use super::route::unescaped;
use super::story::ARN;
use super::{model, token};

/// The instant at which markers are read; seeds were written then.
const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

pub(crate) fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (query, marker) = text.split_once('\n').unwrap_or((&text, &text));
    let pairs = Pairs::of(query);
    assert_eq!(qualifier(query), pairs.first("Qualifier"));
    get(query, &pairs);
    state(query, &pairs);
    history(query, &pairs);
    events(query, &pairs);
    list(query, &pairs);
    callbacks(query, &pairs);
    find(query, &pairs);
    markers(marker);
}

/// Decoded keys and values.
struct Pairs(Vec<(String, String)>);

impl Pairs {
    fn of(query: &str) -> Self {
        let pairs = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| match pair.find('=') {
                Some(at) => (decode(&pair[..at]), decode(&pair[at + 1..])),
                None => (decode(pair), String::new()),
            });
        Self(pairs.collect())
    }

    /// The first of a key; empty is absent.
    fn first(&self, key: &str) -> Option<String> {
        self.given(key).filter(|value| !value.is_empty())
    }

    /// The first of a key, empty or not.
    fn given(&self, key: &str) -> Option<String> {
        let mut named = self.0.iter().filter(|(known, _)| known == key);
        named.next().map(|(_, value)| value.clone())
    }

    /// What a flag says; `Err` if it is none.
    fn flag(&self, key: &str, default: bool) -> Result<bool, ()> {
        match self.first(key).as_deref() {
            None => Ok(default),
            Some("true" | "True") => Ok(true),
            Some("false" | "False") => Ok(false),
            Some(_) => Err(()),
        }
    }

    fn page(&self) -> Result<Page, ()> {
        let max_items = match self.first("MaxItems") {
            None => None,
            Some(text) => {
                let number: i64 = text.parse().map_err(|_| ())?;
                Some(
                    u32::try_from(number)
                        .ok()
                        .filter(|number| *number <= 1000)
                        .ok_or(())?,
                )
            }
        };
        Ok(Page {
            max_items,
            marker: self.first("Marker").as_deref().map(pluses),
        })
    }
}

/// Form encoding, undone: a plus is a space, an escape a byte, and what is no text is replaced.
fn decode(text: &str) -> String {
    String::from_utf8_lossy(&unescaped(&text.replace('+', " "))).into_owned()
}

/// A plus that nobody escaped was meant.
fn pluses(text: &str) -> String {
    text.replace(' ', "+")
}

/// Compares what was read with what is there, and with what comes back.
fn survives<Q: PartialEq + std::fmt::Debug>(
    read: Result<Q, Rejection>,
    expected: Result<Q, ()>,
    again: impl Fn(&Q) -> Result<Q, Rejection>,
) {
    match (read, expected) {
        (Ok(read), Ok(expected)) => {
            assert_eq!(read, expected, "a query says what its pairs say");
            assert_eq!(again(&read).as_ref(), Ok(&read), "a query survives being written");
        }
        (Err(no), Err(())) => {
            let known = [Exception::Serialization, Exception::Validation];
            assert!(
                known.contains(&no.exception()),
                "a query is refused at the door: {no:?}"
            );
        }
        (read, expected) => panic!("read as {read:?}, not {expected:?}"),
    }
}

fn get(query: &str, pairs: &Pairs) {
    let expected = pairs
        .flag("IncludeExecutionData", true)
        .map(|include_execution_data| GetQuery {
            include_execution_data,
        });
    survives(GetQuery::parse(query), expected, |query| {
        GetQuery::parse(&query.write())
    });
}

fn state(query: &str, pairs: &Pairs) {
    // An empty token is there; what it is worth is another question.
    let token = pairs.given("CheckpointToken").as_deref().map(pluses).ok_or(());
    let expected = token.and_then(|checkpoint_token| {
        let page = pairs.page()?;
        Ok(StateQuery {
            checkpoint_token,
            page,
        })
    });
    survives(StateQuery::parse(query), expected, |query| {
        StateQuery::parse(&query.write())
    });
}

fn history(query: &str, pairs: &Pairs) {
    let expected = || {
        Ok(HistoryQuery {
            include_execution_data: pairs.flag("IncludeExecutionData", true)?,
            reverse_order: pairs.flag("ReverseOrder", false)?,
            page: pairs.page()?,
        })
    };
    let read = HistoryQuery::parse(query);
    if let Ok(read) = &read {
        assert!((1..=1000).contains(&read.page.limit()), "a page has a size");
    }
    survives(read, expected(), |query| HistoryQuery::parse(&query.write()));
}

fn events(query: &str, pairs: &Pairs) {
    let expected = pairs
        .flag("IncludeExecutionData", true)
        .map(|include_execution_data| EventsQuery {
            arn: pairs.first("arn").unwrap_or_default(),
            include_execution_data,
        });
    survives(EventsQuery::parse(query), expected, |query| {
        EventsQuery::parse(&query.write())
    });
}

fn callbacks(query: &str, pairs: &Pairs) {
    let name = pairs.first("Name");
    let expected = match &name {
        Some(name) if name.len() > MAX_CALLBACK_NAME => Err(()),
        _ => pairs.page().map(|page| CallbacksQuery {
            arn: pairs.first("DurableExecutionArn"),
            name,
            callback_id: pairs.first("CallbackId").as_deref().map(pluses),
            page,
        }),
    };
    survives(CallbacksQuery::parse(query), expected, |query| {
        CallbacksQuery::parse(&query.write())
    });
}

fn find(query: &str, pairs: &Pairs) {
    let expected = || {
        if pairs.flag("Last", false)? {
            return Ok(FindQuery::Last);
        }
        let page = pairs.page()?;
        let prefix = pairs
            .first("IdPrefix")
            .filter(|id| model::EXECUTION_NAME.allows(id));
        prefix
            .map(|prefix| FindQuery::IdPrefix { prefix, page })
            .ok_or(())
    };
    survives(FindQuery::parse(query), expected(), |query| {
        FindQuery::parse(&query.write())
    });
}

/// Instants have too many forms to be read twice; what is refused otherwise is known.
fn list(query: &str, pairs: &Pairs) {
    let read = ListQuery::parse(query);
    let name = pairs.first("DurableExecutionName");
    let statuses: Vec<&String> = ["Statuses", "StatusFilter"]
        .iter()
        .flat_map(|key| pairs.0.iter().filter(move |(known, _)| known == key))
        .map(|(_, value)| value)
        .collect();
    let is_sound = name
        .as_deref()
        .is_none_or(|name| model::EXECUTION_NAME.allows(name))
        && statuses.len() <= 10
        && statuses.iter().all(|word| is_status(word))
        && pairs.flag("ReverseOrder", false).is_ok()
        && pairs.page().is_ok();
    let Ok(read) = read else {
        let has_instant = pairs
            .first("StartedAfter")
            .or(pairs.first("StartedBefore"))
            .is_some();
        assert!(!is_sound || has_instant, "nothing is wrong with it: {query}");
        return;
    };
    assert!(is_sound, "something is wrong with it: {query}");
    assert_eq!(read.name.as_ref().map(ToString::to_string), name);
    assert_eq!(read.function, pairs.first("FunctionName"));
    assert_eq!(
        read.qualifier,
        pairs.first("Qualifier").or(pairs.first("FunctionVersion"))
    );
    assert_eq!(
        read.statuses
            .iter()
            .map(|status| status.as_str())
            .collect::<Vec<_>>(),
        statuses
    );
    assert_eq!(Ok(&read.page), pairs.page().as_ref());
    assert_eq!(
        ListQuery::parse(&read.write()).as_ref(),
        Ok(&read),
        "a query survives being written"
    );
}

fn is_status(word: &str) -> bool {
    let words = [
        "RUNNING",
        "SUCCEEDED",
        "FAILED",
        "TIMED_OUT",
        "STOPPED",
        "DELETING",
        "PAUSING",
        "PAUSED",
    ];
    words.contains(&word)
}

fn markers(text: &str) {
    let arn = ExecutionArn::parse(ARN).expect("an ARN");
    let other = ExecutionArn::parse(&ARN.replace("monday", "tuesday")).expect("an ARN");
    let lists = [
        (Marker::of_state(&arn), format!("state {ARN}")),
        (Marker::of_history(&arn, false), format!("history forward {ARN}")),
        (Marker::of_history(&arn, true), format!("history backward {ARN}")),
        (Marker::of_state(&other), format!("state {other}")),
        (Marker::of_list(None, false), "list newest *".to_owned()),
        (Marker::of_list(None, true), "list oldest *".to_owned()),
        (
            Marker::of_list(Some("order"), false),
            "list newest order".to_owned(),
        ),
    ];
    for (marker, says) in &lists {
        let read = marker.read::<u64>(text, NOW);
        assert_eq!(read.clone().ok(), position(text, says), "a marker of {says}");
        match read {
            Ok(position) => kept(marker, &lists, position),
            Err(no) => assert_eq!(no, Rejection::InvalidMarker),
        }
        if let Ok(position) = marker.read::<String>(text, NOW) {
            assert!(!position.contains(' '), "a position is a word");
            assert_eq!(marker.read(&marker.write(&position, NOW), NOW), Ok(position));
        }
    }
}

/// A position survives in its own list, for a day, and means nothing in any other.
fn kept(marker: &Marker, lists: &[(Marker, String)], position: u64) {
    let text = marker.write(position, NOW);
    let (last, late) = (
        NOW.plus_millis(MARKER_LIFETIME_MS),
        NOW.plus_millis(MARKER_LIFETIME_MS + 1),
    );
    assert_eq!(marker.read(&text, last), Ok(position), "good for a day");
    assert_eq!(
        marker.read::<u64>(&text, late),
        Err(Rejection::InvalidMarker),
        "and no longer"
    );
    for (other, _) in lists.iter().filter(|(other, _)| other != marker) {
        assert_eq!(
            other.read::<u64>(&text, NOW),
            Err(Rejection::InvalidMarker),
            "of one list"
        );
    }
}

/// What a marker of this list says, with its base64 decoded once more.
fn position(text: &str, says: &str) -> Option<u64> {
    let is_padded = text.len().is_multiple_of(4) && text.len() - text.trim_end_matches('=').len() <= 2;
    let plain = token::plain(text).filter(|_| is_padded && text.len() <= 2048)?;
    let (position, rest) = plain.split_once(' ')?;
    let (written_at, list) = rest.split_once(' ')?;
    let age_ms = NOW.as_millis().saturating_sub(written_at.parse().ok()?);
    (list == says && age_ms <= 86_400_000).then(|| position.parse().ok())?
}

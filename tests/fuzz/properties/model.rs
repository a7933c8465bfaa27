//! The patterns of AWS's model, once more and in other words: as regular expressions (contract 1.4, 2.1 to 2.7).

use std::sync::LazyLock;

use regex::Regex;

/// A string shape of the model.
pub(crate) struct Shape {
    pattern: Regex,
    min: usize,
    max: usize,
}

impl Shape {
    fn new(pattern: &str, min: usize, max: usize) -> Self {
        let whole = format!(r"\A(?:{pattern})\z");
        Self {
            pattern: Regex::new(&whole).expect("the model's patterns are regular expressions"),
            min,
            max,
        }
    }

    /// Whether the model allows this text.
    pub(crate) fn allows(&self, text: &str) -> bool {
        (self.min..=self.max).contains(&text.chars().count()) && self.is_in_alphabet(text)
    }

    /// The same, however long the text is.
    pub(crate) fn is_in_alphabet(&self, text: &str) -> bool {
        self.pattern.is_match(text)
    }

    /// The longest that it may be, in characters.
    pub(crate) const fn most(&self) -> usize {
        self.max
    }
}

macro_rules! shapes {
    ($($name:ident = $pattern:literal, $min:literal to $max:literal;)+) => {
        $(pub(crate) static $name: LazyLock<Shape> = LazyLock::new(|| Shape::new($pattern, $min, $max));)+
    };
}

shapes! {
    OPERATION_ID = "[a-zA-Z0-9-_]+", 1 to 64;
    OPERATION_NAME = r"[\x20-\x7E]+", 1 to 256;
    SUB_TYPE = "[a-zA-Z0-9-_]+", 1 to 32;
    CLIENT_TOKEN = r"[\x21-\x7E]+", 1 to 64;
    TENANT_ID = r"[a-zA-Z0-9\._:\/=+\-@ ]+", 1 to 256;
    EXECUTION_NAME = "[a-zA-Z0-9-_]+", 1 to 64;
    EXECUTION_ARN = r"arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):([0-9]{12}):function:([a-zA-Z0-9_-]+):(\$LATEST(?:\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)", 1 to 1024;
    CHECKPOINT_TOKEN = "[A-Za-z0-9+/]+={0,2}", 1 to 2048;
    CALLBACK_ID = "[A-Za-z0-9+/]+={0,2}", 1 to 1024;
    // Lambda's own, of which `FunctionRef` is made.
    FUNCTION_NAME = "[a-zA-Z0-9-_]+", 1 to 140;
    QUALIFIER = r"\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+", 1 to 128;
    ACCOUNT = "[0-9]{12}", 12 to 12;
}

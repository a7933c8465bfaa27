//! Names, addresses, tokens, and the paths that carry them.
//!
//! * What is accepted is what the model's patterns allow; what is accepted survives.
//! * An ARN is its parts, a function's name is one of three forms.
//! * Escaping is undone once; a path leads to what it was made for, escaped, doubly escaped or bare, and what any path
//!   leads to has a path that leads there.

use std::sync::LazyLock;

use cargo_durable::execution::{
    ClientToken, Constraint, ExecutionArn, ExecutionName, FunctionName, FunctionRef, OperationId,
    OperationName, RequestId, SubType, TenantId,
};
use regex::Regex;

use super::model::{self, Shape};
use super::{route, token};

pub(crate) fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        let lossy = String::from_utf8_lossy(data);
        return route::check(&lossy);
    };
    names(text);
    arn(text);
    assert_eq!(
        FunctionRef::parse(text),
        function(text),
        "a function is named in one of three forms"
    );
    token::check(text);
    route::check(text);
}

/// Compares a parser with its pattern, and what it keeps with what it was given.
macro_rules! same {
    ($text:expr, $($name:ident is $shape:ident,)+) => {
        $(match $name::parse($text) {
            Ok(name) => {
                assert!(model::$shape.allows($text), "the model does not allow it");
                assert_eq!((name.as_str(), name.to_string().as_str()), ($text, $text));
                stored(&name, $text);
            }
            Err(no) => refused(no, $text, &model::$shape),
        })+
    };
}

fn names(text: &str) {
    same!(
        text,
        OperationId is OPERATION_ID,
        OperationName is OPERATION_NAME,
        SubType is SUB_TYPE,
        ExecutionName is EXECUTION_NAME,
        FunctionName is FUNCTION_NAME,
        ClientToken is CLIENT_TOKEN,
        TenantId is TENANT_ID,
        RequestId is OPERATION_ID,
    );
}

/// On disk it is text, and comes back from there.
fn stored<T>(name: &T, text: &str)
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let written = serde_json::to_string(name).expect("text serializes");
    assert_eq!(
        serde_json::from_str::<String>(&written).ok().as_deref(),
        Some(text)
    );
    assert_eq!(
        serde_json::from_str::<T>(&written).ok().as_ref(),
        Some(name),
        "it comes back from disk"
    );
}

/// The reason is true.
fn refused(no: Constraint, text: &str, shape: &Shape) {
    assert!(!shape.allows(text), "the model allows {text:?}, not so: {no}");
    let count = text.chars().count();
    let is_true = match no {
        Constraint::LengthAtLeast(least) => count < least,
        Constraint::LengthAtMost(most) => count > most && most == shape.most(),
        Constraint::Pattern(_) => !shape.is_in_alphabet(text),
        _ => false,
    };
    assert!(is_true, "{text:?} is refused for something else: {no}");
}

fn arn(text: &str) {
    let arn = ExecutionArn::parse(text);
    assert_eq!(
        arn.is_ok(),
        model::EXECUTION_ARN.allows(text),
        "an ARN is what the model's pattern allows: {arn:?}"
    );
    let Ok(arn) = arn else { return };
    stored(&arn, text);
    let (function, name) = (arn.function(), arn.name());
    let parts = [
        arn.region(),
        arn.account(),
        function.as_str(),
        arn.version(),
        name.as_str(),
        arn.id(),
    ];
    let [region, account, function_name, version, execution, id] = parts;
    let partition = text.split(':').nth(1).unwrap_or_default();
    let of_function = format!("arn:{partition}:lambda:{region}:{account}:function:{function_name}:{version}");
    assert_eq!(
        arn.function_arn(),
        of_function,
        "an ARN begins with its function's"
    );
    assert_eq!(
        text,
        format!("{of_function}/durable-execution/{execution}/{id}"),
        "an ARN is its parts"
    );
    if partition == "aws" {
        assert_eq!(
            ExecutionArn::mint(region, account, &function, version, &name, id),
            arn
        );
    }
    // The model's pattern does not bound the parts; what is longer than the shapes of which they are made names nothing.
    let named = FunctionRef::parse(&of_function);
    assert_eq!(named.is_some(), model::FUNCTION_NAME.allows(function_name));
    if let Some(named) = named {
        assert_eq!(
            (&named.name, named.qualifier.as_deref()),
            (&function, Some(version))
        );
    }
}

/// A bare name, a partial ARN or a full one, each with an optional qualifier (contract 1.2, 5.4).
pub(crate) fn function(text: &str) -> Option<FunctionRef> {
    static FORMS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?s)\A(?:arn:[^:]+:lambda:([^:]+):([0-9]{12}):function:|([0-9]{12}):function:)?([^:]*)(?::([^:]*))?\z")
            .expect("a pattern")
    });
    let found = FORMS.captures(text)?;
    let part = |index: usize| found.get(index).map(|part| part.as_str().to_owned());
    let (name, qualifier) = (part(4)?, part(5));
    let is_name = model::FUNCTION_NAME.allows(&name);
    let is_qualified = qualifier
        .as_deref()
        .is_none_or(|text| model::QUALIFIER.allows(text));
    // The beginning of a partial ARN, not a name of twelve digits.
    let is_cut =
        part(3).is_none() && model::ACCOUNT.allows(&name) && qualifier.as_deref() == Some("function");
    (is_name && is_qualified && !is_cut).then(|| FunctionRef {
        text: text.into(),
        region: part(1),
        account: part(2).or_else(|| part(3)),
        name: FunctionName::parse(&name).expect("the model allows it"),
        qualifier,
    })
}

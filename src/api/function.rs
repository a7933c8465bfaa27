//! What is known of functions: the reads that tools make before they invoke.

use axum::http::StatusCode;
use axum::response::Response;

use super::Api;
use super::error::{Refusal, json};
use super::extract::Call;
use crate::engine::Resolved;
use crate::execution::catalog::LATEST;
use crate::execution::{Constraint, Exception, FunctionName, FunctionRef, Rejection};
use crate::wire::query::qualifier;
use crate::wire::request::{FunctionConfiguration, FunctionOutput, FunctionsOutput};

/// The pattern of a function's name in a path, as the model has it, without the groups.
const FUNCTION_PATTERN: &str = r"(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?";

/// A function as a path and a query name it together.
pub(super) fn reference(name: &str, qualifier: Option<&str>) -> Result<FunctionRef, Rejection> {
    let Some(mut function) = FunctionRef::parse(name) else {
        let constraint = match FunctionName::parse(name) {
            // A bare name, which is not wrong for its letters.
            Err(length @ (Constraint::LengthAtLeast(_) | Constraint::LengthAtMost(_)))
                if !name.contains(':') =>
            {
                length
            }
            _ => Constraint::Pattern(FUNCTION_PATTERN),
        };
        return Err(Rejection::violation("functionName", name, constraint));
    };
    if let Some(qualifier) = qualifier {
        FunctionRef::check_qualifier(qualifier)
            .map_err(|constraint| Rejection::violation("qualifier", qualifier, constraint))?;
    }
    match (function.qualifier.as_deref(), qualifier) {
        (Some(derived), Some(given)) if derived != given => Err(Rejection::InvalidParameter(
            "The derived qualifier from the function name does not match the specified qualifier.".to_owned(),
        )),
        (None, Some(given)) => {
            function.qualifier = Some(given.to_owned());
            Ok(function)
        }
        _ => Ok(function),
    }
}

/// `ListFunctions`.
pub(super) async fn list(api: &Api) -> Result<Response, Refusal> {
    let functions = api.engine.functions().await;
    let shown = functions.iter().map(|(name, info)| {
        let arn = arn(api, name.as_str(), None);
        FunctionConfiguration::of(name.as_str(), arn, LATEST, info)
    });
    let output = FunctionsOutput {
        functions: shown.collect(),
    };
    Ok(json(StatusCode::OK, &output))
}

/// `GetFunction`.
pub(super) async fn get(api: &Api, name: &str, call: &Call) -> Result<Response, Refusal> {
    let (resolved, arn) = find(api, name, call).await?;
    let configuration = show(&resolved, arn);
    Ok(json(StatusCode::OK, &FunctionOutput { configuration }))
}

/// `GetFunctionConfiguration`.
pub(super) async fn configuration(api: &Api, name: &str, call: &Call) -> Result<Response, Refusal> {
    let (resolved, arn) = find(api, name, call).await?;
    Ok(json(StatusCode::OK, &show(&resolved, arn)))
}

/// `GetFunctionUrlConfig`: nobody has one.
pub(super) fn no_url() -> Refusal {
    let message = "The resource you requested does not exist.";
    Refusal::Exception(Exception::ResourceNotFound, message.to_owned())
}

async fn find(api: &Api, name: &str, call: &Call) -> Result<(Resolved, String), Refusal> {
    let function = reference(name, qualifier(&call.query).as_deref())?;
    let resolved = api.engine.resolve(&function).await?;
    let arn = arn(api, resolved.name.as_str(), function.qualifier.as_deref());
    Ok((resolved, arn))
}

fn show(resolved: &Resolved, arn: String) -> FunctionConfiguration<'_> {
    FunctionConfiguration::of(resolved.name.as_str(), arn, &resolved.version, &resolved.info)
}

fn arn(api: &Api, name: &str, qualifier: Option<&str>) -> String {
    let (region, account) = (api.engine.region(), api.engine.account());
    let arn = format!("arn:aws:lambda:{region}:{account}:function:{name}");
    match qualifier {
        Some(qualifier) => format!("{arn}:{qualifier}"),
        None => arn,
    }
}

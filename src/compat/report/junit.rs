//! The report as `JUnit`'s XML, which CI systems read: a suite for each target, a case for each check.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report as Document, TestCase, TestCaseStatus, TestSuite};

use super::{Found, Outcome, Report, Row};

/// The document.
pub fn write(report: &Report) -> Result<String, quick_junit::SerializeError> {
    let mut document = Document::new("cargo durable compat check");
    for (index, summary) in report.targets.iter().enumerate() {
        let mut suite = TestSuite::new(&summary.target);
        for (row, found) in report.of(index) {
            suite.add_test_case(case(row, found));
        }
        document.add_test_suite(suite);
    }
    document.to_string()
}

fn case(row: &Row, found: &Found) -> TestCase {
    let mut case = TestCase::new(row.id, status(row, found));
    case.set_classname(row.area());
    case.set_time(Duration::from_millis(found.duration_ms));
    case
}

fn status(row: &Row, found: &Found) -> TestCaseStatus {
    let message = found.message.clone().unwrap_or_default();
    if found.accepted {
        let mut skipped = TestCaseStatus::skipped();
        skipped.set_message(format!("the baseline has it: {message}"));
        return skipped;
    }
    let kind = match found.outcome {
        Outcome::Passed => return TestCaseStatus::success(),
        Outcome::Differs => NonSuccessKind::Failure,
        // What nobody knows has not passed.
        Outcome::CannotRun => NonSuccessKind::Error,
    };
    let mut status = TestCaseStatus::non_success(kind);
    let mut text = format!("{} (contract {})\n", row.title, row.section);
    for fault in &found.known_faults {
        text += &format_args!("known: {} ({})\n", fault.sentence, fault.number).to_string();
    }
    if let Some(exchange) = found.decisive() {
        text += &format_args!(
            "{}\n{}\n→ {} {}\n",
            exchange.request, exchange.request_body, exchange.status, exchange.body
        )
        .to_string();
    }
    status
        .set_message(message)
        .set_type(row.severity)
        .set_description(text);
    status
}

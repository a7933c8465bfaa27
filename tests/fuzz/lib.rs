//! The properties, as a library for the fuzz targets.

mod properties;

/// Runs the property of a target on what the fuzzer came up with.
///
/// # Panics
/// If it does not hold: that is what the fuzzer looks for.
pub fn check(target: &str, data: &[u8]) {
    properties::check(target, data);
}

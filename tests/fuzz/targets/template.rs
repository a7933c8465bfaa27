//! SAM's and CloudFormation's templates.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| cargo_durable_fuzz::check("template", data));

//! Integration tests.

mod recorded;

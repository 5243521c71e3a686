//! Somebody who plays with a session as the bytes say: what it writes down leads to where it stands.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| synod_tests::hostile::session(bytes));

//! Any bytes as a script: read and printed and played, or refused at a place of the text.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    synod_tests::hostile::script(&String::from_utf8_lossy(bytes));
});

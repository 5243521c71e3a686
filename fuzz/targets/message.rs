//! Messages that nobody of the cluster said, forged into a storm as the bytes say.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    synod_tests::hostile::message(bytes);
});

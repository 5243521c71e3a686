//! The rate of this machine, as a line of JSON.

use std::time::Instant;

use peer_ed25519::verify;

fn main() {
    const COUNT: u32 = 5_000;
    verify(64);
    let start = Instant::now();
    assert_eq!(std::hint::black_box(verify(COUNT)), COUNT);
    let rate = f64::from(COUNT) / start.elapsed().as_secs_f64();
    println!(
        "{{\"peer\":\"ed25519-dalek\",\"metric\":\"signatures verified\",\"unit\":\"signatures/s\",\"value\":{rate}}}"
    );
}

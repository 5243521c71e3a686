//! The deterministic laboratory.

//! The page of Synod.

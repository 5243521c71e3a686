//! The page of Synod: a Yew interface over the laboratory, and `window.synod`.
//!
//! Nothing runs when the module is loaded. A page calls [`open_page`]; users of the package make a
//! [`api::Simulation`] and draw nothing.
//!
//! One [`driver::Driver`] owns the run and what the person has chosen. Everything that the page can ask goes through
//! one door, [`ask::Ask`]; everything that the page draws comes out of one value, [`page::Published`].

pub mod actions;
pub mod api;
pub mod ask;
pub mod bottom;
pub mod branches;
pub mod carriers;
pub mod driver;
pub mod fragment;
pub mod frames;
pub mod keys;
pub mod losses;
pub mod miner;
pub mod model;
pub mod page;
pub mod panels;
pub mod parts;
pub mod pointing;
pub mod rescue;
pub mod scene;
pub mod snapshot;
pub mod speed;
pub mod stage;
pub mod tools;
pub mod ui;

pub use page::open_page;

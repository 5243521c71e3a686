//! The page of Synod, as it is, over a crowd: as many nodes and messages as the stage has to bear, of a system that is
//! in no catalogue. Rows of the budgets and journeys look at it; nobody else does.

pub mod rumour;
pub mod wood;

use synod_core::session::Session;
use wasm_bindgen::prelude::*;

use rumour::Crowd;

/// Opens the page over a crowd. What it is made of is said in the address, behind the `?`: `nodes=1000&messages=5`,
/// or `nodes=5&blocks=10000` for a tree of blocks.
#[wasm_bindgen(js_name = openCrowd)]
pub fn open_crowd(search: &str) {
    let crowd = Crowd::read(search);
    synod_web::page::open_over(Session::over(Box::new(crowd.open()), Vec::new()));
}

//! Reading arguments: a wrong type throws, and so does a number that can be no count or step; other values do not.

use js_sys::{Function, RangeError, TypeError};
use synod_core::script::span;
use synod_core::units::{Step, Time};
use wasm_bindgen::prelude::*;

use super::Simulation;
use crate::fragment::{When, when};

/// A `TypeError`.
pub(super) fn wrong(name: &str, wanted: &str) -> JsValue {
    TypeError::new(&format!("{name} must be {wanted}")).into()
}

/// A string.
pub(super) fn text(value: &JsValue, name: &str) -> Result<String, JsValue> {
    value.as_string().ok_or_else(|| wrong(name, "a string"))
}

/// A step.
pub(super) fn steps(value: &JsValue, name: &str) -> Result<Step, JsValue> {
    let number = value.as_f64().filter(|number| number.is_finite());
    // Beyond both ends the ends are meant.
    number
        .map(|number| number as Step)
        .ok_or_else(|| wrong(name, "a number"))
}

/// So many steps; one if it is left out.
pub(super) fn optional_steps(value: &JsValue) -> Result<i64, JsValue> {
    if value.is_undefined() {
        return Ok(1);
    }
    whole(value, "n", f64::NEG_INFINITY).map(|number| number as i64)
}

/// A whole number that is not less than this.
fn whole(value: &JsValue, name: &str, least: f64) -> Result<f64, JsValue> {
    let number = value.as_f64().ok_or_else(|| wrong(name, "a number"))?;
    if number.is_finite() && number.fract() == 0.0 && number >= least {
        return Ok(number);
    }
    let beyond = if least < 0.0 { "" } else { " from 0" };
    Err(RangeError::new(&format!("{name} must be a whole number{beyond}")).into())
}

/// A moment, or the words that are none.
pub(super) fn moment(value: &JsValue) -> Result<Result<When, String>, JsValue> {
    if let Some(words) = value.as_string() {
        return Ok(when(&words).ok_or(words));
    }
    if value.as_f64().is_none() {
        return Err(wrong("moment", "a number or a string"));
    }
    // Beyond the last possible step that one is meant.
    whole(value, "moment", 0.0).map(|step| Ok(When::Step(step as Step)))
}

/// A time as the script language writes it.
pub(super) fn time(words: &str) -> Option<Time> {
    span(words.trim()).map(|span| Time(span.micros()))
}

/// Plays a slice now and the next one when the page had its turn; then calls back.
pub(super) fn in_slices(run: Simulation, until: Time, done: Function) {
    if run.slice(until) {
        gloo_timers::callback::Timeout::new(0, move || in_slices(run, until, done)).forget();
    } else if let Err(error) = done.call0(&JsValue::UNDEFINED) {
        // The caller's own trouble: it belongs into the console, as from any callback.
        web_sys::console::error_1(&error);
    }
}

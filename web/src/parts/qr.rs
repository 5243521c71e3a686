//! A QR code: dark on white in every scheme, with a quiet zone of three modules.

use qrcodegen::{QrCode, QrCodeEcc};
use yew::prelude::*;

/// The quiet zone around the code, in modules.
const QUIET: i32 = 3;

/// What a [`Qr`] is told.
#[derive(Properties, PartialEq)]
pub struct QrProps {
    /// What it says.
    pub text: AttrValue,
    /// What it is called.
    pub label: AttrValue,
}

/// The code; nothing where the text is too long for one.
#[component]
pub fn Qr(props: &QrProps) -> Html {
    let drawn = use_memo(props.text.clone(), |text| drawn(text));
    let Some((size, path)) = &*drawn else {
        return html! { <p class="muted">{ "Too long for a QR code." }</p> };
    };
    let whole = size + 2 * QUIET;
    html! {
        <svg class="qr" viewBox={format!("{} {} {whole} {whole}", -QUIET, -QUIET)} role="img" aria-label={props.label.clone()}
            shape-rendering="crispEdges">
            <rect class="quiet" x={(-QUIET).to_string()} y={(-QUIET).to_string()} width={whole.to_string()} height={whole.to_string()} />
            <path d={path.clone()} />
        </svg>
    }
}

/// The size in modules, and the dark ones as strokes of rows.
fn drawn(text: &str) -> Option<(i32, String)> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let from = x;
            while code.get_module(x, y) {
                x += 1;
            }
            if x > from {
                path.push_str(&format!("M{from} {y}h{0}v1h-{0}z", x - from));
            }
            x += 1;
        }
    }
    Some((code.size(), path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_of_twenty_interventions_is_a_code_that_phones_read() {
        let link = format!("https://synod.example/lab/#run={}", "x".repeat(200));
        let (size, path) = drawn(&link).expect("it fits");
        assert!(size <= 61, "{size} modules");
        assert!(
            path.starts_with("M0 0h7v1h-7z"),
            "the corner pattern comes first"
        );
        assert_eq!(drawn(&"x".repeat(3000)), None);
    }
}

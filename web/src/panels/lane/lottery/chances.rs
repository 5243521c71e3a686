//! Who has which chance, and what came of it: blocks forged beside those to be expected.

use synod_core::units::Ratio;
use synod_core::view::{LotteryView, StakerView};
use yew::prelude::*;

use crate::panels::desk::Desk;

/// So many stakers are listed: those with the largest stakes first would hide the order of drawing, so the first ones.
const ROWS_MAX: usize = 200;
/// A staker of whom fewer blocks were to be expected makes the sum of squares say little, in millionths.
const LEAST: u64 = 5_000_000;
/// What the sum stays below nineteen times in twenty, by degrees of freedom from 1, in hundredths.
const CRITICAL: [u64; 10] = [384, 599, 781, 949, 1107, 1259, 1407, 1551, 1692, 1831];

/// The table, and what the sum of squares says.
pub fn chances(desk: &Desk, lottery: &LotteryView) -> Html {
    let total: u64 = lottery.stakers.iter().map(|it| it.stake).sum();
    let more = lottery.stakers.len().saturating_sub(ROWS_MAX);
    let drawn = lottery.drawn.as_ref();
    let row = |staker: &StakerView| {
        let name = staker.account.to_string();
        let forges = staker
            .node
            .map_or_else(|| "nobody".to_owned(), |id| id.to_string());
        let next = drawn == Some(&staker.account);
        html! {
            <tr key={name.clone()} data-about={name.clone()} data-staker={name.clone()} class={next.then_some("me")}>
                <td>{ &name }</td><td>{ forges }</td><td class="sum">{ staker.stake }</td>
                <td class="sum">{ percent(staker.chance) }<span class="share" style={format!("--share: {}", staker.chance.0)}></span></td>
                <td class="sum">{ staker.forged }</td><td class="sum">{ tenths(staker.expected) }</td>
            </tr>
        }
    };
    html! {
        <section class="chances">
            <table class="list tight">
                <thead><tr><th>{ "account" }</th><th>{ "forged by" }</th><th>{ "stake" }</th><th>{ "chance" }</th><th>{ "forged" }</th><th>{ "expected" }</th></tr></thead>
                <tbody>{ for lottery.stakers.iter().take(ROWS_MAX).map(row) }</tbody>
                <tfoot><tr><td>{ "all" }</td><td></td><td class="sum">{ total }</td><td></td>
                    <td class="sum">{ lottery.stakers.iter().map(|it| it.forged).sum::<u64>() }</td><td></td></tr></tfoot>
            </table>
            if more > 0 { <p class="muted">{ format!("and {more} more") }</p> }
            <p class="fit" data-chi-square={lottery.chi_square.map(|it| it.to_string())}>{ verdict(lottery) }</p>
            if desk.snapshot.nodes.len() > 1 && drawn.is_none() {
                <p class="muted">{ "Nobody is drawn." }</p>
            }
        </section>
    }
}

/// Forged against expected, in a sentence.
fn verdict(lottery: &LotteryView) -> String {
    let Some(sum) = lottery.chi_square else {
        return "Nothing to compare yet: it takes two with stakes, and a block.".to_owned();
    };
    let drawn = lottery.stakers.iter().filter(|it| it.expected > 0);
    let (count, least) = drawn.fold((0_usize, u64::MAX), |(count, least), it| {
        (count + 1, least.min(it.expected))
    });
    let freedom = count.saturating_sub(1).max(1);
    let said = format!(
        "Chi-square {} with {}",
        hundredths(sum),
        match freedom {
            1 => "1 degree of freedom".to_owned(),
            many => format!("{many} degrees of freedom"),
        }
    );
    match CRITICAL.get(freedom - 1) {
        _ if least < LEAST => format!("{said}. Too few blocks to tell chance from skew."),
        Some(bound) if sum > bound * 10_000 => {
            format!(
                "{said}. A fair lottery goes beyond {} once in twenty times.",
                hundredths(bound * 10_000)
            )
        }
        Some(bound) => format!(
            "{said}. A fair lottery stays below {} nineteen times in twenty.",
            hundredths(bound * 10_000)
        ),
        None => format!("{said}."),
    }
}

/// A share with a tenth of a percent.
fn percent(share: Ratio) -> String {
    let tenths = (share.0 + 500) / 1000;
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// Millionths with one place.
fn tenths(millionths: u64) -> String {
    let tenths = (millionths + 50_000) / 100_000;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Millionths with two places.
fn hundredths(millionths: u64) -> String {
    let hundredths = (millionths + 5_000) / 10_000;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use synod_core::ledger::Account;

    fn lottery(stakers: &[(u64, u64)], chi_square: Option<u64>) -> LotteryView {
        let staker = |(place, (forged, expected)): (usize, &(u64, u64))| StakerView {
            account: Account::named(&format!("n{}", place + 1)),
            node: None,
            stake: 1,
            chance: Ratio(0),
            forged: *forged,
            expected: *expected,
        };
        LotteryView {
            height: 1,
            drawn: None,
            stakers: stakers.iter().enumerate().map(staker).collect(),
            chi_square,
        }
    }

    #[test]
    fn numbers_are_rounded() {
        assert_eq!(percent(Ratio(961_538)), "96.2%");
        assert_eq!(percent(Ratio(38_462)), "3.8%");
        assert_eq!(
            (tenths(2_960_000), hundredths(5_994_999)),
            ("3.0".into(), "5.99".into())
        );
    }

    #[test]
    fn a_few_blocks_say_nothing_and_many_do() {
        assert!(verdict(&lottery(&[(1, 900_000)], None)).starts_with("Nothing to compare"));
        let few = lottery(&[(3, 2_900_000), (0, 100_000)], Some(103_448));
        assert_eq!(
            verdict(&few),
            "Chi-square 0.10 with 1 degree of freedom. Too few blocks to tell chance from skew."
        );
        // Of 3,000 draws with stakes 1, 2 and 7: 307, 641 and 2,052 where 300, 600 and 2,100 are expected.
        let many = [
            (307, 300_000_000),
            (641, 600_000_000),
            (2052, 2_100_000_000),
        ];
        let fair = lottery(&many, Some(4_062_143));
        assert_eq!(
            verdict(&fair),
            "Chi-square 4.06 with 2 degrees of freedom. A fair lottery stays below 5.99 nineteen times in twenty."
        );
        assert!(
            verdict(&lottery(&many, Some(6_000_000)))
                .ends_with("goes beyond 5.99 once in twenty times.")
        );
    }
}

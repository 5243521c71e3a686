//! Two sides measured in alternation: what disturbs one disturbs the other, and the ratio stays.

use anyhow::Result;

use super::Figure;

/// Measures both sides so many times, one after the other, and again; the median of their ratios decides.
pub fn duel(
    runs: usize,
    mut ours: impl FnMut() -> Result<f64>,
    mut other: impl FnMut() -> Result<f64>,
) -> Result<Figure> {
    let (mut left, mut right, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..runs {
        let (one, two) = (ours()?, other()?);
        left.push(one);
        right.push(two);
        ratios.push(one / two);
    }
    let ratio = median(&mut ratios);
    let (least, greatest) = (ratios[0], ratios[ratios.len() - 1]);
    Ok(Figure {
        ours: median(&mut left),
        against: median(&mut right),
        ratio,
        note: format!("ratios {least:.2} to {greatest:.2} in {runs} rounds"),
    })
}

/// The middle one; sorts them.
pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_the_ratios_counts_and_not_the_ratio_of_the_medians() {
        let (mut ours, mut others) = ([8.0, 4.0, 100.0].iter(), [4.0, 1.0, 100.0].iter());
        let next = |side: &mut std::slice::Iter<f64>| Ok(*side.next().expect("three rounds"));
        let figure = duel(3, || next(&mut ours), || next(&mut others)).expect("no side fails");
        assert_eq!((figure.ours, figure.against, figure.ratio), (8.0, 4.0, 2.0));
    }
}

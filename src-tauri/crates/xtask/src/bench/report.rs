//! What a case measured: figures, what they stand beside, and whether they reach their aims.

use std::fmt;
use std::time::Duration;

/// Measured durations.
#[derive(Debug, Default)]
pub struct Samples {
    sorted: Vec<Duration>,
}

impl Samples {
    /// Takes durations in any order.
    pub fn new(mut durations: Vec<Duration>) -> Self {
        durations.sort_unstable();
        Self { sorted: durations }
    }

    /// Returns the smallest sample that at least `percent` of all samples do not exceed.
    ///
    /// # Shapes
    /// `percent` from 0 to 100; zero when there are no samples.
    pub fn percentile(&self, percent: f64) -> Duration {
        let rank = (percent / 100.0 * self.sorted.len() as f64).ceil() as usize;
        self.sorted
            .get(rank.saturating_sub(1))
            .copied()
            .unwrap_or_default()
    }

    /// Returns a percentile in milliseconds.
    pub fn ms(&self, percent: f64) -> f64 {
        self.percentile(percent).as_secs_f64() * 1000.0
    }
}

/// What is wished of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aim {
    /// Smaller is better, and this is small enough.
    AtMost(f64),
    /// Larger is better, and this is large enough.
    AtLeast(f64),
}

impl Aim {
    fn is_met_by(self, value: f64) -> bool {
        match self {
            Self::AtMost(most) => value <= most,
            Self::AtLeast(least) => value >= least,
        }
    }
}

impl fmt::Display for Aim {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(most) => write!(out, "at most {most}"),
            Self::AtLeast(least) => write!(out, "at least {least}"),
        }
    }
}

/// One measured number.
#[derive(Debug)]
pub struct Figure {
    what: String,
    value: f64,
    unit: &'static str,
    yardstick: Option<(String, f64)>,
    aim: Option<Aim>,
    ratio_aim: Option<Aim>,
}

impl Figure {
    /// Takes a number for its own sake.
    pub fn new(what: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self {
            what: what.into(),
            value,
            unit,
            yardstick: None,
            aim: None,
            ratio_aim: None,
        }
    }

    /// Puts it beside a number of the same unit, measured in the same run.
    pub fn beside(mut self, yardstick: impl Into<String>, value: f64) -> Self {
        self.yardstick = Some((yardstick.into(), value));
        self
    }

    /// Sets what is wished of the number.
    pub fn aim(mut self, aim: Aim) -> Self {
        self.aim = Some(aim);
        self
    }

    /// Sets what is wished of the number divided by its yardstick.
    pub fn ratio_aim(mut self, aim: Aim) -> Self {
        self.ratio_aim = Some(aim);
        self
    }

    fn ratio(&self) -> Option<f64> {
        self.yardstick.as_ref().map(|(_, value)| self.value / value)
    }

    /// Returns every aim with what is judged by it, in words and as a number.
    fn judged(&self) -> impl Iterator<Item = (&'static str, Aim, f64)> {
        let of_value = self.aim.map(|aim| ("", aim, self.value));
        let of_ratio = self.ratio_aim.zip(self.ratio());
        let of_ratio = of_ratio.map(|(aim, ratio)| ("ratio ", aim, ratio));
        of_value.into_iter().chain(of_ratio)
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = number(self.value);
        write!(out, "  {:<52} {value:>9} {:<6}", self.what, self.unit)?;
        if let (Some((name, value)), Some(ratio)) = (&self.yardstick, self.ratio()) {
            write!(
                out,
                " | {name} {} {}, ratio {ratio:.2}",
                number(*value),
                self.unit
            )?;
        }
        for (of, aim, value) in self.judged() {
            let verdict = if aim.is_met_by(value) {
                "MET"
            } else {
                "MISSED"
            };
            write!(out, " | aim {of}{aim}: {verdict}")?;
        }
        Ok(())
    }
}

/// Writes a number with as many digits as it deserves.
fn number(value: f64) -> String {
    match value.abs() {
        small if small < 10.0 => format!("{value:.2}"),
        middle if middle < 1000.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

/// The figures of one case.
#[derive(Debug, Default)]
pub struct Report {
    figures: Vec<Figure>,
}

impl Report {
    /// Adds a figure.
    pub fn add(&mut self, figure: Figure) {
        self.figures.push(figure);
    }

    /// Adds median, 95th and 99th percentile in milliseconds, beside those of a yardstick; the aim is
    /// for the 95th.
    pub fn percentiles(
        &mut self,
        what: &str,
        samples: &Samples,
        yardstick: Option<(&str, &Samples)>,
        aim: Option<Aim>,
    ) {
        for (percent, aim) in [(50.0, None), (95.0, aim), (99.0, None)] {
            let figure = Figure::new(format!("{what}, p{percent:.0}"), samples.ms(percent), "ms");
            let figure = match yardstick {
                Some((name, other)) => figure.beside(name, other.ms(percent)),
                None => figure,
            };
            self.add(Figure { aim, ..figure });
        }
    }

    /// Returns how many aims are missed.
    pub fn missed(&self) -> usize {
        let judged = self.figures.iter().flat_map(Figure::judged);
        judged
            .filter(|(_, aim, value)| !aim.is_met_by(*value))
            .count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for figure in &self.figures {
            writeln!(out, "{figure}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(values: impl Iterator<Item = u64>) -> Samples {
        Samples::new(values.map(Duration::from_millis).collect())
    }

    #[test]
    fn percentiles_are_samples_that_were_measured() {
        let samples = millis((1..=100).rev());
        assert_eq!(samples.percentile(50.0), Duration::from_millis(50));
        assert_eq!(samples.percentile(95.0), Duration::from_millis(95));
        assert_eq!(samples.percentile(100.0), Duration::from_millis(100));
        assert_eq!(
            millis([7].into_iter()).percentile(1.0),
            Duration::from_millis(7)
        );
        assert_eq!(Samples::default().percentile(50.0), Duration::ZERO);
    }

    #[test]
    fn an_aim_is_met_at_its_edge_and_missed_beyond() {
        assert!(Aim::AtMost(90.0).is_met_by(90.0) && !Aim::AtMost(90.0).is_met_by(90.1));
        assert!(Aim::AtLeast(0.5).is_met_by(0.5) && !Aim::AtLeast(0.5).is_met_by(0.49));
    }

    #[test]
    fn each_aim_of_a_figure_is_judged_by_itself() {
        let figure = Figure::new("start", 900.0, "ms").beside("an empty window", 500.0);
        let figure = figure.aim(Aim::AtMost(1000.0)).ratio_aim(Aim::AtMost(1.5));
        let mut report = Report::default();
        report.add(figure);
        assert_eq!(report.missed(), 1);
        let said = report.to_string();
        assert!(said.contains("at most 1000: MET"), "{said}");
        assert!(said.contains("ratio at most 1.5: MISSED"), "{said}");
    }

    #[test]
    fn the_aim_of_percentiles_is_for_the_95th() {
        let mut report = Report::default();
        report.percentiles("page", &millis(1..=100), None, Some(Aim::AtMost(96.0)));
        assert_eq!(report.missed(), 0);
        report.percentiles("page", &millis(1..=100), None, Some(Aim::AtMost(94.0)));
        assert_eq!(report.missed(), 1);
    }
}

//! Settings: the choices a person made, each with a name, a check and a default.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Why a setting was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// No setting has this name.
    #[error("There is no setting `{0}`. `herald settings get` lists them all.")]
    Unknown(String),
    /// The value does not fit.
    #[error("`{value}` does not fit `{name}`. Allowed: {allowed}. Nothing was changed.")]
    Unfit {
        /// The setting.
        name: String,
        /// What was given.
        value: String,
        /// What would fit.
        allowed: String,
    },
}

/// What a setting takes.
enum Rule {
    Switch,
    OneOf(&'static [&'static str]),
    Seconds(u64, u64),
    Minutes(u64, u64),
    Days(u64, u64),
    Text(usize),
    Dollars(u64),
    Address,
}

struct Definition {
    name: &'static str,
    default: &'static str,
    rule: Rule,
}

const DEFINITIONS: [Definition; 21] = [
    Definition {
        name: "engine.paused",
        default: "false",
        rule: Rule::Switch,
    },
    Definition {
        name: "review.undo_seconds",
        default: "10",
        rule: Rule::OneOf(&["0", "5", "10", "30"]),
    },
    Definition {
        name: "publish.late_minutes",
        default: "15",
        rule: Rule::Minutes(1, 1_440),
    },
    Definition {
        name: "publish.when_late",
        default: "ask",
        rule: Rule::OneOf(&["ask", "next_slot"]),
    },
    Definition {
        name: "publish.spacing_minutes",
        default: "10",
        rule: Rule::Minutes(0, 1_440),
    },
    Definition {
        name: "publish.park",
        default: "false",
        rule: Rule::Switch,
    },
    Definition {
        name: "observe.every_seconds",
        default: "30",
        rule: Rule::Seconds(1, 86_400),
    },
    Definition {
        name: "sample.every_seconds",
        default: "3600",
        rule: Rule::Seconds(10, 604_800),
    },
    Definition {
        name: "keep.samples_days",
        default: "30",
        rule: Rule::Days(1, 3_650),
    },
    Definition {
        name: "keep.done_work_days",
        default: "7",
        rule: Rule::Days(1, 3_650),
    },
    Definition {
        name: "notifications.enabled",
        default: "true",
        rule: Rule::Switch,
    },
    Definition {
        name: "drafting.provider",
        default: "builtin",
        rule: Rule::OneOf(&["builtin", "openai", "anthropic", "ollama"]),
    },
    Definition {
        name: "drafting.address",
        default: "",
        rule: Rule::Address,
    },
    Definition {
        name: "drafting.model",
        default: "",
        rule: Rule::Text(200),
    },
    Definition {
        name: "drafting.timeout_seconds",
        default: "60",
        rule: Rule::Seconds(1, 600),
    },
    Definition {
        name: "spending.monthly_usd",
        default: "10",
        rule: Rule::Dollars(100_000),
    },
    Definition {
        name: "window.theme",
        default: "system",
        rule: Rule::OneOf(&["system", "light", "dark"]),
    },
    Definition {
        name: "window.close_to_tray",
        default: "true",
        rule: Rule::Switch,
    },
    Definition {
        name: "window.autostart",
        default: "false",
        rule: Rule::Switch,
    },
    Definition {
        name: "window.single_keys",
        default: "true",
        rule: Rule::Switch,
    },
    Definition {
        name: "window.welcomed",
        default: "false",
        rule: Rule::Switch,
    },
];

/// Every setting with its value; what a person never set has its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Settings(BTreeMap<String, String>);

impl Default for Settings {
    fn default() -> Self {
        let defaults = DEFINITIONS.iter();
        Self(
            defaults
                .map(|d| (d.name.to_owned(), d.default.to_owned()))
                .collect(),
        )
    }
}

impl Settings {
    /// Puts stored values over the defaults; names of another version are left out.
    pub fn from_stored(stored: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut settings = Self::default();
        for (name, value) in stored {
            if let Some(slot) = settings.0.get_mut(&name) {
                *slot = value;
            }
        }
        settings
    }

    /// Checks a value and returns it in its stored form.
    ///
    /// # Errors
    /// [`SettingError`] when there is no such setting or the value does not fit it.
    pub fn check(name: &str, value: &str) -> Result<String, SettingError> {
        let definition = DEFINITIONS.iter().find(|d| d.name == name);
        let Some(definition) = definition else {
            return Err(SettingError::Unknown(name.to_owned()));
        };
        let value = value.trim();
        let (fits, allowed) = match &definition.rule {
            Rule::Switch => (matches!(value, "true" | "false"), "true, false".to_owned()),
            Rule::OneOf(words) => (words.contains(&value), words.join(", ")),
            Rule::Seconds(least, most) => within(value, *least, *most, "seconds"),
            Rule::Minutes(least, most) => within(value, *least, *most, "minutes"),
            Rule::Days(least, most) => within(value, *least, *most, "days"),
            Rule::Text(most) => (
                value.chars().count() <= *most && !value.contains(char::is_control),
                format!("up to {most} characters on one line"),
            ),
            Rule::Dollars(most) => (
                micro_usd(value).is_some_and(|micro| micro <= most * 1_000_000),
                format!("0 to {most} US dollars, with up to two decimals"),
            ),
            Rule::Address => (
                value.is_empty() || value.starts_with("http://") || value.starts_with("https://"),
                "an http or https address, or nothing".to_owned(),
            ),
        };
        if fits {
            return Ok(value.to_owned());
        }
        Err(SettingError::Unfit {
            name: name.to_owned(),
            value: value.to_owned(),
            allowed,
        })
    }

    /// Returns every name and value, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(n, v)| (n.as_str(), v.as_str()))
    }

    /// Returns the value of a setting; `None` when there is no such setting.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Tells whether a switch is on.
    pub fn is_on(&self, name: &str) -> bool {
        self.get(name) == Some("true")
    }

    /// Returns a span given in seconds.
    pub fn seconds(&self, name: &str) -> Duration {
        self.span(name, 1)
    }

    /// Returns a span given in minutes.
    pub fn minutes(&self, name: &str) -> Duration {
        self.span(name, 60)
    }

    /// Returns a span given in days.
    pub fn days(&self, name: &str) -> Duration {
        self.span(name, 86_400)
    }

    fn span(&self, name: &str, unit_seconds: u64) -> Duration {
        let units: u64 = self.get(name).and_then(|v| v.parse().ok()).unwrap_or(0);
        Duration::from_secs(units.saturating_mul(unit_seconds))
    }

    /// Returns the most that may be paid to networks in a month, in millionths of a US dollar.
    pub fn monthly_budget_micro_usd(&self) -> u64 {
        self.get("spending.monthly_usd")
            .and_then(micro_usd)
            .unwrap_or(0)
    }

    /// Returns how long an approved action is held before it may leave.
    pub fn undo_window(&self) -> Duration {
        self.seconds("review.undo_seconds")
    }
}

/// Tells whether a value is a whole number between two, and what would fit.
fn within(value: &str, least: u64, most: u64, unit: &str) -> (bool, String) {
    let number = value.parse::<u64>();
    let fits = number.is_ok_and(|n| (least..=most).contains(&n));
    (fits, format!("{least} to {most} {unit}"))
}

/// Reads an amount of dollars with up to two decimals.
fn micro_usd(text: &str) -> Option<u64> {
    let (whole, cents) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || cents.len() > 2 || !digits(whole) || !digits(cents) {
        return None;
    }
    let cents: u64 = format!("{cents:0<2}").parse().ok()?;
    let whole: u64 = whole.parse().ok()?;
    whole.checked_mul(1_000_000)?.checked_add(cents * 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_passes_its_own_check() {
        for d in &DEFINITIONS {
            assert_eq!(Settings::check(d.name, d.default).as_deref(), Ok(d.default));
        }
    }

    #[test]
    fn unfit_values_say_what_would_fit() {
        let error = Settings::check("review.undo_seconds", "7").expect_err("7 is not offered");
        assert!(error.to_string().contains("0, 5, 10, 30"), "{error}");
        assert!(Settings::check("no.such", "1").is_err());
        assert!(Settings::check("drafting.address", "file:///etc/passwd").is_err());
    }

    #[test]
    fn an_amount_of_dollars_is_read_to_the_cent() {
        assert_eq!(micro_usd("10"), Some(10_000_000));
        assert_eq!(micro_usd("0.5"), Some(500_000));
        assert_eq!(micro_usd("2.05"), Some(2_050_000));
        for unfit in [
            "",
            "-1",
            "1.005",
            "ten",
            "1,5",
            ".5",
            "99999999999999999999",
        ] {
            assert_eq!(micro_usd(unfit), None, "{unfit}");
        }
    }

    #[test]
    fn stored_values_win_over_defaults_and_strangers_are_left_out() {
        let stored = [
            ("review.undo_seconds".to_owned(), "30".to_owned()),
            ("of.another.version".to_owned(), "x".to_owned()),
        ];
        let settings = Settings::from_stored(stored);
        assert_eq!(settings.undo_window(), Duration::from_secs(30));
        assert_eq!(settings.get("of.another.version"), None);
    }
}

//! What happens while the engine runs, one line per thing.

use herald_api::views::{AccountStateView, HealthView};

use super::{Page, Tone, activity, history, review, text, when};
use crate::headless::watch::Happening;

/// Writes one line: when, what kind of thing, its short id, what happened.
pub fn line(page: &mut Page, happening: &Happening) {
    let (at, kind, id, tone, what) = match happening {
        Happening::Activity(row) => {
            let said = match activity::said(row) {
                "" => String::new(),
                said => format!(": {}", text::one_line(said)),
            };
            let what = format!("{} by {}{said}", review::verb(&row.kind), row.who);
            (
                Some(row.at),
                "activity",
                row.short.as_str(),
                Tone::Plain,
                what,
            )
        }
        Happening::Review(row) => {
            let what = match row.state.as_str() {
                "open" => format!("{} to {} waits for you", review::verb(&row.verb), row.who),
                state => format!("{} to {}: {state}", review::verb(&row.verb), row.who),
            };
            let tone = match row.state.as_str() {
                "open" => Tone::Strong,
                _ => Tone::Plain,
            };
            (None, "review", row.short.as_str(), tone, what)
        }
        Happening::Action(row) => {
            let trouble = match row.trouble.as_str() {
                "" => String::new(),
                trouble => format!(". {trouble}"),
            };
            let what = format!("{}: {}{trouble}", row.headline, row.state_text);
            let tone = history::tone(&row.state);
            (Some(row.at), "action", row.short.as_str(), tone, what)
        }
        Happening::Account(account) => {
            let (tone, word) = match account.health {
                _ if account.state == AccountStateView::NeedsReconnect => {
                    (Tone::Bad, "is signed out")
                }
                HealthView::Ok if account.state == AccountStateView::Paused => {
                    (Tone::Plain, "is paused")
                }
                HealthView::Ok => (Tone::Plain, "is well"),
                HealthView::Degraded => (Tone::Warn, "has trouble"),
                HealthView::Failed => (Tone::Bad, "does not work"),
            };
            let what = format!("@{} {word}. {}", account.handle, account.note);
            (None, "account", "", tone, what)
        }
        Happening::Problem(problem) => (None, "problem", "", Tone::Warn, problem.clone()),
    };
    let time = at.map_or_else(|| page.time_of_day(), when::time_of_day);
    let head = format!("{time}  {}{}", text::pad(kind, 10), text::pad(id, 9));
    page.cut_line(&head, tone, what.trim_end());
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn said(happening: &Happening) -> String {
        let text = samples::write(|page| line(page, happening));
        text.split_once("  ")
            .expect("a time, then the rest")
            .1
            .to_owned()
    }

    #[test]
    fn each_thing_is_one_line() {
        let mut activity = samples::activity();
        activity.text.push_str("\n\u{1b}[2Jmore");
        assert_eq!(
            said(&Happening::Activity(activity)),
            "activity  0c0ffee  mention by Jonas Weber: Is the show open? [2Jmore\n"
        );
        assert_eq!(
            said(&Happening::Review(samples::review_row())),
            "review    3f2a9c1  reply to Jonas Weber waits for you\n"
        );
        assert_eq!(
            said(&Happening::Action(samples::history_row())),
            "action    0ac7104  Reply to Jonas Weber: Sent\n"
        );
    }

    #[test]
    fn scripts_get_the_thing_under_its_kind() {
        let happening = Happening::Review(samples::review_row());
        let value = serde_json::to_value(&happening).expect("JSON");
        assert_eq!(value["review"]["short"], "3f2a9c1");
    }
}

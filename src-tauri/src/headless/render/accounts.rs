//! Accounts and what they can do, for people.

use herald_api::views::{AccountList, AccountStateView, AccountView, HealthView};

use super::{Cell, Page, Tone, review};

/// Writes the accounts.
pub fn list(page: &mut Page, accounts: &[AccountView]) {
    if accounts.is_empty() {
        page.line(&[(
            Tone::Plain,
            "No account is connected. Connect one: herald account add --help",
        )]);
        page.line(&[(Tone::Quiet, "Or try everything without one: herald demo")]);
        return;
    }
    let rows: Vec<_> = accounts
        .iter()
        .map(|account| {
            let read = account.observed_at.map(|at| page.ago(at));
            let read = read.filter(|_| !account.watched_elsewhere);
            let unread = if account.watched_elsewhere {
                "all the time"
            } else {
                "not yet"
            };
            let followers = account.followers.map(|n| n.to_string());
            vec![
                Cell::new(Tone::Strong, &format!("@{}", account.handle)),
                Cell::plain(&place(account)),
                state(account),
                Cell::plain(followers.as_deref().unwrap_or("-")),
                Cell::plain(read.as_deref().unwrap_or(unread)),
                Cell::quiet(&account.id),
                Cell::plain(&note(account)),
            ]
        })
        .collect();
    page.table(
        &[
            "account",
            "network",
            "state",
            "followers",
            "read",
            "id",
            "note",
        ],
        &rows,
    );
}

/// Writes what is wrong, and how what needs no more than a look goes away.
fn note(account: &AccountView) -> String {
    if !account.left_out || account.note.is_empty() {
        return account.note.clone();
    }
    format!(
        "{} (seen? herald account dismiss {})",
        account.note, account.handle
    )
}

fn place(account: &AccountView) -> String {
    if account.demo {
        format!("{} (demo)", account.network_name)
    } else {
        account.network_name.clone()
    }
}

fn state(account: &AccountView) -> Cell {
    match (account.state, account.health) {
        (AccountStateView::Paused, _) => Cell::quiet("paused"),
        (AccountStateView::NeedsReconnect, _) => Cell::new(Tone::Bad, "sign in again"),
        (AccountStateView::Active, HealthView::Ok) => Cell::new(Tone::Good, "watched"),
        (AccountStateView::Active, HealthView::Degraded) => Cell::new(Tone::Warn, "in trouble"),
        (AccountStateView::Active, HealthView::Failed) => Cell::new(Tone::Bad, "failing"),
    }
}

/// Writes one account after it was changed.
pub fn one(page: &mut Page, account: &AccountView) {
    list(page, std::slice::from_ref(account));
}

/// Writes what each account can do, verb by verb.
pub fn capabilities(page: &mut Page, accounts: &AccountList) {
    if accounts.accounts.is_empty() {
        list(page, &accounts.accounts);
        return;
    }
    for (index, account) in accounts.accounts.iter().enumerate() {
        if index > 0 {
            page.gap();
        }
        let place = format!("  {}", place(account));
        page.line(&[
            (Tone::Strong, &format!("@{}", account.handle)),
            (Tone::Quiet, &place),
        ]);
        let rows: Vec<_> = account
            .capabilities
            .iter()
            .map(|c| {
                vec![
                    Cell::plain(&review::verb(&c.verb)),
                    availability(&c.availability),
                    Cell::plain(&c.price),
                    Cell::quiet(&c.reason),
                ]
            })
            .collect();
        page.table(&["verb", "how", "price", "why not"], &rows);
    }
}

fn availability(word: &str) -> Cell {
    match word {
        "api" => Cell::new(Tone::Good, "by Herald"),
        "api_after_approval" => Cell::new(Tone::Warn, "once the network approves the app"),
        "hand_over" => Cell::new(Tone::Warn, "by you, on the network's page"),
        "impossible" => Cell::new(Tone::Bad, "not possible"),
        other => Cell::plain(other),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn without_accounts_the_way_in_is_shown() {
        let text = samples::write(|page| list(page, &[]));
        assert!(text.contains("herald account add --help"), "{text}");
        assert!(text.contains("herald demo"), "{text}");
    }

    #[test]
    fn an_account_says_how_it_is_doing_in_a_word() {
        let mut signed_out = samples::account();
        signed_out.state = AccountStateView::NeedsReconnect;
        signed_out.demo = false;
        signed_out.observed_at = None;
        let text = samples::write(|page| list(page, &[samples::account(), signed_out]));
        assert!(text.contains("Bluesky (demo)  watched"), "{text}");
        assert!(text.contains("sign in again  212        not yet"), "{text}");
    }

    #[test]
    fn capabilities_are_said_in_words() {
        let accounts = AccountList {
            accounts: vec![samples::account()],
        };
        let text = samples::write(|page| capabilities(page, &accounts));
        assert!(text.contains("hide reply  by Herald  free"), "{text}");
    }
}

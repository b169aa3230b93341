//! The rail.

use herald_domain::{Account, AccountState, HealthState};
use herald_pipeline::ports::{Counts, VaultState};

use super::leaving::Leaving;
use crate::shell::Seat;
use crate::views::{
    AccountView, EngineState, EngineView, Nothing, Overview, PauseEverything, SettingView,
    UndoView, VaultView,
};
use crate::{ApiError, Herald};

impl Herald {
    /// Returns counts, accounts, the engine, and what can be undone.
    pub async fn overview(&self, _: Nothing) -> Result<Overview, ApiError> {
        let now = self.context.clock().now();
        let counts = self.context.store().counts(now).await?;
        let settings = self.context.store().settings().await?;
        let paused = settings.is_on("engine.paused");
        let accounts = self.account_views().await?;
        let engine = self.engine_view();
        let vault = vault_view(&self.context.vault().state().await);
        let problems = self.problems(&engine, vault, &accounts).await?;
        Ok(Overview {
            waiting: counts.waiting,
            new_activity: counts.new_activity,
            on_their_way: counts.on_their_way,
            in_trouble: counts.in_trouble,
            handed_over: self.handed_over().await?,
            paused,
            footer: footer(&counts, paused, accounts.is_empty()),
            accounts,
            engine,
            vault,
            undo: self.undo_view().await?,
            problems,
            now: now.millis(),
        })
    }

    /// Pauses or resumes everything.
    pub async fn pause_everything(&self, input: PauseEverything) -> Result<Overview, ApiError> {
        let value = input.paused.to_string();
        self.set_setting(SettingView {
            name: "engine.paused".into(),
            value,
        })
        .await?;
        self.overview(Nothing {}).await
    }

    async fn undo_view(&self) -> Result<Option<UndoView>, ApiError> {
        let now = self.context.clock().now();
        let newest = self
            .context
            .store()
            .latest_decisions(1)
            .await?
            .into_iter()
            .next();
        let Some(decision) = newest.filter(|d| d.undo_until > now) else {
            return Ok(None);
        };
        let (what, leaving) = self.what_was_decided(&decision).await?;
        let text = match decision.kind.as_str() {
            "reject" => format!("{what} rejected"),
            "snooze" => format!("{what} snoozed"),
            "another_version" => format!("{what}: another version asked for"),
            _ => leaving.undoable(&what),
        };
        let leaves = decision.kind.approves() && leaving == Leaving::AtOnce;
        Ok(Some(UndoView {
            decision_id: decision.id.to_string(),
            review_id: decision.review_id.to_string(),
            kind: decision.kind.as_str().to_owned(),
            text,
            leaves,
            undo_until: decision.undo_until.millis(),
        }))
    }

    fn engine_view(&self) -> EngineView {
        let (state, holder) = match self.seat.seat() {
            Seat::Here => (EngineState::Here, String::new()),
            Seat::Elsewhere(holder) => (EngineState::Elsewhere, holder),
            Seat::Stopped => (EngineState::Stopped, String::new()),
        };
        EngineView {
            state,
            holder,
            folder: self.seat.folder(),
        }
    }

    async fn problems(
        &self,
        engine: &EngineView,
        vault: VaultView,
        accounts: &[AccountView],
    ) -> Result<Vec<String>, ApiError> {
        let mut problems = Vec::new();
        let real = accounts.iter().any(|a| !a.demo);
        if engine.state == EngineState::Stopped && !accounts.is_empty() {
            problems.push("The engine is not running, so nothing is read or sent.".to_owned());
        }
        if real && vault == VaultView::PassphraseLocked {
            problems.push(locked(engine));
        }
        match self.context.store().set_aside().await? {
            0 => {}
            1 => problems.push(
                "1 piece of work could not be read or done and was set aside; nothing else waits \
                 for it."
                    .to_owned(),
            ),
            n => problems.push(format!(
                "{n} pieces of work could not be read or done and were set aside; nothing else \
                 waits for them."
            )),
        }
        let health = self.context.store().health().await?;
        for part in health.iter().filter(|h| h.account_id.is_none()) {
            if part.state != HealthState::Ok {
                problems.push(format!("{}: {}", part.part, part.message));
            }
        }
        Ok(problems)
    }
}

/// Says what a closed vault means: each process opens it for itself.
fn locked(engine: &EngineView) -> String {
    match engine.state {
        EngineState::Elsewhere => format!(
            "The vault is locked here, so no account can be connected from here. The engine ({}) \
             opens it for itself.",
            engine.holder
        ),
        EngineState::Here | EngineState::Stopped => {
            "The vault is locked, so nothing is read or sent. Give its passphrase in Settings."
                .to_owned()
        }
    }
}

fn footer(counts: &Counts, paused: bool, no_account: bool) -> String {
    if paused {
        return "Everything is paused. Nothing is read or sent.".to_owned();
    }
    match (counts.in_trouble, counts.on_their_way) {
        (0, 0) if no_account => String::new(),
        (0, 0) => "Everything sent.".to_owned(),
        (0, 1) => "1 on its way.".to_owned(),
        (0, n) => format!("{n} on their way."),
        (1, _) => "1 needs a look in History.".to_owned(),
        (n, _) => format!("{n} need a look in History."),
    }
}

pub(super) fn vault_view(state: &VaultState) -> VaultView {
    match state {
        VaultState::Keychain => VaultView::Keychain,
        VaultState::PassphraseOpen => VaultView::PassphraseOpen,
        VaultState::PassphraseLocked => VaultView::PassphraseLocked,
        VaultState::NeedsPassphrase => VaultView::NeedsPassphrase,
    }
}

/// Tells whether an account is still connected.
pub(super) fn is_connected(account: &Account) -> bool {
    account.state != AccountState::Removed
}

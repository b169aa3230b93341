//! What a stage learns of an account's sign-in by using it: that it no longer works, or works again.

use herald_domain::{Account, AccountState, EventBody};

use crate::Context;
use crate::ports::{Change, NetworkError, NetworkErrorKind, StoreError, UnitOfWork};

impl Context {
    /// Writes that an account has to be connected again, where an error says so; `false` where it was
    /// meanwhile, or its owner chose another state: what was learned is of a sign-in nobody uses any more.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be written.
    pub(crate) async fn heed_sign_out(
        &self,
        account: &Account,
        error: &NetworkError,
    ) -> Result<bool, StoreError> {
        if error.kind != NetworkErrorKind::SignedOut {
            return Ok(true);
        }
        let reason = error.message.clone();
        let what = format!("signed out: {reason}");
        let to = AccountState::NeedsReconnect { reason };
        self.turn(account, to, what).await
    }

    /// Writes that the sign-in of an account that had to be connected again works after all.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be written.
    pub(crate) async fn signed_in_again(&self, account: &Account) -> Result<bool, StoreError> {
        let what = "the sign-in works again".to_owned();
        self.turn(account, AccountState::Active, what).await
    }

    async fn turn(
        &self,
        seen: &Account,
        to: AccountState,
        what: String,
    ) -> Result<bool, StoreError> {
        if seen.state == to {
            return Ok(true);
        }
        let body = EventBody::AccountChanged { what };
        let event = self.mint().event(Some(&seen.id), seen.id.as_str(), body);
        let change = Change::TurnAccount {
            seen: seen.clone(),
            to,
        };
        let unit = UnitOfWork::new().with(change).emitting(event);
        match self.store().commit(unit).await {
            Ok(()) => Ok(true),
            Err(StoreError::Conflict(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

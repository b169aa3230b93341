//! The person's monthly budget for what networks charge: nothing is bought beyond it.

use herald_domain::{Account, Proposal, Spending, Timestamp};

use crate::Context;
use crate::ports::{Change, NetworkError, NetworkErrorKind, StoreError, UnitOfWork};

/// What reading costs is booked under this word.
const READING: &str = "reading";

impl Context {
    /// Returns what is left of this month's budget, in millionths of a US dollar.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be read.
    pub async fn budget_left(&self) -> Result<u64, StoreError> {
        let budget = self.store().settings().await?.monthly_budget_micro_usd();
        let month = Spending::month(self.clock().now());
        let spent = self.store().spending(&month).await?;
        let spent: i64 = spent.iter().map(|one| one.micro_usd).sum();
        Ok(budget.saturating_sub(u64::try_from(spent).unwrap_or(0)))
    }

    /// Refuses what costs more than is left; what is free always passes.
    ///
    /// # Errors
    /// [`StoreError`] when the budget cannot be read; `OverBudget` inside `Ok`.
    pub async fn afford(
        &self,
        price_micro_usd: u64,
    ) -> Result<Result<(), NetworkError>, StoreError> {
        if price_micro_usd == 0 {
            return Ok(Ok(()));
        }
        let left = self.budget_left().await?;
        Ok(if price_micro_usd <= left {
            Ok(())
        } else {
            Err(over_budget(price_micro_usd, left))
        })
    }

    /// Returns what exactly this costs.
    pub fn price_of(&self, account: &Account, proposal: &Proposal) -> u64 {
        let source = self.source(account.network);
        source.map_or(0, |source| source.price(account, proposal))
    }

    /// Refuses to read on where the month's budget is spent; networks that charge nothing pass.
    ///
    /// # Errors
    /// As [`Context::afford`].
    pub async fn afford_reading(
        &self,
        account: &Account,
    ) -> Result<Result<(), NetworkError>, StoreError> {
        let month = Spending::month(self.clock().now());
        let spent = self.store().spending(&month).await?;
        let charged = spent
            .iter()
            .any(|one| one.account_id == account.id && one.micro_usd > 0);
        if !charged {
            return Ok(Ok(()));
        }
        self.afford(1).await
    }
}

/// Books the price of something done; nothing for what is free.
pub(crate) fn paid(
    unit: UnitOfWork,
    account: &Account,
    what: &str,
    micro_usd: u64,
    at: Timestamp,
) -> UnitOfWork {
    if micro_usd == 0 {
        return unit;
    }
    unit.with(Change::Spend(Spending::once(
        account.id.clone(),
        what,
        micro_usd,
        at,
    )))
}

/// Books the price of reading.
pub(crate) fn paid_reading(
    unit: UnitOfWork,
    account: &Account,
    micro_usd: u64,
    at: Timestamp,
) -> UnitOfWork {
    paid(unit, account, READING, micro_usd, at)
}

/// Writes an amount for people, for example `$0.015`.
pub fn dollars(micro_usd: u64) -> String {
    let text = format!("${}.{:06}", micro_usd / 1_000_000, micro_usd % 1_000_000);
    let cents = text.len() - 4;
    let kept = text.trim_end_matches('0').len().max(cents);
    text.chars().take(kept).collect()
}

/// Says that a price is more than is left.
pub(crate) fn over_budget(price: u64, left: u64) -> NetworkError {
    NetworkError::new(
        NetworkErrorKind::OverBudget,
        "over_budget",
        format!(
            "This costs {} and {} are left of this month's budget. \
             It waits: raise the budget under Settings, or wait for the next month.",
            dollars(price),
            dollars(left)
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_show_cents_and_no_idle_zeros() {
        assert_eq!(dollars(0), "$0.00");
        assert_eq!(dollars(200_000), "$0.20");
        assert_eq!(dollars(15_000), "$0.015");
        assert_eq!(dollars(1), "$0.000001");
        assert_eq!(dollars(10_000_000), "$10.00");
    }
}

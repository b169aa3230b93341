//! What every stage and use case is given.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use herald_domain::{Account, AccountId, Network, Timestamp};

use crate::mint::Mint;
use crate::ports::{
    AccountConnector, ActivitySource, Clock, Drafter, LinkCards, NetworkError, NetworkErrorKind,
    NetworkReaders, Notifier, RedirectListener, Rng, Store, StoreError, Vault, Wake,
};

/// The ports, by name, as the wiring hands them over.
pub struct ContextParts {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub rng: Arc<dyn Rng>,
    /// Hints.
    pub wake: Arc<dyn Wake>,
    /// What connects to and reads networks.
    pub readers: Arc<dyn NetworkReaders>,
    /// Who writes drafts.
    pub drafter: Arc<dyn Drafter>,
    /// How a person is told.
    pub notifier: Arc<dyn Notifier>,
    /// Where secrets live.
    pub vault: Arc<dyn Vault>,
    /// What waits for the browser.
    pub listener: Arc<dyn RedirectListener>,
    /// What makes cards of links.
    pub link_cards: Arc<dyn LinkCards>,
}

/// The ports and what is made of them; cheap to clone. It holds nothing that writes to a network.
#[derive(Clone)]
pub struct Context {
    parts: Arc<ContextParts>,
    mint: Mint,
    /// When each account was last read, by this process.
    readings: Arc<Mutex<HashMap<AccountId, Timestamp>>>,
}

impl Context {
    /// Makes a context from its ports.
    pub fn new(parts: ContextParts) -> Self {
        let mint = Mint::new(parts.clock.clone(), parts.rng.clone());
        Self {
            parts: Arc::new(parts),
            mint,
            readings: Arc::default(),
        }
    }

    /// Returns the store.
    pub fn store(&self) -> &dyn Store {
        self.parts.store.as_ref()
    }

    /// Returns the clock.
    pub fn clock(&self) -> &dyn Clock {
        self.parts.clock.as_ref()
    }

    /// Returns where hints go.
    pub fn wake(&self) -> &Arc<dyn Wake> {
        &self.parts.wake
    }

    /// Returns who writes drafts.
    pub fn drafter(&self) -> &dyn Drafter {
        self.parts.drafter.as_ref()
    }

    /// Returns how a person is told.
    pub fn notifier(&self) -> &dyn Notifier {
        self.parts.notifier.as_ref()
    }

    /// Returns where secrets live.
    pub fn vault(&self) -> &dyn Vault {
        self.parts.vault.as_ref()
    }

    /// Returns what waits for the browser.
    pub fn listener(&self) -> &dyn RedirectListener {
        self.parts.listener.as_ref()
    }

    /// Returns what makes cards of links.
    pub fn link_cards(&self) -> &dyn LinkCards {
        self.parts.link_cards.as_ref()
    }

    /// Returns what tells the networks' capabilities.
    pub fn networks(&self) -> &dyn NetworkReaders {
        self.parts.readers.as_ref()
    }

    /// Returns chance.
    pub fn rng(&self) -> &dyn Rng {
        self.parts.rng.as_ref()
    }

    /// Returns what makes ids and events.
    pub fn mint(&self) -> &Mint {
        &self.mint
    }

    /// Returns what reads an account's network.
    ///
    /// # Errors
    /// `Refused` with the code `no_connector` where this build has none.
    pub fn source(&self, network: Network) -> Result<Arc<dyn ActivitySource>, NetworkError> {
        self.parts
            .readers
            .source(network)
            .ok_or_else(|| no_connector(network))
    }

    /// Returns what connects accounts of a network.
    ///
    /// # Errors
    /// `Refused` with the code `no_connector` where this build has none.
    pub fn connector(&self, network: Network) -> Result<Arc<dyn AccountConnector>, NetworkError> {
        self.parts
            .readers
            .connector(network)
            .ok_or_else(|| no_connector(network))
    }

    /// Notes that an account was read now. It is not stored: most of the time it would be all there is to
    /// write.
    pub(crate) fn note_reading(&self, account: &AccountId) {
        let now = self.clock().now();
        let mut readings = self.readings.lock().unwrap_or_else(PoisonError::into_inner);
        readings.insert(account.clone(), now);
    }

    /// Returns when this process last read an account.
    pub fn read_at(&self, account: &AccountId) -> Option<Timestamp> {
        let readings = self.readings.lock().unwrap_or_else(PoisonError::into_inner);
        readings.get(account).copied()
    }

    /// Reads an account that must be there.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] when it is not.
    pub async fn account(&self, id: &AccountId) -> Result<Account, StoreError> {
        let missing = StoreError::Inconsistent {
            table: "account",
            column: "id",
            row: id.to_string(),
        };
        self.store().account(id).await?.ok_or(missing)
    }
}

/// Says that this build cannot speak to a network.
pub(crate) fn no_connector(network: Network) -> NetworkError {
    NetworkError {
        kind: NetworkErrorKind::Refused,
        code: "no_connector".into(),
        message: format!("This version of Herald cannot connect to {network} yet."),
    }
}

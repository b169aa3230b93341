//! Ports: what the pipeline needs from the outside world.
//!
//! An adapter crate implements one or more of these; only the root package knows which. To add a
//! port: one file here, a fake in `testkit`, the adapter, and a line in the root package's wiring.

mod clock;
mod connecting;
mod link_cards;
mod locks;
mod model;
mod network;
mod notify;
mod parking;
mod reading;
mod redirect;
mod store;
pub mod target;
mod transport;
mod unit;
mod vault;
mod wake;
mod writing;

pub use clock::{Clock, Rng};
pub use connecting::{
    AccountConnector, AddressRole, Authorization, AuthorizeInput, ConnectField, ConnectInput,
    ConnectWay, Connected, Redirect,
};
pub use link_cards::{LinkCards, MadeCard, NoCard};
pub use locks::{Held, LockError, Locks};
pub use model::{DraftError, DraftRequest, DraftedText, Drafter, Greeting};
pub use network::{KindOfAccount, NetworkError, NetworkErrorKind, NetworkReaders, NetworkWriters};
pub use notify::{Notice, Notifier};
pub use parking::{ParkingPlace, Whereabouts};
pub use reading::{ActivitySource, FoundPost, NewsBell, Observed, Sampled, ThreadView, Trend};
pub use redirect::{RedirectError, RedirectListener, RedirectWait};
pub use store::{
    AccountReads, ActionReads, ActivityFilter, ActivityReads, Counts, Deed, JournalReads, Keeping,
    Page, PageOf, ParkingLook, ReviewFilter, ReviewReads, Sheet, Store, StoreError, WorkReads,
};
pub use transport::{HttpRequest, HttpResponse, Reach, Transport, TransportError};
pub use unit::{Change, UnitOfWork};
pub use vault::{Secret, Vault, VaultError, VaultState};
pub use wake::{Hint, Wake};
pub use writing::{ActionExecutor, Lookup, Prepared, Search, SendError};

//! The running server as demo, tests and sweeps hold it.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::oauth;
use super::parked::Parked;
use super::profile::Profile;
use super::routes;
use super::world::{Draft, Person, Server, Status, Written};
use crate::clock::{SimClock, Timestamp};
use crate::faults::Fault;
use crate::serve::{Connection, CuttableListener, Shared};
use crate::sim::{SimError, spawn, stop};

/// A simulated server that speaks Mastodon's interface, on loopback until it is shut down or dropped.
#[derive(Debug)]
pub struct MastodonNet {
    pub(super) shared: Arc<Shared<Server>>,
    address: SocketAddr,
    pub(super) tasks: Vec<JoinHandle<()>>,
}

impl MastodonNet {
    /// Starts an empty server; port 0 lets the system choose.
    ///
    /// # Errors
    /// [`SimError::Listen`]: the port is taken.
    pub async fn start(
        profile: Profile,
        port: u16,
        clock: Arc<dyn SimClock>,
    ) -> Result<Self, SimError> {
        let listen = |source| SimError::Listen { port, source };
        let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
        let listener = bound.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let server = Server::new(profile, clock, address.to_string());
        let shared = Arc::new(Shared::new(server));
        let service = routes::all()
            .with_state(Arc::clone(&shared))
            .into_make_service_with_connect_info::<Connection>();
        let closing = Arc::clone(&shared);
        let serving = async move {
            let served = axum::serve(CuttableListener(listener), service)
                .with_graceful_shutdown(async move { closing.closed().await })
                .await;
            if let Err(error) = served {
                tracing::error!(%error, "a simulated server stopped serving");
            }
        };
        Ok(Self {
            shared,
            address,
            tasks: vec![spawn(serving)],
        })
    }

    /// Returns the address clients use, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops listening and waits until the port is free.
    pub async fn shutdown(mut self) {
        stop(&self.shared, &mut self.tasks).await;
    }

    /// Adds somebody who signs in with a token. People are numbered from 1 on every server.
    pub fn join(&self, name: &str, display_name: &str, token: &str) {
        self.shared.core().join(name, display_name, token);
    }

    /// Returns somebody by name.
    pub fn person(&self, name: &str) -> Option<Person> {
        self.shared.core().by_name(name).cloned()
    }

    /// Changes somebody: tokens, default audience, name.
    pub fn change(&self, name: &str, change: impl FnOnce(&mut Person)) {
        if let Some(person) = self.shared.core().by_name_mut(name) {
            change(person);
        }
    }

    /// Makes this a host that people are known under, and which only points to the server where they live.
    pub fn points_to(&self, other: &Self) {
        self.shared.core().points_to = Some(other.address.to_string());
        other.shared.core().domain = Some(self.address.to_string());
    }

    /// Lets somebody agree on the page an app opened; returns the address their browser is sent to.
    ///
    /// # Errors
    /// What the page says where it refuses.
    pub fn agree(&self, page: &str, name: &str) -> Result<String, String> {
        let (_, query) = page.split_once('?').unwrap_or_default();
        oauth::agree(&mut self.shared.core(), query, name)
    }

    /// Forgets every app that registered itself.
    pub fn forget_apps(&self) {
        self.shared.core().apps.forget();
    }

    /// Returns how many apps registered themselves and are known.
    pub fn apps(&self) -> usize {
        self.shared.core().apps.count()
    }

    /// Posts as somebody and returns the identifier.
    pub fn post_as(&self, name: &str, text: &str) -> String {
        self.write_as(name, text, None, None)
    }

    /// Posts as somebody an answer or for an audience, and returns the identifier.
    pub fn write_as(
        &self,
        name: &str,
        text: &str,
        answers: Option<&str>,
        visibility: Option<&str>,
    ) -> String {
        let mut server = self.shared.core();
        let author = server
            .by_name(name)
            .map(|p| p.id.clone())
            .unwrap_or_default();
        let draft = Draft {
            text: text.to_owned(),
            answers: answers.map(str::to_owned),
            visibility: visibility.map(str::to_owned),
            ..Draft::default()
        };
        server.publish(&author, draft).id
    }

    /// Changes a post, as its author or a fault of the server would.
    pub fn change_status(&self, id: &str, change: impl FnOnce(&mut Status, Timestamp)) {
        let mut server = self.shared.core();
        let now = server.now();
        if let Some(status) = server.statuses.iter_mut().find(|s| s.id == id) {
            change(status, now);
        }
    }

    /// Returns every post of somebody that is not deleted, oldest first, whether it appeared yet or not.
    pub fn statuses_of(&self, name: &str) -> Vec<Status> {
        let mut server = self.shared.core();
        server.publish_parked();
        let Some(person) = server.by_name(name) else {
            return Vec::new();
        };
        let own = server
            .statuses
            .iter()
            .filter(|s| s.author == person.id && !s.deleted);
        own.cloned().collect()
    }

    /// Returns what of somebody waits for its time.
    pub fn parked_of(&self, name: &str) -> Vec<Parked> {
        let mut server = self.shared.core();
        server.publish_parked();
        let author = server.by_name(name).map(|p| p.id.clone());
        let own = server
            .parked
            .iter()
            .filter(|p| Some(&p.author) == author.as_ref());
        own.cloned().collect()
    }

    /// Takes out what waits for its time, as its author would on the server's own page.
    pub fn take_out(&self, id: &str) {
        self.shared.core().parked.retain(|parked| parked.id != id);
    }

    /// Puts back what was taken out, as a server does that lost it from sight for a while.
    pub fn put_back(&self, parked: Parked) {
        self.shared.core().parked.push(parked);
    }

    /// Returns every write the server took or refused, oldest first.
    pub fn log(&self) -> Vec<Written> {
        self.shared.core().log.clone()
    }

    /// Returns how often somebody read what is new.
    pub fn polls(&self) -> u64 {
        self.shared.core().polls.load(Ordering::Relaxed)
    }

    /// Injects a fault; its method is written like `POST /api/v1/statuses`, with `:id` for identifiers.
    pub fn inject(&self, fault: Fault) {
        self.shared.core().faults.inject(fault);
    }

    /// Forgets all faults that still wait.
    pub fn clear_faults(&self) {
        self.shared.core().faults.clear();
    }
}

//! A connected account on a simulated network of two.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use herald_domain::{
    Account, ApprovedAction, Network, PostContent, Proposal, Receipt, RemoteRef, Verb,
};
use herald_networks::{NetworkPorts, Networks};
use herald_pipeline::ports::{
    AccountConnector, ActionExecutor, ActivitySource, Clock, ConnectInput, HttpRequest,
    HttpResponse, Lookup, Search, Secret, SendError, Transport, TransportError, Vault,
};
use herald_pipeline::use_cases::connect_account::session_name;
use herald_simnet::{AtUri, Fault, FaultKind, ManualClock, Outcome, SimClock, SimConfig, SimNet};
use herald_testkit::{FakeVault, MemoryLocks, MockClock, SeededRng, builders};
use herald_transport::HttpTransport;
use serde_json::Value;

pub(crate) const PUT: &str = "com.atproto.repo.putRecord";

/// Gives up early, so that a held connection costs a test little.
pub(crate) struct Hasty(HttpTransport);

#[async_trait]
impl Transport for Hasty {
    async fn send(&self, mut request: HttpRequest) -> Result<HttpResponse, TransportError> {
        request.timeout = Duration::from_millis(1_500);
        self.0.send(request).await
    }
}

pub(crate) struct Desk {
    pub(crate) net: SimNet,
    pub(crate) net_clock: Arc<ManualClock>,
    pub(crate) clock: MockClock,
    pub(crate) account: Account,
    pub(crate) connector: Arc<dyn AccountConnector>,
    pub(crate) source: Arc<dyn ActivitySource>,
    pub(crate) executor: Arc<dyn ActionExecutor>,
}

impl Desk {
    /// Connects `mira.test` on a network where `jonas.test` lives too.
    pub(crate) async fn new() -> Self {
        let net_clock = Arc::new(ManualClock::new(herald_simnet::Timestamp::from_ms(
            builders::START.millis(),
        )));
        let config = SimConfig {
            populated: false,
            clock: Arc::clone(&net_clock) as Arc<dyn SimClock>,
            ..SimConfig::default()
        };
        let net = SimNet::start(config).await.unwrap();
        net.add_user("mira.test", "Mira", "app-pass").unwrap();
        net.add_user("jonas.test", "Jonas", "other-pass").unwrap();
        let clock = MockClock::at(builders::START);
        let vault = Arc::new(FakeVault::default());
        let networks = Networks::new(&NetworkPorts {
            transport: Arc::new(Hasty(HttpTransport::new().unwrap())),
            vault: Arc::clone(&vault) as Arc<dyn Vault>,
            clock: Arc::new(clock.clone()),
            rng: Arc::new(SeededRng::new(3)),
            locks: Arc::new(MemoryLocks::default()),
        });
        let connector = networks.connector(Network::Bluesky).unwrap();
        let connected = connector
            .connect(input(&net, "@mira.test", "app-pass"))
            .await
            .unwrap();
        let account = Account {
            remote_id: connected.remote_id,
            handle: connected.handle,
            display_name: connected.display_name,
            addresses: connected.addresses,
            ..builders::account()
        };
        vault
            .write(&session_name(&account.id), &connected.session)
            .await
            .unwrap();
        Self {
            net,
            net_clock,
            clock,
            account,
            connector,
            source: networks.source(Network::Bluesky).unwrap(),
            executor: networks.executor(Network::Bluesky).unwrap(),
        }
    }

    pub(crate) fn pass(&self, span: Duration) {
        self.clock.advance(span);
        self.net_clock.advance(span);
    }

    pub(crate) fn fault(&self, method: &str, kind: FaultKind) {
        self.net.inject(Fault::once(method, kind));
    }

    pub(crate) fn approve(&self, proposal: Proposal) -> ApprovedAction {
        builders::approved(&self.account, proposal)
    }

    pub(crate) fn key(&self) -> String {
        self.executor.key(Verb::Post, self.clock.now(), [5; 10])
    }

    pub(crate) async fn wire(&self, proposal: Proposal) -> Value {
        self.wire_under(&self.key(), proposal).await
    }

    pub(crate) async fn wire_under(&self, key: &str, proposal: Proposal) -> Value {
        let approved = self.approve(proposal);
        let at = self.clock.now();
        let none = BTreeMap::new();
        let prepared = self
            .executor
            .prepare(&self.account, &approved, key, at, &none)
            .await;
        let prepared = prepared.unwrap();
        assert_eq!(prepared.already, None);
        prepared.wire
    }

    pub(crate) async fn already(&self, proposal: Proposal) -> Option<Receipt> {
        let approved = self.approve(proposal);
        let at = self.clock.now();
        let none = BTreeMap::new();
        let key = self.key();
        let prepared = self
            .executor
            .prepare(&self.account, &approved, &key, at, &none)
            .await;
        prepared.unwrap().already
    }

    pub(crate) async fn send(&self, wire: &Value) -> Result<Receipt, SendError> {
        let mut done = Vec::new();
        loop {
            done.push(self.executor.send(&self.account, wire, &done).await?);
            if done.len() == self.executor.steps(wire) {
                return Ok(done.remove(0));
            }
        }
    }

    pub(crate) async fn find(&self, wire: &Value) -> Lookup {
        self.find_after(wire, &[]).await
    }

    /// Looks up the step after those that are done.
    pub(crate) async fn find_after(&self, wire: &Value, done: &[Receipt]) -> Lookup {
        let search = Search {
            first_called: self.clock.now(),
            accounted: BTreeSet::new(),
        };
        let found = self.executor.find(&self.account, wire, done, &search);
        found.await.unwrap()
    }

    pub(crate) async fn act(&self, proposal: Proposal) -> Receipt {
        let wire = self.wire(proposal).await;
        self.send(&wire).await.unwrap()
    }

    /// Counts the account's writes of a method that changed the world.
    pub(crate) fn accepted(&self, method: &str) -> usize {
        let ledger = self.net.ledger();
        let mine = |did: &str| did == self.account.remote_id;
        ledger
            .entries()
            .iter()
            .filter(|entry| entry.method == method && entry.outcome == Outcome::Accepted)
            .filter(|entry| entry.actor.as_ref().is_some_and(|did| mine(did.as_str())))
            .count()
    }

    pub(crate) fn record(&self, id: &str) -> Value {
        let uri = AtUri::parse(id).unwrap();
        self.net.world().record(&uri).unwrap().value.clone()
    }
}

pub(crate) fn input(net: &SimNet, handle: &str, password: &str) -> ConnectInput {
    ConnectInput {
        way: String::new(),
        fields: BTreeMap::new(),
        handle: handle.into(),
        secret: Secret::new(password),
        second_factor: None,
        addresses: ["service", "plc"]
            .map(|role| (role.to_owned(), net.url()))
            .into(),
    }
}

pub(crate) fn says(text: &str) -> PostContent {
    PostContent {
        text: text.into(),
        ..PostContent::default()
    }
}

pub(crate) fn post(text: &str) -> Proposal {
    Proposal::Post {
        content: says(text),
    }
}

pub(crate) fn to(uri: &AtUri) -> RemoteRef {
    RemoteRef::unversioned(uri.to_string())
}

pub(crate) fn id_of(receipt: &Receipt) -> String {
    receipt.remote.clone().unwrap().id
}

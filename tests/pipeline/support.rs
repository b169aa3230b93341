//! A whole Herald on a simulated network, with clocks a test steps by hand.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use herald::wiring::{FollowingDrafter, PageCards};
use herald_api::Herald;
use herald_api::shell::{DemoAccount, DemoWorld, EngineSeat, ModelFinder, Seat};
use herald_api::views::{
    AccountView, AddressView, ApproveReview, ById, ConnectAccount, FoundModel, HistoryRow,
    ListHistory, ListReviews, Nothing, ProposeAction, ReviewCard, SettingView,
};
use herald_domain::Timestamp;
use herald_drafting::DraftingPorts;
use herald_networks::{NetworkPorts, Networks};
use herald_pipeline::engine::{Engine, IdleReport};
use herald_pipeline::ports::{Clock, Rng, Transport, Vault, VaultError, Wake};
use herald_pipeline::wake::InProcessWake;
use herald_pipeline::{Context, ContextParts};
use herald_simnet::{ManualClock, MastodonNet, Profile, SimConfig, SimNet};
use herald_store::SqliteStore;
use herald_testkit::{FakeVault, MemoryLocks, MockClock, RecordingNotifier, SeededRng};
use herald_transport::Loopback;

use crate::wire::{CountingWake, Wire};

/// The moment every test begins: 2026-11-22 10:00 UTC.
pub const START: Timestamp = Timestamp(1_795_341_600_000);

/// The account under test and somebody to talk with.
pub const MIRA: &str = "mira.test";
pub const JONAS: &str = "jonas.test";

/// A running Herald, its folder and the network around it.
pub struct Desk {
    pub sim: SimNet,
    pub sim_clock: Arc<ManualClock>,
    pub clock: MockClock,
    pub herald: Herald,
    pub engine: Engine,
    pub store: Arc<SqliteStore>,
    pub notifier: Arc<RecordingNotifier>,
    pub networks: Arc<Networks>,
    pub wire: Arc<Wire>,
    vault: Arc<FakeVault>,
    folder: tempfile::TempDir,
}

/// Lets time pass for who waits for a language model that is there; otherwise a test steps the clock.
#[derive(Clone)]
struct ModelsClock(Arc<Wire>, MockClock);

#[async_trait]
impl Clock for ModelsClock {
    fn now(&self) -> Timestamp {
        self.1.now()
    }

    fn since_boot(&self) -> Duration {
        self.1.since_boot()
    }

    fn zone(&self) -> String {
        self.1.zone()
    }

    async fn sleep(&self, span: Duration) {
        // The limit of a whole draft is longer than a pause between two tries.
        if self.0.has_a_model() && span < Duration::from_secs(20) {
            self.0.pass(span);
        } else {
            self.1.sleep(span).await;
        }
    }
}

struct Nowhere;

impl EngineSeat for Nowhere {
    fn seat(&self) -> Seat {
        Seat::Here
    }

    fn folder(&self) -> String {
        String::new()
    }
}

#[async_trait]
impl DemoWorld for Nowhere {
    async fn start(&self) -> Result<Vec<DemoAccount>, String> {
        Err("there is no demo in this test".to_owned())
    }
}

#[async_trait]
impl ModelFinder for Nowhere {
    async fn find(&self) -> Vec<FoundModel> {
        Vec::new()
    }
}

impl Desk {
    /// Opens an empty Herald beside an unpopulated network with Mira and Jonas.
    pub async fn open() -> Self {
        let began = herald_simnet::Timestamp::from_ms(START.millis());
        let sim_clock = Arc::new(ManualClock::new(began));
        let config = SimConfig {
            populated: false,
            clock: sim_clock.clone(),
            ..SimConfig::default()
        };
        let sim = SimNet::start(config).await.expect("the network starts");
        sim.add_user(MIRA, "Mira", "app-pass-word-mira")
            .expect("mira");
        sim.add_user(JONAS, "Jonas Weber", "app-pass-word-jonas")
            .expect("jonas");
        let folder = tempfile::tempdir().expect("a folder");
        let clock = MockClock::at(START);
        let vault = Arc::new(FakeVault::default());
        let wire = Arc::new(Wire::new(clock.clone(), sim_clock.clone()));
        Self::assemble(sim, sim_clock, clock, wire, vault, folder).await
    }

    /// Opens a Herald with Mira's account connected.
    pub async fn connected() -> Self {
        let desk = Self::open().await;
        desk.connect("app-pass-word-mira").await.expect("connects");
        desk.settle().await;
        desk
    }

    async fn assemble(
        sim: SimNet,
        sim_clock: Arc<ManualClock>,
        clock: MockClock,
        wire: Arc<Wire>,
        vault: Arc<FakeVault>,
        folder: tempfile::TempDir,
    ) -> Self {
        let shared_clock: Arc<dyn Clock> = Arc::new(clock.clone());
        let dyn_wake: Arc<dyn Wake> = Arc::new(CountingWake {
            real: InProcessWake::default(),
            wire: wire.clone(),
        });
        let file = folder.path().join("herald.db");
        let store = SqliteStore::open(&file, shared_clock.clone(), dyn_wake.clone()).await;
        let store = Arc::new(store.expect("the store opens"));
        let rng: Arc<dyn Rng> = Arc::new(SeededRng::new(clock.now().millis().unsigned_abs()));
        let transport: Arc<dyn Transport> = wire.clone();
        let dyn_vault: Arc<dyn Vault> = vault.clone();
        let networks = Arc::new(Networks::new(&NetworkPorts {
            transport: transport.clone(),
            vault: dyn_vault.clone(),
            clock: shared_clock.clone(),
            rng: rng.clone(),
            locks: Arc::new(MemoryLocks::default()),
        }));
        let ports = DraftingPorts {
            transport: transport.clone(),
            vault: dyn_vault.clone(),
            clock: Arc::new(ModelsClock(wire.clone(), clock.clone())),
            rng: rng.clone(),
        };
        let notifier = Arc::new(RecordingNotifier::default());
        let context = Context::new(ContextParts {
            store: store.clone(),
            clock: shared_clock,
            rng,
            wake: dyn_wake,
            readers: networks.clone(),
            drafter: Arc::new(FollowingDrafter::new(store.clone(), ports)),
            notifier: notifier.clone(),
            vault: dyn_vault,
            listener: Arc::new(Loopback),
            link_cards: Arc::new(PageCards::new(transport)),
        });
        let seat = Arc::new(Nowhere);
        let herald = Herald::new(
            context.clone(),
            "command line",
            seat.clone(),
            seat.clone(),
            seat,
        );
        let engine = Engine::new(context, networks.clone());
        Self {
            sim,
            sim_clock,
            clock,
            herald,
            engine,
            store,
            notifier,
            networks,
            wire,
            vault,
            folder,
        }
    }

    /// Ends this Herald and opens another on the same folder, vault and network.
    pub async fn restart(self) -> Self {
        let Self {
            sim,
            sim_clock,
            clock,
            store,
            wire,
            vault,
            folder,
            ..
        } = self;
        store.close().await.expect("closes");
        drop(store);
        wire.forget_refusals();
        Self::assemble(sim, sim_clock, clock, wire, vault, folder).await
    }

    /// Has the engine do one thing at a time, or as much as it likes.
    pub fn one_by_one(self, one_by_one: bool) -> Self {
        let engine = if one_by_one {
            self.engine.one_by_one()
        } else {
            self.engine
        };
        Self { engine, ..self }
    }

    /// Connects Mira with a password.
    pub async fn connect(&self, secret: &str) -> Result<AccountView, herald_api::ApiError> {
        let address = |role: &str| AddressView {
            role: role.to_owned(),
            address: self.sim.url(),
        };
        self.herald
            .connect_account(ConnectAccount {
                network: "bluesky".to_owned(),
                way: String::new(),
                fields: Vec::new(),
                handle: MIRA.to_owned(),
                secret: secret.to_owned(),
                second_factor: None,
                addresses: vec![address("service"), address("public_api"), address("plc")],
            })
            .await
    }

    /// Starts a server that speaks Mastodon's interface, with Mira and Jonas on it.
    pub async fn mastodon(&self, profile: Profile) -> MastodonNet {
        let net = MastodonNet::start(profile, 0, self.sim_clock.clone()).await;
        let net = net.expect("the server starts");
        net.join("mira", "Mira", "mira-token");
        net.join("jonas", "Jonas Weber", "jonas-token");
        net
    }

    /// Opens a Herald with Mira's account on a server that speaks Mastodon's interface.
    pub async fn on_mastodon(profile: Profile) -> (Self, MastodonNet, AccountView) {
        let desk = Self::open().await;
        let net = desk.mastodon(profile).await;
        let account = desk.connect_mastodon(&net, "mira-token").await;
        (desk, net, account.expect("connects"))
    }

    /// Connects an account of such a server with a token.
    pub async fn connect_mastodon(
        &self,
        net: &MastodonNet,
        token: &str,
    ) -> Result<AccountView, herald_api::ApiError> {
        self.connect_named(&net.url(), token).await
    }

    /// Connects an account of the server that is called so, with a token.
    pub async fn connect_named(
        &self,
        server: &str,
        token: &str,
    ) -> Result<AccountView, herald_api::ApiError> {
        self.herald
            .connect_account(ConnectAccount {
                network: "mastodon".to_owned(),
                way: "token".to_owned(),
                fields: Vec::new(),
                handle: String::new(),
                secret: token.to_owned(),
                second_factor: None,
                addresses: vec![AddressView {
                    role: "server".to_owned(),
                    address: server.to_owned(),
                }],
            })
            .await
    }

    /// Proposes a post from an account and returns its card.
    pub async fn proposed(&self, account: &AccountView, text: &str) -> ReviewCard {
        let wish = ProposeAction {
            account_id: Some(account.id.clone()),
            text: Some(text.to_owned()),
            verb: "post".to_owned(),
            ..ProposeAction::default()
        };
        self.herald.propose_action(wish).await.expect("proposes")
    }

    /// Approves a card as it is, without the undo window.
    pub async fn approve(&self, card: &ReviewCard) {
        let approve = ApproveReview {
            id: card.row.id.clone(),
            digest: Some(card.digest.clone()),
            now: true,
        };
        self.herald.approve_review(approve).await.expect("approves");
    }

    /// Sets a setting.
    pub async fn set(&self, name: &str, value: &str) {
        let wish = SettingView {
            name: name.to_owned(),
            value: value.to_owned(),
        };
        self.herald.set_setting(wish).await.expect("is set");
    }

    /// Returns the accounts that are connected.
    pub async fn accounts(&self) -> Vec<AccountView> {
        let listed = self.herald.list_accounts(Nothing {}).await;
        listed.expect("lists").accounts
    }

    /// Returns the names of the secrets the vault keeps.
    pub fn secrets(&self) -> Vec<String> {
        self.vault.names()
    }

    /// Returns where the database is.
    pub fn database(&self) -> std::path::PathBuf {
        self.folder.path().join("herald.db")
    }

    /// Reads what happened, and pauses the account before anything of it is thought about.
    pub async fn sim_reads_then_pauses(&self, id: &str) {
        let context = self.herald.context();
        let accounts = context.store().accounts().await.expect("lists");
        let account = accounts
            .iter()
            .find(|a| a.id.as_str() == id)
            .expect("is there");
        context
            .observe(account)
            .await
            .expect("stores")
            .expect("reads");
        let by_id = ById { id: id.to_owned() };
        self.herald.pause_account(by_id).await.expect("pauses");
    }

    /// Closes the vault, or opens it again.
    pub fn close_vault(&self, closed: bool) {
        self.vault.break_with(closed.then_some(VaultError::Locked));
    }

    /// Returns what time it is.
    pub fn clock_now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Lets time pass for both sides.
    pub fn pass(&self, span: Duration) {
        self.wire.pass(span);
    }

    /// Lets time pass in steps of five seconds, and works off everything due after each, as an engine would.
    pub async fn live(&self, span: Duration) {
        let mut left = span;
        while !left.is_zero() {
            let step = left.min(Duration::from_secs(5));
            self.pass(step);
            self.settle().await;
            left -= step;
        }
    }

    /// Works off everything due.
    pub async fn settle(&self) -> IdleReport {
        self.engine
            .run_until_idle()
            .await
            .expect("the engine settles")
    }

    /// Has Jonas mention Mira and returns the card that comes of it.
    pub async fn mentioned(&self, text: &str) -> ReviewCard {
        self.sim.mention(JONAS, MIRA, text).expect("mentions");
        self.settle().await;
        self.only_card().await
    }

    /// Returns the one card that waits.
    pub async fn only_card(&self) -> ReviewCard {
        let page = self
            .herald
            .list_reviews(ListReviews::default())
            .await
            .expect("lists");
        assert_eq!(page.items.len(), 1, "one review waits: {:?}", page.items);
        self.card(&page.items[0].id).await
    }

    /// Returns a card.
    pub async fn card(&self, id: &str) -> ReviewCard {
        self.herald
            .show_review(ById { id: id.to_owned() })
            .await
            .expect("shows")
    }

    /// Returns how many reviews wait.
    pub async fn waiting(&self) -> usize {
        self.herald
            .list_reviews(ListReviews::default())
            .await
            .expect("lists")
            .items
            .len()
    }

    /// Returns the history, newest first.
    pub async fn history(&self) -> Vec<HistoryRow> {
        self.herald
            .list_history(ListHistory::default())
            .await
            .expect("lists")
            .items
    }

    /// Returns what the overview says is wrong.
    pub async fn problems(&self) -> Vec<String> {
        let overview = self.herald.overview(Nothing {}).await;
        overview.expect("reads").problems
    }

    /// Returns the texts of the posts Mira made on the network, oldest first.
    pub fn posted(&self) -> Vec<String> {
        self.posts()
            .iter()
            .map(|p| p["text"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// Returns the post records Mira made on the network, oldest first.
    pub fn posts(&self) -> Vec<serde_json::Value> {
        self.records("app.bsky.feed.post")
    }

    /// Returns the records of a collection Mira has, oldest first.
    pub fn records(&self, collection: &str) -> Vec<serde_json::Value> {
        let did = self.sim.user(MIRA).expect("mira").did.clone();
        self.sim
            .world()
            .records_of(&did, collection)
            .map(|r| r.value.clone())
            .collect()
    }
}

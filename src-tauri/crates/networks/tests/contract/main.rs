//! The facts every network must keep, on each network beside the resident of the simulation that plays it.
#![expect(
    clippy::unwrap_used,
    reason = "a test: whatever is missing here fails the test"
)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use herald_domain::{Account, Network};
use herald_networks::{NetworkPorts, Networks};
use herald_pipeline::ports::{
    ConnectInput, HttpRequest, HttpResponse, Secret, Transport, TransportError, Vault,
};
use herald_pipeline::use_cases::connect_account::session_name;
use herald_simnet::{ManualClock, MastodonNet, Profile, SimClock, SimConfig, SimNet};
use herald_testkit::network_contract::{Counterpart, Desk};
use herald_testkit::{FakeVault, Meddler, MemoryLocks, MockClock, SeededRng, builders};
use herald_transport::HttpTransport;

mod bluesky {
    use super::on_bluesky;
    herald_testkit::network_contract!(on_bluesky);
}

mod mastodon {
    use super::on_mastodon;
    herald_testkit::network_contract!(on_mastodon);
}

mod without_keys {
    use super::without_keys;
    herald_testkit::network_contract!(without_keys);
}

mod rendering_texts {
    use super::rendering_texts;
    herald_testkit::network_contract!(rendering_texts);
}

/// Gives up early, so that a test costs little.
struct Hasty(HttpTransport);

#[async_trait]
impl Transport for Hasty {
    async fn send(&self, mut request: HttpRequest) -> Result<HttpResponse, TransportError> {
        request.timeout = Duration::from_secs(5);
        self.0.send(request).await
    }
}

fn sim_clock() -> Arc<ManualClock> {
    let start = herald_simnet::Timestamp::from_ms(builders::START.millis());
    Arc::new(ManualClock::new(start))
}

/// Connects an account and puts it on the desk with what plays its network.
async fn desk(network: Network, input: ConnectInput, counterpart: Box<dyn Counterpart>) -> Desk {
    let wire = Arc::new(Meddler::new(Arc::new(Hasty(HttpTransport::new().unwrap()))));
    let vault = Arc::new(FakeVault::default());
    let clock = MockClock::at(builders::START);
    let networks = Networks::new(&NetworkPorts {
        transport: Arc::clone(&wire) as Arc<dyn Transport>,
        vault: Arc::clone(&vault) as Arc<dyn Vault>,
        clock: Arc::new(clock.clone()),
        rng: Arc::new(SeededRng::new(3)),
        locks: Arc::new(MemoryLocks::default()),
    });
    let connected = networks.connector(network).unwrap().connect(input).await;
    let connected = connected.unwrap();
    let account = Account {
        network,
        authority: connected.authority,
        remote_id: connected.remote_id,
        handle: connected.handle,
        display_name: connected.display_name,
        addresses: connected.addresses,
        facts: connected.facts,
        ..builders::account()
    };
    let name = session_name(&account.id);
    vault.write(&name, &connected.session).await.unwrap();
    Desk {
        counterpart,
        source: networks.source(network).unwrap(),
        executor: networks.executor(network).unwrap(),
        account,
        wire,
        clock,
    }
}

fn given(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn input(handle: &str, secret: &str, addresses: &[(&str, &str)]) -> ConnectInput {
    ConnectInput {
        way: String::new(),
        handle: handle.to_owned(),
        secret: Secret::new(secret),
        second_factor: None,
        fields: BTreeMap::new(),
        addresses: given(addresses),
    }
}

struct OnBluesky {
    net: SimNet,
    clock: Arc<ManualClock>,
}

#[async_trait]
impl Counterpart for OnBluesky {
    async fn mention(&self, text: &str) {
        self.net.mention("jonas.test", "mira.test", text).unwrap();
    }

    async fn posted(&self) -> Vec<String> {
        self.net.texts_of("mira.test")
    }

    fn pass(&self, span: Duration) {
        self.clock.advance(span);
    }

    fn news(&self) -> &'static str {
        "listNotifications"
    }

    fn posts(&self) -> &'static str {
        "putRecord"
    }
}

async fn on_bluesky() -> Desk {
    let clock = sim_clock();
    let config = SimConfig {
        populated: false,
        clock: Arc::clone(&clock) as Arc<dyn SimClock>,
        ..SimConfig::default()
    };
    let net = SimNet::start(config).await.unwrap();
    net.add_user("mira.test", "Mira", "app-pass").unwrap();
    net.add_user("jonas.test", "Jonas", "other-pass").unwrap();
    let url = net.url();
    let addresses = [
        ("service", url.as_str()),
        ("public_api", &url),
        ("plc", &url),
    ];
    let input = input("mira.test", "app-pass", &addresses);
    desk(Network::Bluesky, input, Box::new(OnBluesky { net, clock })).await
}

struct OnMastodon {
    net: MastodonNet,
    clock: Arc<ManualClock>,
}

#[async_trait]
impl Counterpart for OnMastodon {
    async fn mention(&self, text: &str) {
        self.net.post_as("jonas", &format!("@mira {text}"));
    }

    async fn posted(&self) -> Vec<String> {
        let statuses = self.net.statuses_of("mira").into_iter();
        statuses.map(|status| status.text).collect()
    }

    fn pass(&self, span: Duration) {
        self.clock.advance(span);
    }

    fn news(&self) -> &'static str {
        "/api/v1/notifications"
    }

    fn posts(&self) -> &'static str {
        "/api/v1/statuses"
    }
}

async fn on_profile(profile: Profile) -> Desk {
    let clock = sim_clock();
    let shared = Arc::clone(&clock) as Arc<dyn SimClock>;
    let net = MastodonNet::start(profile, 0, shared).await.unwrap();
    net.join("mira", "Mira", "mira-token");
    net.join("jonas", "Jonas", "jonas-token");
    let url = net.url();
    let input = input("", "mira-token", &[("server", url.as_str())]);
    desk(
        Network::Mastodon,
        input,
        Box::new(OnMastodon { net, clock }),
    )
    .await
}

async fn on_mastodon() -> Desk {
    on_profile(Profile::MASTODON).await
}

async fn without_keys() -> Desk {
    on_profile(Profile::KEYLESS).await
}

async fn rendering_texts() -> Desk {
    on_profile(Profile::RENDERING).await
}

//! Facts about keeping tokens fresh, told with a renewer that counts.

use std::sync::atomic::{AtomicU32, Ordering};

use herald_pipeline::ports::{HttpRequest, HttpResponse, Transport, TransportError};
use herald_testkit::{FakeVault, MemoryLocks, MockClock, SeededRng, builders};

use super::*;

const DAY: Duration = Duration::from_hours(24);

/// How a renewal ends.
#[derive(Clone, Copy)]
enum End {
    Renewed,
    Lost,
    NotNow,
    Over,
}

struct Counting {
    times: AtomicU32,
    end: End,
}

impl Counting {
    fn ending(end: End) -> Self {
        Self {
            times: AtomicU32::new(0),
            end,
        }
    }

    fn times(&self) -> u32 {
        self.times.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Renewer for Counting {
    fn is_due(&self, tokens: &Tokens, now: Timestamp) -> bool {
        tokens.ends_within(DAY, now)
    }

    fn is_single_use(&self, _tokens: &Tokens) -> bool {
        true
    }

    async fn renew(&self, _account: &Account, tokens: &Tokens) -> Result<Tokens, RenewError> {
        let time = self.times.fetch_add(1, Ordering::SeqCst) + 1;
        tokio::task::yield_now().await;
        let trouble = || NetworkError::new(NetworkErrorKind::Unavailable, "no_answer", "Silence.");
        match self.end {
            End::Renewed => Ok(Tokens {
                access: format!("fresh {time}"),
                refresh: Some(format!("next {time}")),
                ends_at: tokens.ends_at.map(|end| end.plus(DAY * 30)),
                ..tokens.clone()
            }),
            End::Lost => Err(RenewError::Lost(trouble())),
            End::NotNow => Err(RenewError::NotNow(trouble())),
            End::Over => Err(RenewError::Over {
                code: "session_ended".to_owned(),
                what: "The app was taken out".to_owned(),
            }),
        }
    }
}

/// Nothing is called here.
struct Silence;

#[async_trait]
impl Transport for Silence {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        panic!("{} was called", request.url)
    }
}

struct Desk {
    account: Account,
    vault: Arc<FakeVault>,
    clock: MockClock,
    locks: Arc<MemoryLocks>,
}

impl Desk {
    /// Keeps tokens that end in so many hours.
    async fn with_hours_left(hours: u64) -> Self {
        let clock = MockClock::at(builders::START);
        let desk = Self {
            account: builders::account(),
            vault: Arc::new(FakeVault::default()),
            locks: Arc::new(MemoryLocks::default()),
            clock,
        };
        desk.keep("old", hours).await;
        desk
    }

    /// Puts tokens that end in so many hours into the vault.
    async fn keep(&self, access: &str, hours: u64) {
        let tokens = Tokens {
            access: access.into(),
            refresh: Some("once".into()),
            ends_at: Some(builders::START.plus(Duration::from_hours(hours))),
            refresh_ends_at: None,
            since: builders::START,
            scope: "read write".into(),
            refresh_sent: false,
            server: None,
            more: std::collections::BTreeMap::new(),
        };
        let name = session_name(&self.account.id);
        self.vault.write(&name, &tokens.to_secret()).await.unwrap();
    }

    /// Makes the keeper of a process.
    fn process(&self) -> Keeper {
        let ports = NetworkPorts {
            transport: Arc::new(Silence),
            vault: Arc::clone(&self.vault) as Arc<dyn Vault>,
            clock: Arc::new(self.clock.clone()),
            rng: Arc::new(SeededRng::new(1)),
            locks: Arc::clone(&self.locks) as Arc<dyn Locks>,
        };
        Keeper::new(&ports, "Mastodon")
    }

    async fn access(&self, keeper: &Keeper, renewer: &Counting) -> Result<String, NetworkError> {
        let tokens = keeper.tokens(&self.account, renewer).await;
        tokens.map(|tokens| tokens.access)
    }
}

#[tokio::test]
async fn tokens_far_from_their_end_are_left_alone() {
    let desk = Desk::with_hours_left(48).await;
    let renewer = Counting::ending(End::Renewed);
    assert_eq!(desk.access(&desk.process(), &renewer).await.unwrap(), "old");
    assert_eq!(renewer.times(), 0);
}

#[tokio::test]
async fn many_callers_in_three_processes_make_one_renewal() {
    let desk = Desk::with_hours_left(2).await;
    let renewer = Counting::ending(End::Renewed);
    let processes = [desk.process(), desk.process(), desk.process()];
    let calls = (0..12).map(|n| desk.access(&processes[n % 3], &renewer));
    for access in futures_util::future::join_all(calls).await {
        assert_eq!(access.unwrap(), "fresh 1");
    }
    assert_eq!(renewer.times(), 1);
}

#[tokio::test]
async fn a_single_use_token_whose_answer_was_lost_is_never_sent_again() {
    let desk = Desk::with_hours_left(2).await;
    let renewer = Counting::ending(End::Lost);
    for _ in 0..3 {
        // Another process, or this one after a crash, knows it from the vault.
        assert_eq!(desk.access(&desk.process(), &renewer).await.unwrap(), "old");
    }
    assert_eq!(renewer.times(), 1);
    desk.clock.advance(Duration::from_hours(3));
    let error = desk.access(&desk.process(), &renewer).await.unwrap_err();
    assert_eq!(
        (error.kind, error.code.as_str()),
        (NetworkErrorKind::SignedOut, "renewal_lost")
    );
    assert_eq!(renewer.times(), 1);
}

#[tokio::test]
async fn a_renewal_that_surely_did_not_happen_is_tried_again() {
    let desk = Desk::with_hours_left(2).await;
    let keeper = desk.process();
    let renewer = Counting::ending(End::NotNow);
    assert_eq!(desk.access(&keeper, &renewer).await.unwrap(), "old");
    let renewer = Counting::ending(End::Renewed);
    assert_eq!(desk.access(&keeper, &renewer).await.unwrap(), "fresh 1");
}

#[tokio::test]
async fn an_ended_sign_in_asks_the_person() {
    let desk = Desk::with_hours_left(2).await;
    let renewer = Counting::ending(End::Over);
    let error = desk.access(&desk.process(), &renewer).await.unwrap_err();
    assert_eq!(error.kind, NetworkErrorKind::SignedOut);
    assert!(error.message.contains("connect it again"), "{error}");
}

#[tokio::test]
async fn what_is_over_is_not_tried_again_until_the_vault_has_another_sign_in() {
    let desk = Desk::with_hours_left(2).await;
    let (keeper, renewer) = (desk.process(), Counting::ending(End::Over));
    for _ in 0..3 {
        desk.access(&keeper, &renewer).await.unwrap_err();
    }
    assert_eq!(renewer.times(), 1);
    desk.keep("connected anew", 48).await;
    let access = desk.access(&keeper, &renewer).await.unwrap();
    assert_eq!(access, "connected anew");
}

#[tokio::test]
async fn refused_tokens_are_renewed_once_for_all_who_were_refused() {
    let desk = Desk::with_hours_left(48).await;
    let (keeper, renewer) = (desk.process(), Counting::ending(End::Renewed));
    let calls = (0..5).map(|_| keeper.instead_of(&desk.account, "old", &renewer));
    for tokens in futures_util::future::join_all(calls).await {
        assert_eq!(tokens.unwrap().unwrap().access, "fresh 1");
    }
    assert_eq!(renewer.times(), 1);
}

#[tokio::test]
async fn a_sign_in_made_while_the_renewal_was_refused_is_the_one_used() {
    /// Is refused, and meanwhile the owner connects anew.
    struct Overtaken<'a>(&'a Desk);

    #[async_trait]
    impl Renewer for Overtaken<'_> {
        fn is_due(&self, tokens: &Tokens, now: Timestamp) -> bool {
            tokens.ends_within(DAY, now)
        }

        fn is_single_use(&self, _tokens: &Tokens) -> bool {
            true
        }

        async fn renew(&self, _account: &Account, _tokens: &Tokens) -> Result<Tokens, RenewError> {
            self.0.keep("connected anew", 48).await;
            Err(RenewError::Over {
                code: "session_ended".to_owned(),
                what: "It was ended".to_owned(),
            })
        }
    }
    let desk = Desk::with_hours_left(2).await;
    let tokens = desk
        .process()
        .tokens(&desk.account, &Overtaken(&desk))
        .await;
    assert_eq!(tokens.unwrap().access, "connected anew");
}

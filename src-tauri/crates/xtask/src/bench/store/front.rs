//! The front of an engine over a store, with nothing behind the other ports.

use std::sync::Arc;

use async_trait::async_trait;
use herald_api::Herald;
use herald_api::shell::{DemoAccount, DemoWorld, EngineSeat, ModelFinder, Seat};
use herald_api::views::FoundModel;
use herald_domain::{Account, Activity, ImageRule, Network};
use herald_pipeline::ports::{
    AccountConnector, ActivitySource, DraftError, DraftRequest, DraftedText, Drafter, Greeting,
    KindOfAccount, LinkCards, MadeCard, NetworkReaders, NoCard, Reach, RedirectError,
    RedirectListener, RedirectWait, Store,
};
use herald_pipeline::wake::InProcessWake;
use herald_pipeline::{Context, ContextParts};
use herald_testkit::builders::START;
use herald_testkit::{FakeVault, MockClock, RecordingNotifier, SeededRng};

/// Stands where lists of what is stored never look.
struct Nobody;

impl NetworkReaders for Nobody {
    fn connector(&self, _: Network) -> Option<Arc<dyn AccountConnector>> {
        None
    }

    fn source(&self, _: Network) -> Option<Arc<dyn ActivitySource>> {
        None
    }

    fn table(&self, _: Network) -> Vec<KindOfAccount> {
        Vec::new()
    }
}

#[async_trait]
impl Drafter for Nobody {
    async fn draft_reply(&self, _: DraftRequest) -> Result<DraftedText, DraftError> {
        Err(DraftError::Declined("Nothing is drafted here.".to_owned()))
    }

    fn greeting(&self, _: &Account, activity: &Activity, _: Option<&str>) -> Greeting {
        Greeting {
            title: activity.author.handle.clone(),
            body: String::new(),
        }
    }
}

impl EngineSeat for Nobody {
    fn seat(&self) -> Seat {
        Seat::Stopped
    }

    fn folder(&self) -> String {
        String::new()
    }
}

#[async_trait]
impl DemoWorld for Nobody {
    async fn start(&self) -> Result<Vec<DemoAccount>, String> {
        Err("There is no demo here.".to_owned())
    }
}

#[async_trait]
impl ModelFinder for Nobody {
    async fn find(&self) -> Vec<FoundModel> {
        Vec::new()
    }
}

#[async_trait]
impl RedirectListener for Nobody {
    async fn listen(
        &self,
        _: Option<u16>,
        _: &str,
    ) -> Result<Box<dyn RedirectWait>, RedirectError> {
        Err(RedirectError::Failed("nobody signs in here".to_owned()))
    }
}

#[async_trait]
impl LinkCards for Nobody {
    async fn card(&self, _: &str, _: Reach, _: &ImageRule) -> Result<MadeCard, NoCard> {
        Err(NoCard("nothing is read here".to_owned()))
    }
}

/// Makes the front.
pub fn front(store: Arc<dyn Store>) -> Herald {
    let context = Context::new(ContextParts {
        store,
        clock: Arc::new(MockClock::at(START)),
        rng: Arc::new(SeededRng::new(1)),
        wake: Arc::new(InProcessWake::default()),
        readers: Arc::new(Nobody),
        drafter: Arc::new(Nobody),
        notifier: Arc::new(RecordingNotifier::default()),
        vault: Arc::new(FakeVault::default()),
        listener: Arc::new(Nobody),
        link_cards: Arc::new(Nobody),
    });
    let nobody = Arc::new(Nobody);
    Herald::new(context, "measuring", nobody.clone(), nobody.clone(), nobody)
}

//! Calls on behalf of an account: its server, its token, one renewal where the token is stale.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use herald_domain::{Account, AccountId};
use herald_pipeline::ports::{Clock, NetworkError, NetworkErrorKind, Rng};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::NetworkPorts;

use super::address::{is_did, server_of};
use super::oauth;
use super::renewal::Renewal;
use super::tokens::is_for;
use super::trouble::{NAME, explain, trouble};
use super::wire::{PostView, Posts, ProfileView, Resolved, StoredRecord};
use super::xrpc::{Call, Caller, Refusal, Xrpc, XrpcError};
use crate::lenient::fit;
use crate::sign_in::{Keeper, Tokens, of_another_server};

/// How a call on behalf of an account failed.
#[derive(Debug)]
pub(super) enum Failed {
    /// There is no session to call with; the call was not made, or was refused for its token.
    Session(NetworkError),
    /// The call itself failed.
    Call(XrpcError),
}

impl Failed {
    /// Says what it means; `doing` as in [`explain`].
    pub(super) fn explain(self, doing: &str) -> NetworkError {
        match self {
            Self::Session(error) => error,
            Self::Call(error) => explain(&error, doing),
        }
    }

    /// Tells whether the server understood the question and there is no such thing.
    pub(super) fn is_about_the_question(&self) -> bool {
        self.refusal().is_some_and(|refusal| {
            matches!(refusal.status, 400 | 404)
                && !refusal.error.is_empty()
                && !refusal.is_stale_token()
        })
    }

    /// Returns the refusal, where the server answered with one.
    pub(super) fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Session(_) => None,
            Self::Call(error) => error.refusal(),
        }
    }
}

/// What reader, writer and connector share.
pub(super) struct Client {
    /// The caller without an account.
    pub(super) xrpc: Xrpc,
    /// The clock.
    pub(super) clock: Arc<dyn Clock>,
    /// Chance.
    pub(super) rng: Arc<dyn Rng>,
    keeper: Keeper,
}

impl Client {
    /// Builds the client.
    pub(super) fn new(ports: &NetworkPorts) -> Self {
        Self {
            xrpc: Xrpc::new(ports),
            clock: Arc::clone(&ports.clock),
            rng: Arc::clone(&ports.rng),
            keeper: Keeper::new(ports, NAME),
        }
    }

    /// Forgets what is in memory of an account's sign-in.
    pub(super) async fn forget(&self, account: &AccountId) {
        self.keeper.forget(account).await;
    }

    fn renewal(&self) -> Renewal<'_> {
        Renewal(self)
    }

    /// Makes a call as the account; a stale token is renewed and the call made once more.
    ///
    /// That second call is safe for writes: a server that refuses the token has done nothing.
    ///
    /// # Errors
    /// [`Failed`].
    pub(super) async fn call(&self, account: &Account, call: &Call) -> Result<Value, Failed> {
        self.call_noting(account, call, &AtomicBool::new(false))
            .await
    }

    /// As [`Client::call`]; `begun` is true while the server may be acting on the call.
    ///
    /// # Cancel safety
    /// When this is dropped while `begun` is false, the server surely has not acted.
    ///
    /// # Errors
    /// [`Failed`].
    pub(super) async fn call_noting(
        &self,
        account: &Account,
        call: &Call,
        begun: &AtomicBool,
    ) -> Result<Value, Failed> {
        let tokens = self.keeper.tokens(account, &self.renewal()).await;
        let tokens = tokens.map_err(Failed::Session)?;
        let answered = self.call_with(account, &tokens, call, begun).await;
        let refusal = answered.as_ref().err().and_then(Failed::refusal);
        if !refusal.is_some_and(Refusal::is_stale_token) {
            return answered;
        }
        begun.store(false, Ordering::SeqCst);
        let others = self
            .keeper
            .instead_of(account, &tokens.access, &self.renewal())
            .await;
        match others.map_err(Failed::Session)? {
            Some(tokens) => self.call_with(account, &tokens, call, begun).await,
            None => answered,
        }
    }

    async fn call_with(
        &self,
        account: &Account,
        tokens: &Tokens,
        call: &Call,
        begun: &AtomicBool,
    ) -> Result<Value, Failed> {
        let server = server_of(account).map_err(Failed::Session)?;
        if !is_for(tokens, &server) {
            return Err(Failed::Session(of_another_server(account, &server.host())));
        }
        let caller = Caller {
            owner: account.id.as_str(),
            auth: oauth::auth_of(tokens),
        };
        begun.store(true, Ordering::SeqCst);
        let answered = self.xrpc.call(&server, caller, call).await;
        answered.map_err(Failed::Call)
    }

    /// Makes a query as the account and reads the answer into a type.
    ///
    /// # Errors
    /// [`Failed`]; `Garbled` where the answer does not fit the type.
    pub(super) async fn read<T: DeserializeOwned>(
        &self,
        account: &Account,
        nsid: &'static str,
        params: Vec<(&'static str, String)>,
    ) -> Result<T, Failed> {
        let answer = self.call(account, &Call::query(nsid, params)).await?;
        serde_json::from_value(answer).map_err(|_| {
            Failed::Call(XrpcError::garbled(format!(
                "the server of @{}",
                account.handle
            )))
        })
    }
}

/// Look-ups that reader and writer both need.
impl Client {
    /// Returns whom a handle belongs to, `None` where nobody has it.
    ///
    /// # Errors
    /// [`NetworkError`] where it cannot be told now.
    pub(super) async fn did_of(
        &self,
        account: &Account,
        handle: &str,
    ) -> Result<Option<String>, NetworkError> {
        let params = vec![("handle", handle.to_owned())];
        let nsid = "com.atproto.identity.resolveHandle";
        match self.read::<Resolved>(account, nsid, params).await {
            Ok(found) => Ok(is_did(&found.did).then_some(found.did)),
            Err(error) if error.is_about_the_question() => Ok(None),
            Err(error) => Err(error.explain("Looking up a handle")),
        }
    }

    /// Returns whom a handle belongs to.
    ///
    /// # Errors
    /// - `Gone` with `unknown_handle`: nobody has it.
    pub(super) async fn need_did(
        &self,
        account: &Account,
        handle: &str,
    ) -> Result<String, NetworkError> {
        self.did_of(account, handle).await?.ok_or_else(|| {
            trouble(
                NetworkErrorKind::Gone,
                "unknown_handle",
                format!("Bluesky knows nobody called @{handle}. Check the spelling."),
            )
        })
    }

    /// Returns a post as it is now, `None` where it is gone or hidden.
    ///
    /// # Errors
    /// [`NetworkError`] where it cannot be told now.
    pub(super) async fn post(
        &self,
        account: &Account,
        uri: &str,
    ) -> Result<Option<PostView>, NetworkError> {
        let params = vec![("uris", uri.to_owned())];
        let doing = "Looking up a post";
        let found: Posts = self
            .read(account, "app.bsky.feed.getPosts", params)
            .await
            .map_err(|error| error.explain(doing))?;
        let named = |post: &&Value| post.get("uri").and_then(Value::as_str) == Some(uri);
        let Some(post) = found.posts.iter().find(named) else {
            return Ok(None);
        };
        // A post that is there and makes no sense must not be taken for a deleted one.
        let host = format!("the server of @{}", account.handle);
        let view = fit(post).ok_or_else(|| explain(&XrpcError::garbled(host), doing))?;
        Ok(Some(view))
    }

    /// Returns a person as the account sees them, `None` where they are gone.
    ///
    /// # Errors
    /// [`NetworkError`] where it cannot be told now.
    pub(super) async fn profile(
        &self,
        account: &Account,
        did: &str,
    ) -> Result<Option<ProfileView>, NetworkError> {
        let params = vec![("actor", did.to_owned())];
        match self
            .read(account, "app.bsky.actor.getProfile", params)
            .await
        {
            Ok(profile) => Ok(Some(profile)),
            Err(error) if error.is_about_the_question() => Ok(None),
            Err(error) => Err(error.explain("Looking up a person")),
        }
    }

    /// Returns a record of the account's own repository, `None` where there is none.
    ///
    /// # Errors
    /// [`NetworkError`] where it cannot be told now.
    pub(super) async fn own_record(
        &self,
        account: &Account,
        collection: &str,
        rkey: &str,
    ) -> Result<Option<StoredRecord>, NetworkError> {
        let params = vec![
            ("repo", account.remote_id.clone()),
            ("collection", collection.to_owned()),
            ("rkey", rkey.to_owned()),
        ];
        match self
            .read(account, "com.atproto.repo.getRecord", params)
            .await
        {
            Ok(record) => Ok(Some(record)),
            Err(error) if error.refusal().is_some_and(Refusal::says_no_record) => Ok(None),
            Err(error) => Err(error.explain("Looking up a record")),
        }
    }
}

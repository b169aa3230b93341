//! Reads what went out back from the network, as anybody else would see it.

use herald_api::views::{HistoryRow, PostView};
use herald_api::{ApiError, Herald};
use herald_domain::{Account, ActionId, ThreadPost};
use serde_json::json;

use crate::headless::exit::Failure;
use crate::headless::output::Output;
use crate::headless::render::{self, Tone};

/// Shows an action's post and the conversation before it, as the network returns them.
///
/// # Errors
/// What the network or the store says; `Internal` when the network does not have it.
pub(super) async fn show(
    herald: &Herald,
    output: Output,
    action: &HistoryRow,
) -> Result<(), Failure> {
    let posts = read(herald, action).await?;
    if output.is_json() {
        return output.value(&json!({ "read_back": posts }));
    }
    output.page(|page| {
        page.gap();
        page.line(&[(Tone::Quiet, "Read back from the simulated network:")]);
        for post in &posts {
            page.gap();
            render::review::post(page, post);
        }
        if let Some(url) = &action.url {
            page.line(&[(Tone::Quiet, url)]);
        }
    })
}

async fn read(herald: &Herald, action: &HistoryRow) -> Result<Vec<PostView>, Failure> {
    let context = herald.context();
    let lost = || ApiError::not_found("action", &action.id);
    let id: ActionId = action.id.parse().map_err(|_| lost())?;
    let sent = context
        .store()
        .action(&id)
        .await
        .map_err(ApiError::from)?
        .ok_or_else(lost)?;
    let account = context
        .account(&sent.account_id)
        .await
        .map_err(ApiError::from)?;
    let source = context.source(account.network).map_err(ApiError::from)?;
    let remote = sent
        .receipt
        .and_then(|r| r.remote)
        .ok_or_else(|| Failure::internal("The network did not say where it put the reply."))?;
    let thread = source
        .thread(&account, &remote)
        .await
        .map_err(ApiError::from)?;
    let reply = thread.post.ok_or_else(|| {
        Failure::internal("The network said it has the reply, but does not return it.")
    })?;
    let reply = ThreadPost::from(reply);
    let posts = thread.before.iter().chain([&reply]);
    Ok(posts.map(|post| view(post, &account)).collect())
}

fn view(post: &ThreadPost, account: &Account) -> PostView {
    PostView {
        who: post.author.name().to_owned(),
        who_handle: post.author.handle.clone(),
        text: post.text.clone(),
        at: post.created_at.millis(),
        mine: post.author.remote_id == account.remote_id,
        ..PostView::default()
    }
}

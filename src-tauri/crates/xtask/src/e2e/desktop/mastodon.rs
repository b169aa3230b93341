//! A Mastodon account connected in the window: the browser opens, the person agrees, Herald goes on.

use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use super::desk::{Desk, key};
use crate::e2e::Facts;
use crate::e2e::networks::agree_on_mastodon;
use crate::mastodon_server::{ALAN, GRACE, MastodonServer};
use crate::private_desktop::PrivateDesktop;
use crate::process::wait_for;

/// How long the window may take to open the page.
const PAGE_LIMIT: Duration = Duration::from_secs(20);

/// Establishes that an account can be connected with the browser, by keyboard alone, in a folder of
/// its own.
pub fn facts(facts: &mut Facts, desktop: &PrivateDesktop) -> Result<()> {
    let server = MastodonServer::start()?;
    let desk = facts.check("a window opens on another empty folder", || {
        Desk::open(desktop, &desktop.folder().join("mastodon"))
    })?;
    facts.check(
        "an account is connected with the browser, by keyboard",
        || {
            desk.tab_to("Connect an account")?;
            desk.press(key::ENTER)?;
            desk.shows("Which network?")?;
            desk.picture("connect-networks-light")?;
            desk.tab_to("Mastodon")?;
            desk.press(key::ENTER)?;
            desk.shows("Type the name of your server")?;
            desk.picture("connect-mastodon-light")?;
            desk.tab_to("Server")?;
            desk.press(&server.url())?;
            desk.press(key::ENTER)?;
            desk.shows("Waiting for Mastodon")?;
            desk.picture("connect-waiting-light")?;
            let page = wait_for("the page to sign in", PAGE_LIMIT, || {
                let pages = desktop.opened_pages()?;
                let is_it = |page: &String| page.contains("/oauth/authorize");
                Ok(pages.into_iter().find(is_it))
            })?;
            agree_on_mastodon(&page, &server, GRACE)?;
            desk.is_at("Review")?;
            desk.go_to("go", "Accounts")?;
            desk.shows("grace@localhost")?;
            desk.picture("connected-mastodon-light")
        },
    )?;
    facts.check("what happens to it is read, drafted for and shown", || {
        server.write(ALAN, &json!({"status": "@grace is the engine oiled?"}))?;
        desk.go_to("gr", "Review")?;
        desk.shows("is the engine oiled?")?;
        desktop.close_notifications()?;
        desk.picture("review-mastodon-light")
    })?;
    facts.check("that window closes", || desk.close())
}

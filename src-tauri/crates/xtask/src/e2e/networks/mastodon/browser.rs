//! What a person does in the browser: agrees on the server's page and is sent back.

use anyhow::{Context, Result, ensure};
use url::Url;

use crate::loopback::{self, Answer, Exchange};
use crate::mastodon_server::{MastodonServer, Person};

/// Opens the page, agrees as somebody, and goes where the server sends the browser.
pub fn agree(page: &str, server: &MastodonServer, person: Person) -> Result<()> {
    let page = Url::parse(page).context("Read the address of the page")?;
    ensure!(
        page.port() == Some(server.port()),
        "The page is elsewhere: {page}"
    );
    let shown = visit(&page, "GET", "")?;
    ensure!(shown.status == 200, "The page answered {}", shown.head);
    let asked = |name: &str| {
        let found = page.query_pairs().find(|(key, _)| key == name);
        found
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    };
    ensure!(
        asked("code_challenge_method") == "S256",
        "No PKCE in {page}"
    );
    ensure!(asked("state").len() >= 32, "A short state in {page}");
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("redirect_uri", &asked("redirect_uri"))
        .append_pair("client_id", &asked("client_id"))
        .append_pair("scope", &asked("scope"))
        .append_pair("state", &asked("state"))
        .append_pair("username", person.name)
        .finish();
    let mut door = page.clone();
    door.set_query(None);
    let sent = visit(&door, "POST", &form)?;
    let back = sent
        .header("location")
        .context("Find where the browser is sent")?;
    let back = Url::parse(back).context("Read where the browser is sent")?;
    let landed = visit(&back, "GET", "")?;
    ensure!(landed.status == 200, "Herald answered {}", landed.head);
    Ok(())
}

fn visit(url: &Url, method: &str, form: &str) -> Result<Answer> {
    let path = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    loopback::exchange(&Exchange {
        port: url.port().context("Find the port")?,
        method,
        path: &path,
        headers: &["Content-Type: application/x-www-form-urlencoded"],
        body: form,
    })
}

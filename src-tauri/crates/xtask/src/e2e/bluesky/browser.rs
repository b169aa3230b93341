//! What a person does in the browser: signs in on the server's page, agrees and is sent back.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use url::Url;

use super::text_at;
use crate::loopback::{self, Answer, Exchange};
use crate::real_bluesky::Person;

/// Where the page of the reference server asks its server.
///
/// # Source
/// `@atproto/oauth-provider-api`, read 2026-11-28.
const API: &str = "/@atproto/oauth-provider/~api";

/// Opens the page, signs in and agrees as somebody, and goes where the server sends the browser.
pub fn agree(page: &str, person: &Person) -> Result<()> {
    let page = Url::parse(page).context("Read the address of the page")?;
    let asked = page.query_pairs().map(|(name, _)| name.into_owned());
    let asked: Vec<_> = asked.collect();
    ensure!(
        asked == ["client_id", "request_uri"],
        "More than that is in {page}"
    );
    let mut browser = Browser {
        page: page.clone(),
        cookies: BTreeMap::new(),
    };
    let shown = browser.open(&page)?;
    ensure!(shown.status == 200, "The page answered {}", shown.head);
    let who = json!({
        "locale": "en",
        "username": person.handle,
        "password": person.password,
        "remember": true,
    });
    let signed_in = browser.ask("sign-in", &who)?;
    let did = text_at(&signed_in, "/account/did")?;
    let agreed = browser.ask("consent", &json!({"did": did}))?;
    let back = Url::parse(text_at(&agreed, "/url")?).context("Read where the browser goes")?;
    let sent = browser.open(&back)?;
    let back = sent.header("location");
    let back = back.with_context(|| format!("Find where to go in {}", sent.head))?;
    let back = Url::parse(back).context("Read where the browser is sent")?;
    let landed = visit(&back, "GET", &[], "")?;
    ensure!(landed.status == 200, "Herald answered {}", landed.head);
    Ok(())
}

struct Browser {
    page: Url,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    /// Opens a page.
    fn open(&mut self, url: &Url) -> Result<Answer> {
        let headers = [
            "Accept: text/html".to_owned(),
            "Sec-Fetch-Mode: navigate".to_owned(),
            "Sec-Fetch-Dest: document".to_owned(),
            "Sec-Fetch-Site: same-origin".to_owned(),
            format!("Referer: {}", self.page),
            self.cookie(),
        ];
        let answer = visit(url, "GET", &headers, "")?;
        self.keep(&answer);
        Ok(answer)
    }

    /// Asks what the page asks its server.
    fn ask(&mut self, what: &str, input: &Value) -> Result<Value> {
        let mut url = self.page.clone();
        url.set_path(&format!("{API}/{what}"));
        url.set_query(None);
        let token = self.cookies.get("csrf-token").cloned().unwrap_or_default();
        let headers = [
            "Content-Type: application/json".to_owned(),
            "Sec-Fetch-Mode: same-origin".to_owned(),
            "Sec-Fetch-Dest: empty".to_owned(),
            "Sec-Fetch-Site: same-origin".to_owned(),
            format!("Origin: {}", self.page.origin().ascii_serialization()),
            format!("Referer: {}", self.page),
            format!("X-CSRF-Token: {token}"),
            self.cookie(),
        ];
        let answer = visit(&url, "POST", &headers, &input.to_string())?;
        self.keep(&answer);
        let Answer { status, head, body } = &answer;
        ensure!(*status == 200, "{what}: {head} {body}");
        serde_json::from_str(body).with_context(|| format!("Read the answer to {what}"))
    }

    fn cookie(&self) -> String {
        let pairs = self.cookies.iter();
        let pairs: Vec<_> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        format!("Cookie: {}", pairs.join("; "))
    }

    fn keep(&mut self, answer: &Answer) {
        for cookie in answer.headers("set-cookie") {
            let pair = cookie.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

fn visit(url: &Url, method: &str, headers: &[String], body: &str) -> Result<Answer> {
    let path = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    loopback::exchange(&Exchange {
        port: url.port().context("Find the port")?,
        method,
        path: &path,
        headers: &headers,
        body,
    })
}

//! Facts about the transport, told over loopback with small raw servers.

mod answers;
mod guard;
mod limits;
mod loopback;
mod redirects;
mod server;
mod tls;

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use herald_pipeline::ports::{HttpRequest, Reach, TransportError};
use http::Method;
use url::Url;

use crate::HttpTransport;
use crate::resolve::Lookup;

/// Answers from a table; each look-up takes the next answer, the last one stays.
struct TableLookup(Mutex<HashMap<String, Vec<Vec<IpAddr>>>>);

#[async_trait]
impl Lookup for TableLookup {
    async fn lookup(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let mut table = self.0.lock().unwrap();
        let answers = table.get_mut(name).ok_or(io::ErrorKind::NotFound)?;
        Ok(match answers.len() {
            1 => answers[0].clone(),
            _ => answers.remove(0),
        })
    }
}

fn names(entries: &[(&str, &[&str])]) -> Arc<dyn Lookup> {
    let table = entries
        .iter()
        .map(|(name, answers)| {
            let answers = answers
                .iter()
                .map(|answer| answer.split(' ').map(|a| a.parse().unwrap()).collect())
                .collect();
            ((*name).to_owned(), answers)
        })
        .collect();
    Arc::new(TableLookup(Mutex::new(table)))
}

fn transport(entries: &[(&str, &[&str])]) -> HttpTransport {
    HttpTransport::with(&names(entries), crate::is_public, &[]).unwrap()
}

/// The error of a request that did not leave.
fn not_sent(host: &str, reason: &str) -> TransportError {
    TransportError::NotSent {
        host: host.to_owned(),
        reason: reason.to_owned(),
    }
}

/// A transport to which 127.0.0.1, and nothing else on this computer, is a public address.
fn transport_with_public_loopback(entries: &[(&str, &[&str])]) -> HttpTransport {
    fn rule(address: IpAddr) -> bool {
        address == IpAddr::from([127, 0, 0, 1]) || crate::is_public(address)
    }
    HttpTransport::with(&names(entries), rule, &[]).unwrap()
}

fn chosen(method: Method, url: impl AsRef<str>) -> HttpRequest {
    let mut request = HttpRequest::new(method, Url::parse(url.as_ref()).unwrap());
    request.reach = Reach::Chosen;
    request
}

fn public(url: impl AsRef<str>) -> HttpRequest {
    HttpRequest::new(Method::GET, Url::parse(url.as_ref()).unwrap())
}

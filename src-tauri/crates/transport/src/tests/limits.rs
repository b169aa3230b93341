//! Limits of time and size.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use herald_pipeline::ports::{Transport, TransportError};
use http::Method;

use super::server::{Server, Step, answer};
use super::{chosen, not_sent, transport};
use crate::HttpTransport;
use crate::resolve::Lookup;

#[tokio::test]
async fn slow_answer_ends_within_the_limit_of_the_request() {
    let server = Server::play(vec![Step::Stall(String::new())]);
    let mut request = chosen(Method::POST, server.url("/"));
    request.timeout = Duration::from_millis(200);
    let within = Duration::from_secs(4);
    let transport = transport(&[]);
    let outcome = tokio::time::timeout(within, transport.send(request)).await;
    let error = outcome.expect("returns by itself").unwrap_err();
    let expected = TransportError::NoAnswer {
        host: "127.0.0.1".into(),
        reason: "nothing came within 200 ms".into(),
    };
    assert_eq!(error, expected);
    drop(transport);
    assert_eq!(server.heard().await.len(), 1);
}

#[tokio::test]
async fn body_that_stalls_counts_against_the_same_limit() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf";
    let server = Server::play(vec![Step::Stall(head.into())]);
    let mut request = chosen(Method::GET, server.url("/"));
    request.timeout = Duration::from_millis(200);
    let error = transport(&[]).send(request).await.unwrap_err();
    assert!(matches!(error, TransportError::NoAnswer { .. }), "{error}");
}

struct SilentLookup;

#[async_trait]
impl Lookup for SilentLookup {
    async fn lookup(&self, _name: &str) -> io::Result<Vec<IpAddr>> {
        std::future::pending().await
    }
}

#[tokio::test(start_paused = true)]
async fn connection_that_takes_over_five_seconds_is_given_up_and_not_sent() {
    let lookup: Arc<dyn Lookup> = Arc::new(SilentLookup);
    let transport = HttpTransport::with(&lookup, crate::is_public, &[]).unwrap();
    let mut request = chosen(Method::POST, "https://slow.example/");
    request.timeout = Duration::from_mins(1);
    let error = transport.send(request).await.unwrap_err();
    let reason = "no connection within 5 seconds";
    assert_eq!(error, not_sent("slow.example", reason));
}

#[tokio::test]
async fn endless_answer_is_cut_off_at_the_limit() {
    let server = Server::play(vec![Step::Flood]);
    let mut request = chosen(Method::GET, server.url("/"));
    request.max_response_bytes = 10_000;
    let error = transport(&[]).send(request).await.unwrap_err();
    let expected = TransportError::TooLarge {
        host: "127.0.0.1".into(),
        limit_bytes: 10_000,
    };
    assert_eq!(error, expected);
    server.heard().await;
}

#[tokio::test]
async fn answer_of_exactly_the_limit_is_read() {
    let server = Server::play(vec![
        answer("200 OK", "", "12345"),
        answer("200 OK", "", "123456"),
    ]);
    let transport = transport(&[]);
    let mut request = chosen(Method::GET, server.url("/"));
    request.max_response_bytes = 5;
    assert_eq!(
        transport.send(request.clone()).await.unwrap().body,
        b"12345"
    );
    let error = transport.send(request).await.unwrap_err();
    assert!(matches!(
        error,
        TransportError::TooLarge { limit_bytes: 5, .. }
    ));
}

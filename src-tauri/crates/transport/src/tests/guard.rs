//! Which addresses are asked at all.

use herald_pipeline::ports::{HttpRequest, Reach, Transport, TransportError};
use http::Method;

use super::server::{Server, Step, answer};
use super::{chosen, public, transport, transport_with_public_loopback};
use crate::HttpTransport;
use crate::gate::{PLAIN, PRIVATE};

async fn refusal(transport: &HttpTransport, request: HttpRequest) -> String {
    let url = request.url.to_string();
    match transport.send(request).await {
        Err(TransportError::Refused { reason, .. }) => reason,
        other => panic!("{url} was not refused: {other:?}"),
    }
}

#[tokio::test]
async fn public_reach_refuses_every_spelling_of_a_private_address() {
    let transport = transport(&[]);
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "127.0.0.1.",
        "%31%32%37.0.0.1",
        "１２７.０.０.１",
        "0",
        "0.0.0.0",
        "10.0.0.1",
        "012.0.0.1",
        "192.168.1.1",
        "3232235777",
        "169.254.169.254",
        "0xa9fea9fe",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "[::]",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::ffff:8.8.8.8]",
        "[::7f00:1]",
        "[64:ff9b::a00:1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fc00::1]",
        "[fd00::1]",
        "[ff02::1]",
        "[2001:db8::1]",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "a.localhost",
    ] {
        let reason = refusal(&transport, public(format!("https://{host}/"))).await;
        assert_eq!(reason, PRIVATE, "{host}");
    }
}

#[tokio::test]
async fn public_reach_refuses_names_that_resolve_to_private_addresses() {
    let transport = transport(&[
        ("inside.example", &["10.0.0.1"]),
        ("mapped.example", &["::ffff:10.0.0.1"]),
        ("own.example", &["127.0.0.1 ::1"]),
        ("cloud.example", &["169.254.169.254"]),
    ]);
    for name in [
        "inside.example",
        "mapped.example",
        "own.example",
        "cloud.example",
    ] {
        let reason = refusal(&transport, public(format!("https://{name}/"))).await;
        assert_eq!(reason, PRIVATE, "{name}");
    }
}

#[tokio::test]
async fn name_that_turns_private_between_two_requests_is_refused_the_second_time() {
    // The first answer is public but nothing is asked of it: its port is one nobody may use.
    let transport =
        transport_with_public_loopback(&[("turning.example", &["127.0.0.1", "10.0.0.1"])]);
    let url = "https://turning.example:1/";
    let first = transport.send(public(url)).await.unwrap_err();
    assert!(matches!(first, TransportError::NotSent { .. }), "{first}");
    assert_eq!(refusal(&transport, public(url)).await, PRIVATE);
}

#[tokio::test]
async fn only_the_public_ones_of_mixed_addresses_are_connected_to() {
    let server = Server::play(vec![Step::Babble]);
    // 127.0.0.1 stands for a public address here; the server hears a TLS greeting on it.
    let transport =
        transport_with_public_loopback(&[("mixed.example", &["10.0.0.1 127.0.0.1 ::1"])]);
    let port = server.address.port();
    let error = transport
        .send(public(format!("https://mixed.example:{port}/")))
        .await
        .unwrap_err();
    assert!(!matches!(error, TransportError::Refused { .. }), "{error}");
    assert_eq!(server.heard().await.len(), 1);
}

#[tokio::test]
async fn plain_http_off_loopback_is_refused_for_both_reaches() {
    let transport = transport(&[
        ("web.example", &["93.184.215.14"]),
        ("home.example", &["192.168.1.5"]),
    ]);
    for host in [
        "web.example",
        "home.example",
        "93.184.215.14",
        "192.168.1.5",
        "[2606:4700::1111]",
        "[::ffff:127.0.0.1]",
    ] {
        for reach in [Reach::Public, Reach::Chosen] {
            let mut request = public(format!("http://{host}/"));
            request.reach = reach;
            assert_eq!(
                refusal(&transport, request).await,
                PLAIN,
                "{host} {reach:?}"
            );
        }
    }
}

#[tokio::test]
async fn plain_http_reaches_this_computer_by_number_and_by_name_when_chosen() {
    let server = Server::play(vec![answer("200 OK", "", ""), answer("200 OK", "", "")]);
    let transport = transport(&[("localhost", &["127.0.0.1"])]);
    let port = server.address.port();
    for host in ["127.0.0.1", "localhost"] {
        let request = chosen(Method::GET, format!("http://{host}:{port}/"));
        assert_eq!(transport.send(request).await.unwrap().status, 200, "{host}");
    }
}

#[tokio::test]
async fn connection_made_for_a_chosen_address_is_not_reused_for_public_reach() {
    let kept = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_owned();
    let server = Server::play(vec![Step::Stall(kept)]);
    let transport = transport(&[]);
    let request = chosen(Method::GET, server.url("/"));
    assert_eq!(transport.send(request).await.unwrap().status, 200);
    assert_eq!(refusal(&transport, public(server.url("/"))).await, PRIVATE);
    drop(transport);
    assert_eq!(server.heard().await.len(), 1);
}

#[tokio::test]
async fn other_schemes_and_credentials_in_the_address_are_refused() {
    let transport = transport(&[]);
    for url in [
        "ftp://web.example/",
        "file:///etc/passwd",
        "https://me:hunter2@web.example/",
        "https://me@web.example/",
        "data:text/plain,hi",
    ] {
        let error = transport.send(chosen(Method::GET, url)).await.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(matches!(error, TransportError::Refused { .. }), "{url}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}

//! Which redirects are followed, how far, and what goes along.

use herald_pipeline::ports::{Transport, TransportError};
use http::Method;

use super::server::{Server, answer, redirect};
use super::{chosen, public, transport, transport_with_public_loopback};
use crate::gate::PRIVATE;

#[tokio::test]
async fn get_follows_a_redirect_and_keeps_its_credentials_within_the_origin() {
    let server = Server::play(vec![
        redirect("301 Moved", "/there?x=1"),
        answer("200 OK", "", "found"),
    ]);
    let mut request = chosen(Method::GET, server.url("/here"));
    request
        .headers
        .insert("authorization", "Bearer t".parse().unwrap());
    let response = transport(&[]).send(request).await.unwrap();
    assert_eq!(response.body, b"found");
    let heard = server.heard().await;
    assert!(heard[1].starts_with("get /there?x=1 "));
    assert!(heard[1].contains("authorization: bearer t"));
}

#[tokio::test]
async fn credentials_stay_behind_when_the_origin_changes() {
    let other = Server::play(vec![answer("200 OK", "", "")]);
    let server = Server::play(vec![redirect("302 Found", &other.url("/"))]);
    let mut request = chosen(Method::GET, server.url("/"));
    for name in [
        "authorization",
        "proxy-authorization",
        "dpop",
        "x-api-key",
        "x-goog-api-key",
        "cookie",
        "x-anything-else",
    ] {
        request.headers.insert(name, "hunter2".parse().unwrap());
    }
    request
        .headers
        .insert("accept", "application/json".parse().unwrap());
    request.body = b"hunter2".to_vec();
    transport(&[]).send(request).await.unwrap();
    assert!(server.heard().await[0].contains("x-api-key: hunter2"));
    let heard = other.heard().await;
    assert!(!heard[0].contains("hunter2"), "{}", heard[0]);
    assert!(heard[0].contains("accept: application/json"));
    assert!(heard[0].contains("user-agent: herald/"));
}

#[tokio::test]
async fn credentials_do_not_come_back_when_a_chain_returns_to_its_origin() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let back = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let other = Server::play(vec![redirect("302 Found", &back)]);
    let server = Server::play(vec![redirect("302 Found", &other.url("/"))]);
    let mut request = chosen(Method::GET, server.url("/"));
    request.headers.insert("dpop", "hunter2".parse().unwrap());
    // The last hop is closed: what matters is that a failure there is never called "not sent".
    let error = transport(&[]).send(request).await.unwrap_err();
    assert!(matches!(error, TransportError::NoAnswer { .. }), "{error}");
    assert!(!other.heard().await[0].contains("hunter2"));
}

#[tokio::test]
async fn redirect_of_a_post_is_returned_as_it_is() {
    for status in ["301 Moved", "302 Found", "303 See Other", "307 T", "308 P"] {
        let server = Server::play(vec![redirect(status, "/elsewhere")]);
        let mut request = chosen(Method::POST, server.url("/"));
        request.body = b"post".to_vec();
        let response = transport(&[]).send(request).await.unwrap();
        assert!(status.starts_with(&response.status.to_string()));
        assert_eq!(response.header("location"), Some("/elsewhere"));
        assert_eq!(server.heard().await.len(), 1);
    }
}

#[tokio::test]
async fn head_stays_head() {
    let server = Server::play(vec![redirect("303 See", "/b"), answer("200 OK", "", "")]);
    let request = chosen(Method::HEAD, server.url("/a"));
    transport(&[]).send(request).await.unwrap();
    assert!(server.heard().await[1].starts_with("head /b "));
}

#[tokio::test]
async fn five_redirects_are_followed_and_a_sixth_is_not() {
    let hops = |count: usize| -> Vec<_> {
        (0..count)
            .map(|_| redirect("302 Found", "/again"))
            .collect()
    };
    let mut steps = hops(5);
    steps.push(answer("200 OK", "", ""));
    let server = Server::play(steps);
    let request = chosen(Method::GET, server.url("/"));
    assert_eq!(transport(&[]).send(request).await.unwrap().status, 200);

    let server = Server::play(hops(6));
    let request = chosen(Method::GET, server.url("/"));
    let error = transport(&[]).send(request).await.unwrap_err();
    let expected = TransportError::NoAnswer {
        host: "127.0.0.1".into(),
        reason: "it redirected more than 5 times".into(),
    };
    assert_eq!(error, expected);
    assert_eq!(server.heard().await.len(), 6);
}

#[tokio::test]
async fn redirect_to_a_private_address_is_refused_under_public_reach() {
    for target in [
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://inside.example/",
        "https://localhost/",
        "//192.168.0.1/",
        "https://0x7f.0.0.2/",
    ] {
        let server = Server::play(vec![redirect("302 Found", target)]);
        let transport = transport_with_public_loopback(&[("inside.example", &["10.0.0.1"])]);
        let error = transport.send(public(server.url("/"))).await.unwrap_err();
        let TransportError::Refused { reason, .. } = &error else {
            panic!("{target}: {error}");
        };
        let plain = target.starts_with("//");
        assert!(plain || reason == PRIVATE, "{target}: {reason}");
    }
}

#[tokio::test]
async fn redirect_to_plain_http_off_loopback_is_refused_when_chosen_too() {
    let server = Server::play(vec![redirect("302 Found", "http://192.168.0.1/")]);
    let request = chosen(Method::GET, server.url("/"));
    let error = transport(&[]).send(request).await.unwrap_err();
    assert!(matches!(error, TransportError::Refused { .. }), "{error}");
}

#[tokio::test]
async fn redirect_to_credentials_or_another_scheme_is_refused() {
    for target in ["https://me:hunter2@web.example/", "ftp://web.example/"] {
        let server = Server::play(vec![redirect("302 Found", target)]);
        let request = chosen(Method::GET, server.url("/"));
        let error = transport(&[]).send(request).await.unwrap_err();
        assert!(matches!(error, TransportError::Refused { .. }), "{error}");
        assert!(!format!("{error:?}").contains("hunter2"));
    }
}

#[tokio::test]
async fn redirect_without_a_place_is_an_answer_and_to_nonsense_is_none() {
    let server = Server::play(vec![answer("304 Not Modified", "", "")]);
    let request = chosen(Method::GET, server.url("/"));
    assert_eq!(transport(&[]).send(request).await.unwrap().status, 304);

    let server = Server::play(vec![redirect("302 Found", "https://[nonsense")]);
    let request = chosen(Method::GET, server.url("/"));
    let error = transport(&[]).send(request).await.unwrap_err();
    assert!(matches!(error, TransportError::NoAnswer { .. }), "{error}");
}

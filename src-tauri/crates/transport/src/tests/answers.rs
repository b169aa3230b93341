//! What an answer looks like, and what the absence of one is called.

use std::net::TcpListener;

use herald_pipeline::ports::{Transport, TransportError};
use http::Method;

use super::server::{Server, Step, answer};
use super::{chosen, not_sent, transport};

const SECRET: &str = "hunter2-token";

#[tokio::test]
async fn any_status_is_an_answer_with_headers_and_body() {
    let server = Server::play(vec![answer("418 I'm a teapot", "x-pot: yes\r\n", "short")]);
    let request = chosen(Method::GET, server.url("/pot"));
    let response = transport(&[]).send(request).await.unwrap();
    assert_eq!(response.status, 418);
    assert_eq!(response.header("x-pot"), Some("yes"));
    assert_eq!(response.body, b"short");
}

#[tokio::test]
async fn method_headers_and_body_arrive_as_given_and_once() {
    let server = Server::play(vec![answer("200 OK", "", "")]);
    let mut request = chosen(Method::PUT, server.url("/a?b=c"));
    request.headers.insert("x-one", "1".parse().unwrap());
    request.body = b"the body".to_vec();
    transport(&[]).send(request).await.unwrap();
    let heard = server.heard().await;
    assert_eq!(heard.len(), 1);
    assert!(heard[0].starts_with("put /a?b=c http/1.1\r\n"));
    assert!(heard[0].contains("\r\nx-one: 1\r\n"));
    assert!(heard[0].ends_with("\r\n\r\nthe body"));
}

#[tokio::test]
async fn herald_names_itself_unless_the_request_does() {
    let server = Server::play(vec![answer("200 OK", "", ""), answer("200 OK", "", "")]);
    let transport = transport(&[]);
    let mut request = chosen(Method::GET, server.url("/"));
    transport.send(request.clone()).await.unwrap();
    request
        .headers
        .insert("user-agent", "Other/1".parse().unwrap());
    transport.send(request).await.unwrap();
    let heard = server.heard().await;
    let own = concat!("user-agent: herald/", env!("CARGO_PKG_VERSION"));
    assert!(heard[0].contains(own));
    assert!(heard[1].contains("user-agent: other/1"));
    assert!(!heard[1].contains(own));
}

#[tokio::test]
async fn refused_port_means_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/x?token={SECRET}", listener.local_addr().unwrap());
    drop(listener);
    let error = transport(&[])
        .send(chosen(Method::POST, url))
        .await
        .unwrap_err();
    assert_eq!(error, not_sent("127.0.0.1", "it refused the connection"));
}

#[tokio::test]
async fn unknown_name_means_not_sent() {
    let request = chosen(Method::POST, "https://nowhere.example/");
    let error = transport(&[]).send(request).await.unwrap_err();
    assert_eq!(
        error,
        not_sent("nowhere.example", "its name could not be found")
    );
}

#[tokio::test]
async fn connection_closed_after_the_request_means_no_answer() {
    let server = Server::play(vec![Step::HangUp]);
    let request = chosen(Method::POST, server.url("/"));
    let error = transport(&[]).send(request).await.unwrap_err();
    assert!(matches!(error, TransportError::NoAnswer { .. }), "{error}");
    assert!(!error.surely_not_sent());
    assert_eq!(
        server.heard().await.len(),
        1,
        "the request is sent once and not repeated"
    );
}

#[tokio::test]
async fn answer_that_breaks_off_is_no_answer() {
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\nconnection: close\r\n\r\nonly this";
    let server = Server::play(vec![Step::Answer(cut.into())]);
    let request = chosen(Method::GET, server.url("/"));
    let error = transport(&[]).send(request).await.unwrap_err();
    let expected = TransportError::NoAnswer {
        host: "127.0.0.1".into(),
        reason: "the answer broke off".into(),
    };
    assert_eq!(error, expected);
}

#[tokio::test]
async fn errors_carry_the_host_and_no_part_of_the_request() {
    let server = Server::play(vec![Step::HangUp]);
    let mut request = chosen(
        Method::POST,
        server.url(&format!("/{SECRET}?token={SECRET}")),
    );
    let credential = format!("Bearer {SECRET}");
    request
        .headers
        .insert("authorization", credential.parse().unwrap());
    request.body = SECRET.into();
    let error = transport(&[]).send(request).await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(SECRET), "{shown}");
    assert!(shown.contains("127.0.0.1"));
}

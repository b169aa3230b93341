//! `https`: a trusted certificate is spoken to, anything else is not sent a byte of the request.

use std::io::{Read, Write};
use std::net::{IpAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;

use herald_pipeline::ports::{Transport, TransportError};
use http::Method;
use reqwest::Certificate;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::server::{Server, Step};
use super::{chosen, names, not_sent, transport};
use crate::HttpTransport;
use crate::clients::built_in_roots;

const NAMES: [(&str, &[&str]); 1] = [("localhost", &["127.0.0.1"])];

/// Serves one `https` exchange with its own certificate; returns what it heard.
struct TlsServer {
    port: u16,
    certificate: Certificate,
    heard: JoinHandle<String>,
}

impl TlsServer {
    fn play(response: String) -> Self {
        drop(rustls::crypto::ring::default_provider().install_default());
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let certificate = Certificate::from_der(made.cert.der()).unwrap();
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = std::thread::spawn(move || {
            let (tcp, _) = listener.accept().unwrap();
            let connection = ServerConnection::new(Arc::new(config)).unwrap();
            let mut stream = StreamOwned::new(connection, tcp);
            let mut buffer = [0; 8192];
            let read = stream.read(&mut buffer).unwrap_or(0);
            if read > 0 {
                stream.write_all(response.as_bytes()).unwrap();
                stream.conn.send_close_notify();
                stream.flush().unwrap();
            }
            String::from_utf8_lossy(&buffer[..read]).into_owned()
        });
        Self {
            port,
            certificate,
            heard,
        }
    }

    fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.port)
    }
}

fn is_public(_: IpAddr) -> bool {
    false
}

#[tokio::test]
async fn https_with_a_trusted_certificate_is_answered() {
    let server = TlsServer::play("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi".into());
    let roots = [server.certificate.clone()];
    let transport = HttpTransport::with(&names(&NAMES), is_public, &roots).unwrap();
    let request = chosen(Method::GET, server.url("/x"));
    assert_eq!(transport.send(request).await.unwrap().body, b"hi");
    assert!(server.heard.join().unwrap().starts_with("GET /x HTTP/1.1"));
}

#[tokio::test]
async fn untrusted_certificate_means_not_sent() {
    let server = TlsServer::play(String::new());
    let mut request = chosen(Method::POST, server.url("/x"));
    request.body = b"body".to_vec();
    let error = transport(&NAMES).send(request).await.unwrap_err();
    assert_eq!(
        error,
        not_sent("localhost", "its certificate is not trusted")
    );
    assert_eq!(server.heard.join().unwrap(), "");
}

#[tokio::test]
async fn server_that_speaks_no_tls_means_not_sent() {
    let server = Server::play(vec![Step::Babble]);
    let url = format!("https://{}/", server.address);
    let error = transport(&[])
        .send(chosen(Method::POST, url))
        .await
        .unwrap_err();
    assert_eq!(
        error,
        not_sent("127.0.0.1", "no secure connection could be agreed on")
    );
}

#[tokio::test]
async fn redirect_from_https_to_plain_http_is_refused() {
    let target = Server::play(vec![]);
    let location = target.url("/");
    let server = TlsServer::play(format!(
        "HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n"
    ));
    let roots = [server.certificate.clone()];
    let transport = HttpTransport::with(&names(&NAMES), is_public, &roots).unwrap();
    let error = transport
        .send(chosen(Method::GET, server.url("/")))
        .await
        .unwrap_err();
    let expected = TransportError::Refused {
        host: "127.0.0.1".into(),
        reason: "it was reached by a redirect from https to plain http".into(),
    };
    assert_eq!(error, expected);
}

#[test]
fn built_in_roots_are_there_for_a_system_without_any() {
    assert!(built_in_roots().unwrap().len() > 100);
}

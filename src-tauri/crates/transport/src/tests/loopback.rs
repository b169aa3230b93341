//! Facts about waiting for the browser.

use std::time::Duration;

use herald_pipeline::ports::{RedirectError, RedirectListener as _, RedirectWait};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::Loopback;

const LIMIT: Duration = Duration::from_mins(5);

async fn listening() -> Box<dyn RedirectWait> {
    Loopback.listen(None, "/cb").await.unwrap()
}

fn address(wait: &dyn RedirectWait) -> String {
    let uri = wait.uri();
    let rest = uri.strip_prefix("http://").unwrap();
    rest.strip_suffix("/cb").unwrap().to_owned()
}

async fn get(address: &str, host: &str, target: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn the_first_answer_ends_the_wait_and_shows_a_page_without_script() {
    let wait = listening().await;
    let at = address(wait.as_ref());
    let browser = get(&at, &at, "/cb?code=c&state=s");
    let (query, page) = tokio::join!(wait.callback("s", LIMIT), browser);
    assert_eq!(query.unwrap(), "code=c&state=s");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    assert!(page.contains("default-src 'none'") && !page.contains("<script"));
    assert!(!page.contains("code=c"), "the page repeats no secret");
    assert!(
        TcpStream::connect(&at).await.is_err(),
        "nobody listens any more"
    );
}

#[tokio::test]
async fn another_path_or_host_does_not_end_the_wait() {
    let wait = listening().await;
    let at = address(wait.as_ref());
    let browser = async {
        let icon = get(&at, &at, "/favicon.ico").await;
        let elsewhere = get(&at, "evil.test", "/cb?code=stolen&state=s").await;
        let right = get(&at, &at, "/cb?error=access_denied&state=s").await;
        (icon, elsewhere, right)
    };
    let (query, (icon, elsewhere, right)) = tokio::join!(wait.callback("s", LIMIT), browser);
    assert_eq!(query.unwrap(), "error=access_denied&state=s");
    assert!(icon.starts_with("HTTP/1.1 404"), "{icon}");
    assert!(elsewhere.starts_with("HTTP/1.1 421"), "{elsewhere}");
    assert!(right.contains("Nothing was allowed"), "{right}");
}

#[tokio::test]
async fn what_belongs_to_another_sign_in_does_not_end_the_wait() {
    let wait = listening().await;
    let at = address(wait.as_ref());
    let browser = async {
        for stray in [
            "/cb",
            "/cb?",
            "/cb?code=c",
            "/cb?code=c&state=",
            "/cb?code=c&state=other",
            "/cb?code=c&state=ss",
            "/cb?code=c&State=s",
            "/cb?error=access_denied",
            "/cb?x=state%3Ds",
        ] {
            let answer = get(&at, &at, stray).await;
            assert!(answer.starts_with("HTTP/1.1 400"), "{stray}: {answer}");
        }
        get(&at, &at, "/cb?code=c&state=s").await
    };
    let (query, right) = tokio::join!(wait.callback("s", LIMIT), browser);
    assert_eq!(query.unwrap(), "code=c&state=s");
    assert!(right.starts_with("HTTP/1.1 200"), "{right}");
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let first = listening().await;
    let port: u16 = address(first.as_ref())
        .rsplit(':')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let second = Loopback.listen(Some(port), "/cb").await;
    assert_eq!(second.err(), Some(RedirectError::PortTaken(port)));
}

#[tokio::test(start_paused = true)]
async fn nobody_is_waited_for_longer_than_the_limit() {
    let wait = listening().await;
    assert_eq!(
        wait.callback("s", LIMIT).await,
        Err(RedirectError::TimedOut(5))
    );
}

//! A raw TCP server that plays a script, one step per connection.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// What the server does with one connection.
pub(super) enum Step {
    /// Reads the request, writes this and closes.
    Answer(String),
    /// Reads whatever comes first, answers nonsense and closes.
    Babble,
    /// Reads the request and closes without a word.
    HangUp,
    /// Reads the request, writes this and waits until the client goes away.
    Stall(String),
    /// Writes the head, then the letter `x` until the client goes away.
    Flood,
}

/// A server on a free port of this computer.
pub(super) struct Server {
    /// Where it listens.
    pub(super) address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
    running: JoinHandle<()>,
}

impl Server {
    /// Starts a server that plays the steps and then stops listening.
    pub(super) fn play(steps: Vec<Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&heard);
        let running = std::thread::spawn(move || {
            for step in steps {
                let (stream, _) = listener.accept().unwrap();
                serve(stream, step, &log);
            }
        });
        Self {
            address,
            heard,
            running,
        }
    }

    /// Returns a full address on this server.
    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Waits until the script is played out and returns the requests it heard, in lower case.
    pub(super) async fn heard(self) -> Vec<String> {
        // Off the test's thread, on which the client still has connections to close.
        let ended = tokio::task::spawn_blocking(|| self.running.join());
        ended.await.unwrap().unwrap();
        let heard = self.heard.lock().unwrap();
        heard.iter().map(|head| head.to_lowercase()).collect()
    }
}

/// Makes an answer with a status line, headers and a body.
pub(super) fn answer(status: &str, headers: &str, body: &str) -> Step {
    let length = body.len();
    Step::Answer(format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    ))
}

/// Makes a redirect.
pub(super) fn redirect(status: &str, location: &str) -> Step {
    answer(status, &format!("location: {location}\r\n"), "")
}

fn serve(mut stream: TcpStream, step: Step, log: &Mutex<Vec<String>>) {
    let head = match step {
        Step::Babble => read_once(&mut stream),
        _ => read_request(&mut stream),
    };
    log.lock().unwrap().push(head);
    match step {
        Step::Answer(text) => stream.write_all(text.as_bytes()).unwrap(),
        Step::Babble => stream.write_all(b"what did you say?\r\n").unwrap(),
        Step::HangUp => {}
        Step::Stall(text) => {
            stream.write_all(text.as_bytes()).unwrap();
            wait_for_end(&mut stream);
        }
        Step::Flood => {
            let head = "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n";
            stream.write_all(head.as_bytes()).unwrap();
            while stream.write_all(&[b'x'; 4096]).is_ok() {}
        }
    }
}

fn wait_for_end(stream: &mut TcpStream) {
    let mut rest = [0; 64];
    while matches!(stream.read(&mut rest), Ok(read) if read > 0) {}
}

fn read_once(stream: &mut TcpStream) -> String {
    let mut buffer = [0; 4096];
    let read = stream.read(&mut buffer).unwrap();
    String::from_utf8_lossy(&buffer[..read]).into_owned()
}

/// Reads the head of a request and the body its length announces.
fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = stream.read(&mut buffer).unwrap_or(0);
        bytes.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if read == 0 || is_whole(&text) {
            return text;
        }
    }
}

fn is_whole(text: &str) -> bool {
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, value)| value.parse().unwrap());
    body.len() >= length
}

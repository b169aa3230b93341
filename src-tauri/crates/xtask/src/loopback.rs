//! Plain calls to servers on this computer.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// One call.
pub struct Exchange<'a> {
    /// The server's port.
    pub port: u16,
    /// The method.
    pub method: &'a str,
    /// The path, with its query.
    pub path: &'a str,
    /// Whole lines without their ends.
    pub headers: &'a [&'a str],
    /// The body; empty for none.
    pub body: &'a str,
}

/// What a server answered.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The lines of the head.
    pub head: String,
    /// The body.
    pub body: String,
}

impl Answer {
    /// Returns a header, where it is there.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers(name).next()
    }

    /// Returns every header of a name.
    pub fn headers(&self, name: &str) -> impl Iterator<Item = &str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        let found = lines.filter(move |(key, _)| key.trim().eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim())
    }
}

/// Makes one call.
///
/// # Errors
/// Nobody listens there, or the answer is no HTTP.
pub fn exchange(call: &Exchange<'_>) -> Result<Answer> {
    let port = call.port;
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))
        .with_context(|| format!("Reach port {port}"))?;
    let mut lines = vec![
        format!("{} {} HTTP/1.0", call.method, call.path),
        format!("Host: 127.0.0.1:{port}"),
        format!("Content-Length: {}", call.body.len()),
    ];
    lines.extend(call.headers.iter().map(|line| (*line).to_owned()));
    write!(stream, "{}\r\n\r\n{}", lines.join("\r\n"), call.body).context("Ask")?;
    let mut answer = String::new();
    stream
        .read_to_string(&mut answer)
        .context("Read the answer")?;
    let (head, body) = answer.split_once("\r\n\r\n").context("Find the body")?;
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
    Ok(Answer {
        status: status.context("Find the status")?,
        head: head.to_owned(),
        body: body.to_owned(),
    })
}

/// Reads JSON from a server on loopback; `headers` are whole lines without their ends.
///
/// # Errors
/// Nobody listens there, the answer is not 200, or it is not JSON.
pub fn get(port: u16, path: &str, headers: &[&str]) -> Result<Value> {
    let answer = exchange(&Exchange {
        port,
        method: "GET",
        path,
        headers,
        body: "",
    })?;
    ensure!(answer.status == 200, "{path} answered {}", answer.head);
    serde_json::from_str(&answer.body).with_context(|| format!("Read what {path} answered"))
}

//! Plain reads from servers on this computer.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// Reads JSON from a server on loopback; `headers` are whole lines without their ends.
///
/// # Errors
/// Nobody listens there, the answer is not 200, or it is not JSON.
pub fn get(port: u16, path: &str, headers: &[&str]) -> Result<Value> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))
        .with_context(|| format!("Reach port {port}"))?;
    let mut lines = vec![
        format!("GET {path} HTTP/1.0"),
        format!("Host: 127.0.0.1:{port}"),
    ];
    lines.extend(headers.iter().map(|line| (*line).to_owned()));
    write!(stream, "{}\r\n\r\n", lines.join("\r\n")).context("Ask")?;
    let mut answer = String::new();
    stream
        .read_to_string(&mut answer)
        .context("Read the answer")?;
    let (head, body) = answer.split_once("\r\n\r\n").context("Find the body")?;
    ensure!(head.contains(" 200 "), "{path} answered {head}");
    serde_json::from_str(body).with_context(|| format!("Read what {path} answered"))
}

//! Turns the client's errors into ours: what surely was not sent, and words without secrets.
//!
//! The client's own messages are never shown: they carry the full address.

use std::error::Error;
use std::io;

use herald_pipeline::ports::TransportError;

use crate::clients::CONNECT_LIMIT;
use crate::resolve::NoAllowedAddress;

/// Which request of a chain of redirects failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leg {
    /// The request itself.
    First,
    /// One after a redirect: the request itself has arrived.
    Later,
}

/// Maps an error met before the head of an answer was there.
pub(crate) fn before_answer(host: String, error: &reqwest::Error, leg: Leg) -> TransportError {
    let causes = chain(error);
    let refused = causes
        .iter()
        .find_map(|cause| cause.downcast_ref::<NoAllowedAddress>());
    if let Some(refused) = refused {
        let reason = refused.reason.into();
        return TransportError::Refused { host, reason };
    }
    let unsent = error.is_connect() || error.is_dns() || error.is_builder();
    let reason = words(error, &causes);
    if unsent && leg == Leg::First {
        TransportError::NotSent { host, reason }
    } else {
        TransportError::NoAnswer { host, reason }
    }
}

fn words(error: &reqwest::Error, causes: &[&(dyn Error + 'static)]) -> String {
    let tls = causes
        .iter()
        .find_map(|cause| cause.downcast_ref::<rustls::Error>());
    let io_kind = causes
        .iter()
        .find_map(|cause| cause.downcast_ref::<io::Error>())
        .map(io::Error::kind);
    if error.is_builder() {
        "the request could not be put together".into()
    } else if error.is_connect() && error.is_timeout() {
        let seconds = CONNECT_LIMIT.as_secs();
        format!("no connection within {seconds} seconds")
    } else if let Some(tls) = tls {
        tls_words(tls).into()
    } else if error.is_dns() {
        "its name could not be found".into()
    } else if io_kind == Some(io::ErrorKind::ConnectionRefused) {
        "it refused the connection".into()
    } else if error.is_connect() {
        "no connection could be made".into()
    } else {
        "the connection ended before the answer came".into()
    }
}

fn tls_words(error: &rustls::Error) -> &'static str {
    match error {
        rustls::Error::InvalidCertificate(rustls::CertificateError::Expired) => {
            "its certificate has expired; check this computer's clock too"
        }
        rustls::Error::InvalidCertificate(_) => "its certificate is not trusted",
        _ => "no secure connection could be agreed on",
    }
}

/// Lists an error and its causes, looking inside I/O errors, which hide theirs.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> Vec<&'a (dyn Error + 'static)> {
    let mut causes = vec![error];
    let mut next = Some(error);
    while let Some(cause) = next {
        let inside = cause
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        next = match inside {
            Some(inside) => Some(inside),
            None => cause.source(),
        };
        causes.extend(next);
    }
    causes
}

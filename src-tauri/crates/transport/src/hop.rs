//! What a redirect asks for, and what of the request may go along.

use herald_pipeline::ports::{HttpRequest, TransportError};
use http::header::{self, HeaderName};
use http::{HeaderMap, Method, StatusCode};
use url::Url;

use crate::gate::host_of;

/// The most redirects followed for one request.
pub(crate) const MOST_REDIRECTS: usize = 5;

/// Headers that tell nothing about the person and may go to another origin. Everything else stays
/// behind: which header a server takes a credential in is its own choice.
const TRAVELLING: [HeaderName; 4] = [
    header::ACCEPT,
    header::ACCEPT_LANGUAGE,
    header::RANGE,
    header::USER_AGENT,
];

/// Returns where an answer sends the request on to; `None` when it is to be returned as it is.
pub(crate) fn target(
    request: &HttpRequest,
    status: StatusCode,
    headers: &HeaderMap,
) -> Result<Option<Url>, TransportError> {
    let followed = matches!(request.method, Method::GET | Method::HEAD)
        && matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308);
    let Some(location) = headers.get(header::LOCATION).filter(|_| followed) else {
        return Ok(None);
    };
    let read = location.to_str().ok();
    let Some(next) = read.and_then(|text| request.url.join(text).ok()) else {
        return Err(TransportError::NoAnswer {
            host: host_of(&request.url),
            reason: "it redirected to an address that cannot be read".into(),
        });
    };
    if request.url.scheme() == "https" && next.scheme() == "http" {
        return Err(TransportError::Refused {
            host: host_of(&next),
            reason: "it was reached by a redirect from https to plain http".into(),
        });
    }
    Ok(Some(next))
}

/// Points the request at the next address, leaving credentials behind at a change of origin.
pub(crate) fn step(request: &mut HttpRequest, mut next: Url) {
    next.set_fragment(None);
    if request.url.origin() != next.origin() {
        let mut kept = HeaderMap::new();
        for name in TRAVELLING {
            if let Some(value) = request.headers.remove(&name) {
                kept.insert(name, value);
            }
        }
        request.headers = kept;
        request.body.clear();
    }
    request.url = next;
}

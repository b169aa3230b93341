//! Identifiers of the simulated network: DIDs, AT-URIs, record keys and content ids.
//!
//! # Source
//! atproto specifications for DID, AT-URI, TID, record key and data model, read 2026-08-20.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

const BASE32_LOWER: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
const BASE32_SORTABLE: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";
const TID_CHARS: usize = 13;

/// The permanent name of an account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Did(String);

impl Did {
    /// Wraps text that is already known to be a DID.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Derives the stable `did:plc:` of a simulated person.
    pub fn derived(seed: u64, handle: &str) -> Self {
        let digest = Sha256::digest(format!("{seed}/{handle}").as_bytes());
        let name: String = base32(&digest).chars().take(24).collect();
        Self(format!("did:plc:{name}"))
    }

    /// Returns the text of the DID.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Did {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The address of one record: `at://<did>/<collection>/<rkey>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AtUri {
    did: Did,
    collection: String,
    rkey: String,
}

impl AtUri {
    /// Builds the address from its parts.
    pub fn new(did: &Did, collection: impl Into<String>, rkey: impl Into<String>) -> Self {
        Self {
            did: did.clone(),
            collection: collection.into(),
            rkey: rkey.into(),
        }
    }

    /// Reads an address; `None` unless all three parts are there and the authority is a DID.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("at://")?.split('/');
        let (did, collection, rkey) = (parts.next()?, parts.next()?, parts.next()?);
        let whole = parts.next().is_none()
            && did.starts_with("did:")
            && is_nsid(collection)
            && is_record_key(rkey);
        whole.then(|| Self::new(&Did::new(did), collection, rkey))
    }

    /// Returns the owner of the record.
    pub fn did(&self) -> &Did {
        &self.did
    }

    /// Returns the collection, an NSID.
    pub fn collection(&self) -> &str {
        &self.collection
    }

    /// Returns the record key.
    pub fn rkey(&self) -> &str {
        &self.rkey
    }
}

impl fmt::Display for AtUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at://{}/{}/{}", self.did, self.collection, self.rkey)
    }
}

impl TryFrom<String> for AtUri {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or_else(|| format!("not an AT-URI: {text}"))
    }
}

impl From<AtUri> for String {
    fn from(uri: AtUri) -> Self {
        uri.to_string()
    }
}

/// Returns the content id of a record: a hash of its canonical JSON that looks like `bafyrei...`.
pub fn record_cid(record: &Value) -> String {
    let mut canonical = String::new();
    write_canonical(record, &mut canonical);
    cid(0x71, canonical.as_bytes())
}

/// Returns the content id of raw bytes, which looks like `bafkrei...`.
pub fn blob_cid(bytes: &[u8]) -> String {
    cid(0x55, bytes)
}

fn cid(codec: u8, bytes: &[u8]) -> String {
    let mut binary = vec![0x01, codec, 0x12, 0x20];
    binary.extend_from_slice(&Sha256::digest(bytes));
    format!("b{}", base32(&binary))
}

/// Writes JSON with sorted keys, whatever order the map type keeps.
fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_unstable();
            out.push('{');
            for (at, key) in keys.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(key.clone()).to_string());
                out.push(':');
                write_canonical(map.get(key).unwrap_or(&Value::Null), out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_canonical(item, out);
            }
            out.push(']');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            out.push_str(&value.to_string());
        }
    }
}

/// Encodes bytes as lower-case RFC 4648 base32 without padding.
fn base32(bytes: &[u8]) -> String {
    let mut out = String::new();
    let (mut held, mut bits) = (0_u32, 0_u32);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(digit(BASE32_LOWER, held >> bits));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        out.push(digit(BASE32_LOWER, held << (5 - bits)));
    }
    out
}

fn digit(alphabet: &[u8; 32], value: u32) -> char {
    alphabet
        .get((value & 31) as usize)
        .map_or('?', |byte| char::from(*byte))
}

/// Writes the timestamp record key of a microsecond count and a clock id.
pub fn tid(micros: u64, clock_id: u16) -> String {
    let value = ((micros & ((1 << 53) - 1)) << 10) | u64::from(clock_id & 1023);
    (0..TID_CHARS)
        .rev()
        .map(|place| digit(BASE32_SORTABLE, (value >> (place * 5)) as u32))
        .collect()
}

/// Tells whether `text` is a timestamp record key: 13 characters, top bit clear.
pub fn is_tid(text: &str) -> bool {
    let first_ok = text
        .bytes()
        .next()
        .is_some_and(|byte| matches!(byte, b'2'..=b'7' | b'a'..=b'j'));
    first_ok && text.len() == TID_CHARS && text.bytes().all(|byte| BASE32_SORTABLE.contains(&byte))
}

/// Tells whether `text` may be a record key at all.
pub fn is_record_key(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._:~-".contains(&byte);
    (1..=512).contains(&text.len()) && text != "." && text != ".." && text.bytes().all(allowed)
}

/// Tells whether `text` has the shape of a namespaced id such as `app.bsky.feed.post`.
pub fn is_nsid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let part_ok = |part: &&str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    parts.len() >= 3 && text.len() <= 317 && parts.iter().all(part_ok)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn content_id_ignores_key_order_and_sees_every_value() {
        let one: Value = serde_json::from_str(r#"{"b":1,"a":[true,{"y":2,"x":1}]}"#).unwrap();
        let two: Value = serde_json::from_str(r#"{"a":[true,{"x":1,"y":2}],"b":1}"#).unwrap();
        assert_eq!(record_cid(&one), record_cid(&two));
        assert_ne!(
            record_cid(&one),
            record_cid(&json!({"a": [true, {"x": 1, "y": 2}], "b": 2}))
        );
        assert!(record_cid(&one).starts_with("bafyrei"));
        assert_eq!(record_cid(&one).len(), 59);
        assert!(blob_cid(b"x").starts_with("bafkrei"));
    }

    #[test]
    fn tids_sort_as_their_times_and_are_recognised() {
        let early = tid(1_700_000_000_000_000, 5);
        let late = tid(1_700_000_000_000_001, 0);
        assert!(early < late);
        assert!(is_tid(&early) && is_tid(&late));
        assert_eq!(tid(0, 0), "2222222222222");
        for wrong in [
            "",
            "self",
            "3jzfcijpj2z2",
            "3jzfcijpj2z2aa",
            "zzzzzzzzzzzzz",
            "3JZFCIJPJ2Z2A",
        ] {
            assert!(!is_tid(wrong), "{wrong}");
        }
    }

    #[test]
    fn at_uri_needs_three_sound_parts() {
        let text = "at://did:plc:abc/app.bsky.feed.post/3jzfcijpj2z2a";
        assert_eq!(AtUri::parse(text).unwrap().to_string(), text);
        for wrong in [
            "at://did:plc:abc",
            "https://x/y/z",
            "at://alice.test/app.bsky.feed.post/a",
            "at://did:plc:a/app.bsky.feed.post/a/b",
            "at://did:plc:a/post/a",
        ] {
            assert!(AtUri::parse(wrong).is_none(), "{wrong}");
        }
    }
}

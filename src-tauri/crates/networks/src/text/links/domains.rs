//! Which dotted words are addresses when they stand without `https://`.
//!
//! Any two words with a missing space look like a domain, so only endings that exist count. A person who
//! means another one writes the scheme.

/// File endings that are also country codes and mostly mean a file.
const FILES: [&str; 6] = ["md", "rs", "py", "pl", "sh", "so"];

/// Tells whether a host ends as hosts do: with a top-level domain of the public suffix list, written in small
/// letters.
pub(crate) fn is_known_end(host: &str) -> bool {
    let Some((before, end)) = host.rsplit_once('.') else {
        return false;
    };
    let suffix = psl::suffix(end.as_bytes());
    !before.is_empty() && suffix.is_some_and(|suffix| suffix.typ() == Some(psl::Type::Icann))
}

/// Tells whether two words with a dot between mean a file, where nothing says that they are an address.
pub(crate) fn means_a_file(host: &str) -> bool {
    host.split_once('.')
        .is_some_and(|(_, end)| FILES.contains(&end))
}

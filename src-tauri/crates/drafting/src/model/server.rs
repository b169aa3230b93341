//! Where a model lives: the address, checked, with a label for people.

use url::{Host, Url};

use crate::choice::{DraftingChoice, Provider};

/// A server a person chose, or the provider's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Server {
    /// Which wire form it speaks.
    pub(super) provider: Provider,
    /// Its address, ending in a slash, ready to be joined with a path.
    pub(super) base: Url,
    /// Host and port, for people.
    pub(super) label: String,
    /// Whether it runs on this computer.
    pub(super) loopback: bool,
}

impl Server {
    /// Reads the server from a choice.
    ///
    /// # Errors
    /// A sentence for people when the address is none.
    pub(super) fn of(choice: &DraftingChoice) -> Result<Self, String> {
        let typed = choice.address.trim();
        let address = if typed.is_empty() {
            choice.provider.default_address()
        } else {
            typed
        };
        let unfit = || {
            format!(
                "`{address}` is not an address a model can be asked at. \
                 Correct it in Settings, Drafting."
            )
        };
        let mut base = Url::parse(address).map_err(|_| unfit())?;
        let web = matches!(base.scheme(), "http" | "https");
        if !web || base.host().is_none() || !base.username().is_empty() || base.password().is_some()
        {
            return Err(unfit());
        }
        base.set_query(None);
        base.set_fragment(None);
        let path = root_of(base.path(), choice.provider);
        base.set_path(&path);
        Ok(Self {
            provider: choice.provider,
            label: label(&base),
            loopback: is_loopback(&base),
            base,
        })
    }

    /// Tells whether this is the provider's own service, which always wants a key.
    pub(super) fn wants_key(&self) -> bool {
        let own = Url::parse(self.provider.default_address()).ok();
        !self.loopback && own.is_some_and(|own| own.host() == self.base.host())
    }

    /// Returns the address of a path below the base.
    pub(super) fn at(&self, path: &str) -> Option<Url> {
        self.base.join(path).ok()
    }
}

/// Takes away the end of a path people copy along, and adds `v1` where OpenAI's form expects one.
fn root_of(path: &str, provider: Provider) -> String {
    let ends: &[&str] = match provider {
        Provider::Anthropic => &["/v1/messages", "/v1"],
        Provider::Ollama => &["/api/chat", "/api", "/v1"],
        Provider::OpenAi | Provider::Builtin => &["/chat/completions"],
    };
    let path = path.trim_end_matches('/');
    let cut = ends.iter().find_map(|end| path.strip_suffix(end));
    let path = cut.unwrap_or(path);
    match (provider, path) {
        (Provider::OpenAi, "") => "/v1/".to_owned(),
        _ => format!("{path}/"),
    }
}

fn label(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn server(provider: Provider, address: &str) -> Result<Server, String> {
        Server::of(&DraftingChoice {
            provider,
            address: address.into(),
            model: String::new(),
            timeout: Duration::from_secs(1),
        })
    }

    #[test]
    fn addresses_are_taken_as_people_type_them() {
        for (provider, typed, asked) in [
            (Provider::OpenAi, "", "https://api.openai.com/v1/"),
            (
                Provider::OpenAi,
                "http://127.0.0.1:1234",
                "http://127.0.0.1:1234/v1/",
            ),
            (
                Provider::OpenAi,
                "https://x.example/api/v1/chat/completions",
                "https://x.example/api/v1/",
            ),
            (Provider::Anthropic, "", "https://api.anthropic.com/"),
            (
                Provider::Anthropic,
                "https://api.anthropic.com/v1",
                "https://api.anthropic.com/",
            ),
            (
                Provider::Ollama,
                "http://localhost:11434/api/",
                "http://localhost:11434/",
            ),
        ] {
            assert_eq!(
                server(provider, typed).unwrap().base.as_str(),
                asked,
                "{typed}"
            );
        }
        let local = server(Provider::Ollama, "").unwrap();
        assert!(local.loopback && !local.wants_key());
        assert_eq!(local.label, "127.0.0.1:11434");
        assert!(server(Provider::OpenAi, "").unwrap().wants_key());
        assert!(
            !server(Provider::OpenAi, "https://lan.example")
                .unwrap()
                .wants_key()
        );
    }

    #[test]
    fn what_is_no_address_is_refused_in_words() {
        for typed in ["file:///etc/passwd", "nonsense", "https://key@x.example"] {
            let words = server(Provider::OpenAi, typed).unwrap_err();
            assert!(words.contains("Correct it in Settings"), "{words}");
        }
    }
}

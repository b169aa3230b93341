//! How accounts are connected.

use herald_pipeline::ports::{AddressRole, ConnectField, ConnectWay};

use super::super::server::SERVER;

/// Returns how Mastodon accounts are connected, the best way first.
pub fn ways() -> Vec<ConnectWay> {
    vec![browser(), token()]
}

fn browser() -> ConnectWay {
    let step = |text: &str| text.to_owned();
    ConnectWay {
        id: "oauth",
        title: step("Sign in with your browser"),
        browser: true,
        needs_app: false,
        fields: vec![server()],
        addresses: vec![
            AddressRole::new(
                "auth",
                "Page to agree on",
                "Where people agree, where it is not the server's own page.",
            )
            .called("auth-url"),
            AddressRole::new(
                "token",
                "Address of tokens",
                "Where tokens are handed out, where it is not the server's own.",
            )
            .called("token-url"),
        ],
        guide: vec![
            step("Type the name of your server: what stands behind the second @ of your handle."),
            step("Your browser opens the server's own page. Sign in there and allow Herald."),
        ],
        page: String::new(),
    }
}

fn token() -> ConnectWay {
    let step = |text: &str| text.to_owned();
    ConnectWay {
        id: "token",
        title: step("With an access token"),
        browser: false,
        needs_app: false,
        fields: vec![server(), ConnectField::hidden("token", "Access token", "")],
        addresses: Vec::new(),
        guide: vec![
            step("On your server, open Preferences, then Development, then New application."),
            step("Call it Herald and leave the boxes read and write ticked."),
            step("Open it again and copy Your access token in here."),
        ],
        page: String::new(),
    }
}

fn server() -> ConnectField {
    ConnectField::new(SERVER, "Server", "mastodon.social")
}

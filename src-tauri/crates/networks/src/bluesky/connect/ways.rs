//! How accounts are connected.

use herald_pipeline::ports::{AddressRole, ConnectField, ConnectWay};

/// Returns how Bluesky accounts are connected, the best way first: the one that lasts.
pub fn ways() -> Vec<ConnectWay> {
    vec![app_password(), browser()]
}

fn app_password() -> ConnectWay {
    let step = |text: &str| text.to_owned();
    ConnectWay {
        id: "app_password",
        title: step("With an app password"),
        browser: false,
        needs_app: false,
        fields: vec![
            handle(),
            ConnectField::hidden("password", "App password", "xxxx-xxxx-xxxx-xxxx"),
        ],
        addresses: addresses(),
        guide: vec![
            step("On Bluesky, open Settings, then Privacy and security, then App passwords."),
            step(
                "Make an app password called Herald; allow direct messages if Herald should see them.",
            ),
            step("Put it in here. It can be taken back there at any time."),
        ],
        page: step("https://bsky.app/settings/app-passwords"),
    }
}

fn browser() -> ConnectWay {
    let step = |text: &str| text.to_owned();
    ConnectWay {
        id: "oauth",
        title: step("Sign in with your browser"),
        browser: true,
        needs_app: false,
        fields: vec![handle()],
        addresses: addresses(),
        guide: vec![
            step(
                "Your browser opens the page of the server that holds your account. Sign in there and \
                 allow Herald.",
            ),
            step("Bluesky asks again every two weeks; with an app password it does not."),
        ],
        page: String::new(),
    }
}

fn handle() -> ConnectField {
    ConnectField::new("handle", "Handle", "mira.bsky.social")
}

fn addresses() -> Vec<AddressRole> {
    vec![
        AddressRole::new(
            "service",
            "Server",
            "The server the account lives on, where it is not found by itself.",
        ),
        AddressRole::new(
            "plc",
            "Directory of identities",
            "Who says which server holds an account, where it is not plc.directory.",
        ),
        AddressRole::new(
            "public_api",
            "Server of public posts",
            "Who is asked whom a handle belongs to, where it is not Bluesky.",
        )
        .called("public-api"),
    ]
}

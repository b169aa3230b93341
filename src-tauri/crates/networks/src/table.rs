//! The table of what each network allows, as a page for people; written from the code that decides.

use herald_domain::{Availability, Capability, Network, Safety};
use herald_pipeline::ports::KindOfAccount;

use crate::Networks;

const HEAD: &str = "# What each network allows\n\nWritten by `cargo xtask bindings` from the code \
that decides; do not edit.\n";

impl Networks {
    /// Writes the whole table as Markdown.
    pub fn markdown(&self) -> String {
        let mut page = HEAD.to_owned();
        for network in Network::ALL {
            for kind in self.table(network) {
                section(&mut page, network, &kind);
            }
        }
        page
    }
}

fn section(page: &mut String, network: Network, kind: &KindOfAccount) {
    let title = match kind.name.as_str() {
        "" => network.name().to_owned(),
        kind => format!("{}: {kind}", network.name()),
    };
    let head = "| action | how | price | never twice by | source |\n|---|---|---|---|---|";
    page.extend(["\n## ", title.as_str(), "\n\n", head, "\n"]);
    page.extend(kind.capabilities.iter().map(row));
}

fn row(capability: &Capability) -> String {
    let verb = capability.verb.as_str().replace('_', " ");
    let how = match &capability.availability {
        Availability::Api => "by Herald".to_owned(),
        Availability::ApiAfterApproval => "by Herald, once the network approved the app".to_owned(),
        Availability::HandOver => "by you, on the network's page".to_owned(),
        Availability::Impossible { reason } => format!("not possible: {reason}"),
    };
    let how = match capability.note.as_str() {
        "" => how,
        note => format!("{how}. {note}"),
    };
    let price = match (capability.impossible(), capability.price_micro_usd) {
        (Some(_), _) => String::new(),
        (None, 0) => "free".to_owned(),
        (None, micro) => herald_pipeline::money::dollars(micro),
    };
    let safety = match capability.impossible() {
        Some(_) => String::new(),
        None => safety(capability.safety),
    };
    format!(
        "| {verb} | {how} | {price} | {safety} | {} |\n",
        capability.source
    )
}

fn safety(safety: Safety) -> String {
    match safety {
        Safety::ChosenId => "a record key chosen before".to_owned(),
        Safety::Key { ttl_seconds } => {
            format!(
                "a key the server knows for {} min, and reading back",
                ttl_seconds / 60
            )
        }
        Safety::Container => "a container, which tells whether it was published".to_owned(),
        Safety::Idempotent => "repeating changes nothing".to_owned(),
        Safety::DuplicateError => {
            "the network's refusal of duplicates, and reading back".to_owned()
        }
        Safety::ReadBack => "reading back, or asking you".to_owned(),
        Safety::Person => "you".to_owned(),
    }
}

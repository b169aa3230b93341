//! Networks: how accounts are connected, what is possible, the person's developer apps.

use herald_domain::{Availability, Capability, Network};
use herald_pipeline::money::dollars;
use herald_pipeline::ports::{AddressRole, ConnectField, ConnectWay, Secret};

use crate::views::{
    AddressRoleView, CapabilityView, FieldView, KindOfAccountView, NetworkList, NetworkView,
    Nothing, SetDeveloperApp, WayView,
};
use crate::{ApiError, ErrorCode, Herald};

impl Herald {
    /// Lists the networks with their ways to connect and what they allow.
    pub async fn list_networks(&self, _: Nothing) -> Result<NetworkList, ApiError> {
        let mut networks = Vec::new();
        for network in Network::ALL {
            let Ok(connector) = self.context.connector(network) else {
                continue;
            };
            // A closed vault is no reason to hide the networks.
            let app = self.context.developer_app(network).await;
            let kinds = self.context.networks().table(network);
            networks.push(NetworkView {
                network: network.as_str().to_owned(),
                name: network.name().to_owned(),
                ways: connector.ways().into_iter().map(way).collect(),
                app_id: app.ok().flatten().unwrap_or_default(),
                kinds: kinds
                    .into_iter()
                    .map(|kind| KindOfAccountView {
                        name: kind.name,
                        capabilities: kind.capabilities.into_iter().map(capability).collect(),
                    })
                    .collect(),
            });
        }
        Ok(NetworkList { networks })
    }

    /// Enters the developer app of a network, or forgets it.
    pub async fn set_developer_app(&self, input: SetDeveloperApp) -> Result<NetworkList, ApiError> {
        let network = network_meant(&input.network)?;
        let secret = Secret::new(input.client_secret);
        self.context
            .set_developer_app(network, &input.client_id, &secret)
            .await?;
        self.list_networks(Nothing {}).await
    }
}

/// Reads a network's word.
pub(super) fn network_meant(word: &str) -> Result<Network, ApiError> {
    let unknown = |e: herald_domain::network::UnknownNetwork| {
        ApiError::new(ErrorCode::BadInput, format!("{e}."))
    };
    word.trim().parse().map_err(unknown)
}

/// Shows a capability.
pub(super) fn capability(capability: Capability) -> CapabilityView {
    let availability = capability.availability.as_str().to_owned();
    let reason = match capability.availability {
        Availability::Impossible { reason } => reason,
        Availability::Api | Availability::ApiAfterApproval | Availability::HandOver => {
            String::new()
        }
    };
    CapabilityView {
        verb: capability.verb.as_str().to_owned(),
        availability,
        reason,
        price: price(capability.price_micro_usd),
        safety: capability.safety.as_str().to_owned(),
        note: capability.note,
        source: capability.source,
    }
}

/// Writes a price for people.
pub(super) fn price(micro_usd: u64) -> String {
    match micro_usd {
        0 => "free".to_owned(),
        micro => dollars(micro),
    }
}

fn way(way: ConnectWay) -> WayView {
    WayView {
        id: way.id.to_owned(),
        title: way.title,
        browser: way.browser,
        needs_app: way.needs_app,
        fields: way.fields.into_iter().map(field).collect(),
        addresses: way.addresses.into_iter().map(address).collect(),
        guide: way.guide,
        page: way.page,
    }
}

fn address(role: AddressRole) -> AddressRoleView {
    AddressRoleView {
        role: role.role.to_owned(),
        label: role.label,
        about: role.about,
    }
}

fn field(field: ConnectField) -> FieldView {
    FieldView {
        id: field.id.to_owned(),
        label: field.label,
        hint: field.hint,
        secret: field.secret,
        required: field.required,
    }
}

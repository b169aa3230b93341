//! Who is calling.

use super::Call;
use crate::core::Core;
use crate::ids::Did;
use crate::refusal::Refusal;
use crate::session::{Claims, Scope};
use crate::world::Person;
use crate::world::views::Lens;

impl Core {
    /// Returns who calls.
    ///
    /// # Errors
    /// - `AuthMissing`, `InvalidToken`, `ExpiredToken`.
    pub(crate) fn actor(&self, call: &Call) -> Result<Did, Refusal> {
        self.claims(call, Scope::Access).map(|claims| claims.did)
    }

    /// Returns who calls, or nobody when no token came along.
    ///
    /// # Errors
    /// - `InvalidToken`, `ExpiredToken`.
    pub(crate) fn viewer(&self, call: &Call) -> Result<Option<Did>, Refusal> {
        match call.bearer {
            Some(_) => self.actor(call).map(Some),
            None => Ok(None),
        }
    }

    /// Checks the bearer token of a call.
    ///
    /// # Errors
    /// - `AuthMissing`, `InvalidToken`, `ExpiredToken`.
    pub(crate) fn claims(&self, call: &Call, scope: Scope) -> Result<Claims, Refusal> {
        let token = call.bearer.as_deref().ok_or_else(Refusal::auth_missing)?;
        let claims = self.tokens.verify(token, scope, self.now())?;
        if self.world.person(&claims.did).is_none() {
            return Err(Refusal::bad_token("Token could not be verified"));
        }
        Ok(claims)
    }

    /// Looks at the world with the viewer's eyes.
    pub(crate) fn lens<'a>(&'a self, viewer: Option<&'a Did>) -> Lens<'a> {
        Lens {
            world: &self.world,
            viewer,
            base_url: &self.base_url,
        }
    }

    /// Finds the person a parameter names.
    ///
    /// # Errors
    /// - `InvalidRequest`: nobody of that DID or handle.
    pub(crate) fn need_person(&self, actor: &str) -> Result<&Person, Refusal> {
        self.world
            .find(actor)
            .ok_or_else(|| Refusal::invalid("Profile not found"))
    }
}

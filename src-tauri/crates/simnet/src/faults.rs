//! Faults that tests and people inject between the wire and the world.

use serde::{Deserialize, Serialize};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// 429 with headers; the call does not reach the world.
    RateLimited {
        /// Seconds until `RateLimit-Reset`.
        reset_after_s: u64,
    },
    /// 500; the call does not reach the world.
    ServerError,
    /// The connection is held open and the call does not reach the world.
    TimeoutBefore,
    /// The call is done, and the connection is held open without an answer.
    TimeoutAfter,
    /// The call is done, and the connection is cut without an answer.
    CloseAfter,
    /// One extra item of garbage is put into the page that is answered.
    MalformedItem,
    /// 400 `ExpiredToken`, whatever the token; the call does not reach the world.
    ExpiredToken,
    /// 200 with an HTML page; the call does not reach the world.
    Garbage,
    /// The connection is cut at once; the call does not reach the world.
    Offline,
    /// The answer is an error of the server; the call does not reach the world.
    Status {
        /// The status answered.
        status: u16,
    },
    /// The call is done, and the answer is an error all the same, as from a proxy in between.
    ErrorAfter {
        /// The status answered.
        status: u16,
    },
    /// The call is done, and the answer is a page for people, as from a network that asks to sign in.
    GarbageAfter,
    /// The call is done, and the second half of the answer is missing.
    HalfAnswer,
    /// The call is taken, its effect appears only later, and the connection is cut meanwhile.
    WorksOn {
        /// Seconds until the effect appears.
        for_s: u64,
    },
}

impl FaultKind {
    /// Returns the name used in JSON and in the ledger.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RateLimited { .. } => "rate_limited",
            Self::ServerError => "server_error",
            Self::TimeoutBefore => "timeout_before",
            Self::TimeoutAfter => "timeout_after",
            Self::CloseAfter => "close_after",
            Self::MalformedItem => "malformed_item",
            Self::ExpiredToken => "expired_token",
            Self::Garbage => "garbage",
            Self::Offline => "offline",
            Self::Status { .. } => "status",
            Self::ErrorAfter { .. } => "error_after",
            Self::GarbageAfter => "garbage_after",
            Self::HalfAnswer => "half_answer",
            Self::WorksOn { .. } => "works_on",
        }
    }

    /// Tells whether the call still takes effect.
    pub const fn lets_through(self) -> bool {
        matches!(
            self,
            Self::TimeoutAfter
                | Self::CloseAfter
                | Self::MalformedItem
                | Self::ErrorAfter { .. }
                | Self::GarbageAfter
                | Self::HalfAnswer
                | Self::WorksOn { .. }
        )
    }
}

/// A fault, the calls it strikes and how often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// NSID of the method; `None` or `*` strikes every method.
    #[serde(default)]
    pub method: Option<String>,
    /// What goes wrong.
    #[serde(flatten)]
    pub kind: FaultKind,
    /// How many calls of its method it lets pass first.
    #[serde(default)]
    pub after: u32,
    /// How many calls it strikes; [`Fault::ALWAYS`] means until cleared.
    #[serde(default = "once")]
    pub times: u32,
}

const fn once() -> u32 {
    1
}

impl Fault {
    /// The count that never runs out.
    pub const ALWAYS: u32 = u32::MAX;

    /// Strikes the next call of `method`.
    pub fn once(method: &str, kind: FaultKind) -> Self {
        Self {
            method: Some(method.to_owned()),
            kind,
            after: 0,
            times: 1,
        }
    }

    /// Strikes every call of every method until the faults are cleared.
    pub const fn always(kind: FaultKind) -> Self {
        Self {
            method: None,
            kind,
            after: 0,
            times: Self::ALWAYS,
        }
    }

    fn strikes(&self, nsid: &str) -> bool {
        let aimed = self
            .method
            .as_deref()
            .is_none_or(|method| method == "*" || method == nsid);
        aimed && self.times > 0
    }
}

/// The faults that still wait, in the order they were injected.
#[derive(Clone, Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Adds a fault behind those already waiting.
    pub fn inject(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Forgets all faults.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Returns what strikes this call, and uses up one of its times.
    pub fn strike(&mut self, nsid: &str) -> Option<FaultKind> {
        let fault = self.0.iter_mut().find(|fault| fault.strikes(nsid))?;
        if fault.after > 0 {
            fault.after -= 1;
            return None;
        }
        if fault.times != Fault::ALWAYS {
            fault.times -= 1;
        }
        let kind = fault.kind;
        self.0.retain(|fault| fault.times > 0);
        Some(kind)
    }

    /// Returns the faults that still wait.
    pub fn waiting(&self) -> &[Fault] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fault_strikes_its_method_as_often_as_told() {
        let mut faults = Faults::default();
        faults.inject(Fault {
            times: 2,
            ..Fault::once("a.b.c", FaultKind::Garbage)
        });
        faults.inject(Fault {
            method: Some("*".to_owned()),
            ..Fault::always(FaultKind::Offline)
        });
        let struck: Vec<_> = ["a.b.c", "x.y.z", "a.b.c", "a.b.c"]
            .iter()
            .map(|nsid| faults.strike(nsid).unwrap().name())
            .collect();
        assert_eq!(struck, ["garbage", "offline", "garbage", "offline"]);
        faults.clear();
        assert_eq!(faults.strike("a.b.c"), None);
    }

    #[test]
    fn fault_reads_from_flat_json() {
        let text = r#"{"kind":"rate_limited","reset_after_s":9,"method":"a.b.c"}"#;
        let fault: Fault = serde_json::from_str(text).unwrap();
        assert_eq!(
            fault,
            Fault::once("a.b.c", FaultKind::RateLimited { reset_after_s: 9 })
        );
    }
}

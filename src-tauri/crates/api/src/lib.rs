//! What every shell offers: one function, one typed input and output, for each use case.
//!
//! No window, no HTTP: the desktop shell, the command line and later the server all call this.

#![warn(missing_docs, unreachable_pub)]

pub mod bindings;
mod error;
mod media;
pub mod shell;
mod sign_ins;
pub mod table;
mod use_cases;
pub mod views;
mod words;

use std::sync::Arc;

use herald_pipeline::Context;

pub use error::{ApiError, ErrorCode};
pub use media::fitted_picture;
use shell::{DemoWorld, EngineSeat, ModelFinder};
use sign_ins::SignIns;

/// The engine's front: holds the ports, offers the use cases.
#[derive(Clone)]
pub struct Herald {
    context: Context,
    shell: &'static str,
    seat: Arc<dyn EngineSeat>,
    demo: Arc<dyn DemoWorld>,
    models: Arc<dyn ModelFinder>,
    sign_ins: Arc<SignIns>,
}

impl Herald {
    /// Makes the front of an engine for one shell (`window`, `command line`), whose name goes into
    /// decisions.
    pub fn new(
        context: Context,
        shell: &'static str,
        seat: Arc<dyn EngineSeat>,
        demo: Arc<dyn DemoWorld>,
        models: Arc<dyn ModelFinder>,
    ) -> Self {
        Self {
            context,
            shell,
            seat,
            demo,
            models,
            sign_ins: Arc::default(),
        }
    }

    /// Returns the same front under another shell's name, for example `notification`.
    #[must_use]
    pub fn speaking_as(&self, shell: &'static str) -> Self {
        Self {
            shell,
            ..self.clone()
        }
    }

    /// Returns the ports.
    pub fn context(&self) -> &Context {
        &self.context
    }
}

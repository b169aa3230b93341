//! Brings a machine to the point where Herald builds and its tests run.
//!
//! Every command starts here, so that a fresh clone needs nothing but Rust and Node.

mod node;
mod packages;
mod ui;

use anyhow::Result;

pub use node::require_node;
pub use packages::{Group, install_missing};
pub use ui::{build_ui, install_ui};

/// Prepares what a build of the application needs: system packages, Node, the built UI.
pub fn for_build() -> Result<()> {
    install_missing(&[Group::Compiler, Group::Build])?;
    require_node()?;
    install_ui()?;
    build_ui()
}

/// Prepares what the whole test run needs: everything a build needs and every test server.
pub fn for_tests() -> Result<()> {
    install_missing(&[
        Group::Compiler,
        Group::Build,
        Group::WindowTests,
        Group::RealBluesky,
    ])?;
    require_node()?;
    install_ui()?;
    build_ui()
}

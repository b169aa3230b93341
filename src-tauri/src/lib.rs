pub mod headless;
pub mod wiring;

#[cfg(feature = "desktop")]
pub mod desktop;

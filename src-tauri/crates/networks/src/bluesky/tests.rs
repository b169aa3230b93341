//! Facts about Bluesky, told against a scripted server.

mod acting;
mod browser;
mod connecting;
mod decoding;
mod observing;
mod preparing;
mod reading;
mod sending;
mod sessions;
mod support;

//! The network seen through its own wire: real HTTP on loopback.

mod faults;
mod persistence;
mod population;
mod reading;
mod records;
mod sessions;
mod support;

pub(crate) use support::client;

//! A window with an empty page and nothing behind it: the least any window of this kind needs.
//!
//! `cargo xtask bench` puts Herald's window beside it. It prints `loaded` when its page is there.
#![expect(
    clippy::print_stdout,
    reason = "standard output is how the measuring tool hears that the page is there"
)]
#![expect(
    clippy::exit,
    reason = "`generate_context!` ends the process where the framework's threads can not be joined"
)]

use tauri::http::Response;
use tauri::webview::PageLoadEvent;
use tauri::{Url, WebviewUrl, WebviewWindowBuilder};

/// The whole page.
const PAGE: &[u8] = b"<!doctype html><title>empty</title>";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let page: Url = "empty://localhost/".parse()?;
    tauri::Builder::default()
        .register_uri_scheme_protocol("empty", |_, _| {
            let mut response = Response::new(PAGE);
            let html = tauri::http::HeaderValue::from_static("text/html");
            response.headers_mut().insert("content-type", html);
            response
        })
        .setup(|app| {
            WebviewWindowBuilder::new(app, "empty", WebviewUrl::CustomProtocol(page))
                .title("Empty")
                .inner_size(1280.0, 800.0)
                .on_page_load(|_, load| {
                    if load.event() == PageLoadEvent::Finished {
                        println!("loaded");
                    }
                })
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}

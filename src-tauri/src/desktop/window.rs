//! The one window.

use tauri::WebviewWindowBuilder;
use tauri::utils::config::Color;
use tauri::webview::NewWindowResponse;
use tauri::{App, AppHandle, Manager as _, Theme, Url, WebviewUrl, WebviewWindow};

/// The window's label, as capabilities and events name it.
pub(super) const LABEL: &str = "main";

/// The ground of the light and of the dark look, shown until the first screen is painted.
const GROUND: (Color, Color) = (Color(0xf6, 0xf6, 0xf4, 0xff), Color(0x14, 0x14, 0x13, 0xff));

/// Makes the window.
///
/// # Errors
/// What the system said.
pub(super) fn open(app: &App, visible: bool) -> tauri::Result<WebviewWindow> {
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Herald")
        .inner_size(1280.0, 800.0)
        .min_inner_size(900.0, 600.0)
        .background_color(GROUND.0)
        .visible(visible)
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    #[cfg(target_os = "linux")]
    paint_without_graphics_card(&window)?;
    if matches!(window.theme(), Ok(Theme::Dark)) {
        window.set_background_color(Some(GROUND.1))?;
    }
    Ok(window)
}

/// Has the page painted by the processor: a page of text gains nothing by the graphics card, whose
/// drivers cost 100 MB here and leave windows blank on some computers.
#[cfg(target_os = "linux")]
fn paint_without_graphics_card(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebViewExt as _};
    window.with_webview(|page| {
        if let Some(settings) = page.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

/// Lets the window show the pages that came with the application and no others.
fn is_own_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        "about" => true,
        _ => false,
    }
}

/// Brings the window to the front.
pub(super) fn show(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else {
        return;
    };
    let shown = window
        .show()
        .and_then(|()| window.unminimize())
        .and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
}

/// Takes the window off the screen; the program goes on.
pub(super) fn hide(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL)
        && let Err(error) = window.hide()
    {
        tracing::warn!(%error, "the window could not be hidden");
    }
}

/// Tells whether the person has the window in front of them.
pub(super) fn is_in_front(app: &AppHandle) -> bool {
    app.get_webview_window(LABEL).is_some_and(|window| {
        window.is_visible().unwrap_or(false) && window.is_focused().unwrap_or(false)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_never_leaves_its_own_pages() {
        let own = |url: &str| is_own_page(&Url::parse(url).expect("an address"));
        assert!(own("tauri://localhost/index.html"));
        assert!(own("http://tauri.localhost/"));
        assert!(!own("https://bsky.app/"));
        assert!(!own("http://localhost/"));
        assert!(!own("data:text/html,x"));
        assert!(!own("tauri://elsewhere/"));
    }
}

//! The tray icon: how many wait, and the way back to the window.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use herald_api::views::PauseEverything;
use tauri::image::Image;
use tauri::menu::{Menu, MenuBuilder, MenuEvent, MenuItem};
use tauri::tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent};
use tauri::{App, AppHandle, Manager as _, Wry};

use super::lifecycle::{self, Life};
use super::opening::Opening;
use super::{bus, review_link, window};

/// What the tray tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// Reviews waiting; 1,000 means 1,000 or more.
    pub(super) waiting: u32,
    /// Whether everything is paused.
    pub(super) paused: bool,
}

struct Tray {
    icon: TrayIcon,
    waiting: MenuItem<Wry>,
    pause: MenuItem<Wry>,
    shown: Mutex<Standing>,
}

/// Puts the icon up; tells whether there is one. Herald works without.
pub(super) fn put_up(app: &App) -> bool {
    // Without the system's library for tray icons, the first use of it panics.
    let made = catch_unwind(AssertUnwindSafe(|| make(app)));
    match made {
        Ok(Ok(tray)) => app.manage(tray),
        Ok(Err(error)) => {
            tracing::warn!(%error, "there is no tray icon; closing the window quits");
            false
        }
        Err(_) => {
            tracing::warn!("the library for tray icons is missing; closing the window quits");
            false
        }
    }
}

fn make(app: &App) -> tauri::Result<Tray> {
    let standing = Standing::default();
    let item = |id: &str, text: &str| MenuItem::with_id(app, id, text, true, None::<&str>);
    let waiting = item("waiting", &waiting_text(standing.waiting))?;
    let pause = item("pause", pause_text(standing.paused))?;
    let menu: Menu<Wry> = MenuBuilder::new(app)
        .item(&waiting)
        .item(&item("open", "Open Herald")?)
        .separator()
        .item(&pause)
        .separator()
        .item(&item("quit", "Quit")?)
        .build()?;
    let icon = TrayIconBuilder::with_id("herald")
        .icon(picture(standing))
        .icon_as_template(true)
        .tooltip("Herald")
        .menu(&menu)
        .show_menu_on_left_click(cfg!(target_os = "macos"))
        .on_menu_event(|app, event| on_menu(app, &event))
        .on_tray_icon_event(|icon, event| on_click(icon.app_handle(), &event))
        .build(app)?;
    Ok(Tray {
        icon,
        waiting,
        pause,
        shown: Mutex::new(standing),
    })
}

/// Brings the icon up to date; does nothing when it already tells this.
pub(super) fn show(app: &AppHandle, standing: Standing) {
    let Some(tray) = app.try_state::<Tray>() else {
        return;
    };
    let mut shown = tray.shown.lock().unwrap_or_else(PoisonError::into_inner);
    if *shown == standing {
        return;
    }
    match tray.tell(standing) {
        Ok(()) => *shown = standing,
        Err(error) => tracing::warn!(%error, "the tray icon could not be changed"),
    }
}

impl Tray {
    fn tell(&self, standing: Standing) -> tauri::Result<()> {
        self.waiting.set_text(waiting_text(standing.waiting))?;
        self.pause.set_text(pause_text(standing.paused))?;
        self.icon.set_icon(Some(picture(standing)))?;
        self.icon.set_icon_as_template(true)?;
        self.icon.set_tooltip(Some(tooltip(standing)))?;
        self.icon
            .set_title((standing.waiting > 0).then(|| count_text(standing.waiting)))
    }
}

/// Tells whether a person could bring a hidden window back with the icon.
pub(super) async fn is_within_reach(app: &AppHandle) -> bool {
    app.try_state::<Tray>().is_some() && bus::shows_tray_icons().await
}

fn on_menu(app: &AppHandle, event: &MenuEvent) {
    match event.id().as_ref() {
        "waiting" => {
            let app = app.clone();
            app.clone()
                .state::<Life>()
                .start(async move { review_link::open_queue(&app).await });
        }
        "open" => window::show(app),
        "pause" => {
            let app = app.clone();
            app.clone()
                .state::<Life>()
                .start(async move { toggle_pause(&app).await });
        }
        "quit" => lifecycle::quit(app),
        other => tracing::warn!(item = other, "the tray's menu has no such item"),
    }
}

fn on_click(app: &AppHandle, event: &TrayIconEvent) {
    if let TrayIconEvent::Click {
        button: MouseButton::Left,
        button_state: MouseButtonState::Up,
        ..
    } = event
        && cfg!(not(target_os = "macos"))
    {
        window::show(app);
    }
}

async fn toggle_pause(app: &AppHandle) {
    let opening = app.state::<Arc<Opening>>();
    let Some(assembly) = opening.opened() else {
        return window::show(app);
    };
    let paused = app.try_state::<Tray>().is_some_and(|tray| {
        tray.shown
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .paused
    });
    let wish = PauseEverything { paused: !paused };
    if let Err(error) = Box::pin(assembly.herald.pause_everything(wish)).await {
        tracing::error!(%error, "pausing from the tray failed");
        window::show(app);
    }
}

fn count_text(waiting: u32) -> String {
    if waiting >= 1_000 {
        "999+".to_owned()
    } else {
        waiting.to_string()
    }
}

fn waiting_text(waiting: u32) -> String {
    if waiting == 0 {
        "Nothing waits".to_owned()
    } else {
        format!("{} waiting", count_text(waiting))
    }
}

fn pause_text(paused: bool) -> &'static str {
    if paused { "Resume" } else { "Pause everything" }
}

fn tooltip(standing: Standing) -> String {
    let paused = if standing.paused { ", paused" } else { "" };
    match standing.waiting {
        0 => format!("Herald: nothing waits{paused}"),
        _ => format!("Herald: {}{paused}", waiting_text(standing.waiting)),
    }
}

/// Returns the shape, which macOS colours itself.
#[cfg(target_os = "macos")]
fn picture(standing: Standing) -> Image<'static> {
    if standing.waiting > 0 {
        tauri::include_image!("icons/tray-shape-attention@2x.png")
    } else {
        tauri::include_image!("icons/tray-shape@2x.png")
    }
}

/// Returns the shape on a plate: it shows on a light and on a dark bar alike.
#[cfg(not(target_os = "macos"))]
fn picture(standing: Standing) -> Image<'static> {
    if standing.waiting > 0 {
        tauri::include_image!("icons/tray-plate-attention@2x.png")
    } else {
        tauri::include_image!("icons/tray-plate@2x.png")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tray_says_what_waits_in_words() {
        let tells = |waiting, paused| tooltip(Standing { waiting, paused });
        assert_eq!(tells(0, false), "Herald: nothing waits");
        assert_eq!(tells(3, true), "Herald: 3 waiting, paused");
        assert_eq!(waiting_text(1), "1 waiting");
        assert_eq!(waiting_text(1_000), "999+ waiting");
    }

    #[test]
    fn what_waits_changes_the_picture() {
        let at = |waiting| {
            picture(Standing {
                waiting,
                paused: false,
            })
        };
        assert_ne!(at(0).rgba(), at(1).rgba());
    }
}

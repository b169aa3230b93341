//! Questions to the desktop's session bus; other systems need not be asked.

/// Tells whether somebody shows tray icons: without that, a hidden window is out of reach.
#[cfg(target_os = "linux")]
pub(super) async fn shows_tray_icons() -> bool {
    let name = "org.kde.StatusNotifierWatcher";
    let asked = ask(async {
        let bus = zbus::Connection::session().await?;
        let watcher = zbus::Proxy::new(&bus, name, "/StatusNotifierWatcher", name).await?;
        watcher
            .get_property::<bool>("IsStatusNotifierHostRegistered")
            .await
    });
    asked.await.unwrap_or(false)
}

/// Tells whether somebody shows tray icons: the system itself does.
#[cfg(not(target_os = "linux"))]
pub(super) async fn shows_tray_icons() -> bool {
    std::future::ready(true).await
}

/// Tells whether notifications read their text as markup, so that remote text must be escaped.
#[cfg(target_os = "linux")]
pub(super) async fn notifications_take_markup() -> bool {
    let name = "org.freedesktop.Notifications";
    let asked = ask(async {
        let bus = zbus::Connection::session().await?;
        let daemon = zbus::Proxy::new(&bus, name, "/org/freedesktop/Notifications", name).await?;
        daemon
            .call::<_, _, Vec<String>>("GetCapabilities", &())
            .await
    });
    asked
        .await
        .is_some_and(|can| can.iter().any(|word| word == "body-markup"))
}

/// Tells whether notifications read their text as markup: here they do not.
#[cfg(not(target_os = "linux"))]
pub(super) async fn notifications_take_markup() -> bool {
    std::future::ready(false).await
}

/// Asks, but never for long: a desktop that does not answer is taken to have nothing.
#[cfg(target_os = "linux")]
async fn ask<T>(question: impl Future<Output = zbus::Result<T>>) -> Option<T> {
    let limit = std::time::Duration::from_secs(1);
    match tokio::time::timeout(limit, question).await {
        Ok(Ok(answer)) => Some(answer),
        Ok(Err(error)) => {
            tracing::debug!(%error, "the desktop does not know");
            None
        }
        Err(_) => {
            tracing::warn!("the desktop did not answer");
            None
        }
    }
}

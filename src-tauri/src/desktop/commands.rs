//! What the window may ask for.
#![expect(
    clippy::let_underscore_must_use,
    clippy::needless_pass_by_value,
    reason = "Tauri's commands own their arguments, and what its macro writes drops a result"
)]

use std::sync::Arc;

use herald_api::{ApiError, ErrorCode};
use serde_json::Value;
use tauri::{AppHandle, State, WebviewWindow};
use tauri_plugin_opener::OpenerExt as _;
use url::Url;

use super::lifecycle::Life;
use super::opening::Opening;
use super::review_link::ReviewLink;
use super::saving;

/// Calls a use case; waits while the data folder is being opened.
///
/// # Errors
/// What the use case said, or why the data folder is not open.
#[tauri::command]
pub(super) async fn call(
    opening: State<'_, Arc<Opening>>,
    name: String,
    input: Value,
) -> Result<Value, ApiError> {
    let assembly = opening.assembly().await?;
    let called = name.clone();
    let work = async move { assembly.herald.call(&called, input).await };
    // A task of its own: a use case that panics ends its task and not the window's trust in answers.
    match tauri::async_runtime::spawn(work).await {
        Ok(answer) => {
            tracing::debug!(
                use_case = name,
                failed = answer.is_err(),
                "a use case answered"
            );
            answer
        }
        Err(error) => {
            tracing::error!(use_case = name, %error, "a use case ended unexpectedly");
            Err(ApiError::passing(
                ErrorCode::Internal,
                "Herald stumbled over this. It was written to the log; nothing else is affected. \
                 Try again.",
            ))
        }
    }
}

/// Opens a web page in the person's browser; other kinds of addresses are refused.
///
/// # Errors
/// `BadInput` for anything but http and https, `Internal` when the system has no browser.
#[tauri::command]
pub(super) fn open_external(app: AppHandle, url: &str) -> Result<(), ApiError> {
    let page = web_page(url)?;
    app.opener()
        .open_url(page.as_str(), None::<&str>)
        .map_err(|error| {
            ApiError::passing(
                ErrorCode::Internal,
                format!("The page could not be opened in a browser: {error}."),
            )
        })
}

fn web_page(url: &str) -> Result<Url, ApiError> {
    let page = Url::parse(url)
        .ok()
        .filter(|page| matches!(page.scheme(), "http" | "https"));
    page.ok_or_else(|| {
        ApiError::new(
            ErrorCode::BadInput,
            "Only web pages can be opened (http or https).",
        )
    })
}

/// Asks where a file shall go and writes it there; `None` when the person changed their mind.
///
/// # Errors
/// `DiskFull`, or `Internal` when the file could not be written.
#[tauri::command]
pub(super) async fn save_file(
    window: WebviewWindow,
    name: String,
    contents: String,
) -> Result<Option<String>, ApiError> {
    saving::ask_and_write(&window, &name, contents).await
}

/// Hears that the first screen is there and listens.
#[tauri::command]
pub(super) fn ready(app: AppHandle, life: State<'_, Life>, link: State<'_, ReviewLink>) {
    tracing::info!("the first screen is up");
    life.screen_is_up();
    link.screen_is_ready(&app);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_pages_are_opened() {
        assert!(web_page("https://bsky.app/profile/mira").is_ok());
        assert!(web_page("http://127.0.0.1:2583/").is_ok());
        for other in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "mailto:a@b.c",
            "herald",
            "",
        ] {
            assert!(web_page(other).is_err(), "{other}");
        }
    }

    /// The command as the window calls it, through Tauri's own door.
    #[cfg(feature = "desktop-test")]
    mod through_the_window {
        use serde_json::json;
        use tauri::ipc::{CallbackFn, InvokeBody};
        use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
        use tauri::test::{mock_context, noop_assets};
        use tauri::webview::InvokeRequest;
        use tauri::{WebviewWindow, WebviewWindowBuilder};

        use super::*;
        use crate::wiring::{Assembly, Options};

        fn window(opening: Arc<Opening>) -> (tauri::App<MockRuntime>, WebviewWindow<MockRuntime>) {
            let app = mock_builder()
                .manage(opening)
                .invoke_handler(tauri::generate_handler![call])
                .build(mock_context(noop_assets()))
                .expect("builds");
            let window = WebviewWindowBuilder::new(&app, "main", tauri::WebviewUrl::default())
                .build()
                .expect("a window");
            (app, window)
        }

        fn ask(
            window: &WebviewWindow<MockRuntime>,
            name: &str,
            input: Value,
        ) -> Result<Value, Value> {
            let request = InvokeRequest {
                cmd: "call".into(),
                callback: CallbackFn(0),
                error: CallbackFn(1),
                url: "tauri://localhost".parse().expect("an address"),
                body: InvokeBody::Json(json!({ "name": name, "input": input })),
                headers: tauri::http::HeaderMap::default(),
                invoke_key: INVOKE_KEY.to_string(),
            };
            get_ipc_response(window, request)
                .map(|answer| answer.deserialize::<Value>().expect("JSON"))
        }

        #[test]
        fn an_answer_and_a_refusal_come_back_as_the_engine_gave_them() {
            let folder = tempfile::tempdir().expect("a folder");
            let options = Options::new(folder.path().join("data"), "window");
            let assembly = tauri::async_runtime::block_on(Assembly::open(options)).expect("opens");
            let opening = Arc::new(Opening::default());
            opening.succeed(Arc::new(assembly));
            let (_app, window) = window(opening);
            let overview = ask(&window, "overview", json!({})).expect("answers");
            assert_eq!(overview.pointer("/waiting"), Some(&json!(0)));
            let refusal = ask(
                &window,
                "set_setting",
                json!({ "name": "no.such", "value": "1" }),
            );
            let refusal = refusal.expect_err("refused");
            assert_eq!(refusal.pointer("/code"), Some(&json!("bad_input")));
        }

        #[test]
        fn a_folder_that_did_not_open_is_the_answer_to_every_call() {
            let opening = Arc::new(Opening::default());
            opening.fail(ApiError::new(
                ErrorCode::Internal,
                "It is of a newer Herald.",
            ));
            let (_app, window) = window(opening);
            let refusal = ask(&window, "overview", json!({})).expect_err("refused");
            assert_eq!(
                refusal.pointer("/message"),
                Some(&json!("It is of a newer Herald."))
            );
        }
    }
}

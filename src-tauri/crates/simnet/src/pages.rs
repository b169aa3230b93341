//! The town's few web pages, for the cards of links to them.

use axum::Router;
use axum::http::header;
use axum::response::{Html, IntoResponse};
use axum::routing::get;

/// Where the page of the print shop lies.
pub const PRINT_DROP: &str = "/pages/print-drop";

const PAGE: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Print drop</title>
<meta property="og:title" content="The autumn print drop">
<meta property="og:description" content="Twelve harbours before sunrise, thirty signed prints of each, from Friday at nine.">
<meta property="og:image" content="/pages/harbour.png">
</head>
<body><h1>The autumn print drop</h1><p>Twelve harbours before sunrise.</p></body>
</html>
"#;

const HARBOUR: &[u8] = include_bytes!("pages/harbour.png");

/// Builds the routes of the pages.
pub(crate) fn pages<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route(PRINT_DROP, get(async || Html(PAGE)))
        .route("/pages/harbour.png", get(picture))
}

async fn picture() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "image/png")], HARBOUR)
}

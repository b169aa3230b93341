use async_trait::async_trait;
use http::HeaderMap;

use super::*;

/// Answers by address; whatever else is asked for is not there.
struct Web(HashMap<&'static str, (&'static str, Vec<u8>)>);

#[async_trait]
impl Transport for Web {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        assert_eq!(request.reach, Reach::Public);
        let mut headers = HeaderMap::new();
        let Some((kind, body)) = self.0.get(request.url.as_str()) else {
            return Ok(HttpResponse {
                status: 404,
                headers,
                body: Vec::new(),
            });
        };
        if !kind.is_empty() {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        Ok(HttpResponse {
            status: 200,
            headers,
            body: body.clone(),
        })
    }
}

const PAGE: &str = "https://print.test/shop/drop";

async fn read_from(web: HashMap<&'static str, (&'static str, Vec<u8>)>) -> Result<Page, Unread> {
    let pages = Pages::new(Arc::new(Web(web)));
    pages.read(PAGE, Reach::Public).await
}

async fn read(html: &str) -> Result<Page, Unread> {
    let page = (PAGE, ("text/html; charset=utf-8", html.as_bytes().to_vec()));
    read_from(HashMap::from([page])).await
}

async fn said(html: &str) -> (String, String) {
    let page = read(html).await.expect("is a page");
    (page.title, page.description)
}

#[tokio::test]
async fn what_a_page_says_of_itself_is_read_from_its_head() {
    let open_graph = r#"<html><head><title>Shop</title>
        <meta property="og:title" content="The print &amp; drop">
        <meta name="description" content="plain"><meta property="OG:description" content=" Twelve
        prints,  signed. "></head><body><meta property="og:title" content="no"></body>"#;
    let expected = ("The print & drop", "Twelve prints, signed.");
    let (title, about) = said(open_graph).await;
    assert_eq!((title.as_str(), about.as_str()), expected);

    for (html, title, about) in [
        ("<title>Only\n a  title</title>", "Only a title", ""),
        (
            "<TITLE>1 &lt; 2 <b>bold</b></TITLE>",
            "1 < 2 <b>bold</b>",
            "",
        ),
        (
            "<meta name=twitter:title content=T><meta name='twitter:description' content=\"D'\">",
            "T",
            "D'",
        ),
        (
            "<script>'<meta property=og:title content=evil>'</script><title>T</title>",
            "T",
            "",
        ),
        (
            "<meta property=og:title content=''><title>T</title><title>Second</title>",
            "T",
            "",
        ),
        ("<body><p>x</p></body><title>late</title>", "", ""),
    ] {
        match read(html).await {
            Ok(page) => assert_eq!(
                (page.title.as_str(), page.description.as_str()),
                (title, about)
            ),
            Err(error) => assert_eq!(
                (title, error.0.as_str()),
                ("", "the page at print.test has no title")
            ),
        }
    }
}

#[tokio::test]
async fn what_a_stranger_wrote_is_cleaned_and_cut() {
    let long = format!(
        "<title>a\u{0}\u{7}b\u{feff}</title><meta name=description content='{}'>",
        "x".repeat(5_000)
    );
    let (title, about) = said(&long).await;
    assert_eq!(title.trim_matches('\u{fffd}'), title);
    assert!(
        !title.contains('\u{7}') && !title.contains('\u{feff}'),
        "{title:?}"
    );
    assert_eq!(about.chars().count(), MOST_DESCRIPTION);
    assert!(about.ends_with("x…"));
}

#[tokio::test]
async fn nothing_goes_along_that_nobody_sees() {
    let hidden = "a\u{202e}b\u{200b}c\u{e0041}\u{e007f}d\u{2066}e\u{ad}f";
    let (title, _) = said(&format!("<title>{hidden}</title>")).await;
    assert_eq!(title, "abcdef");
    let (title, about) = said(
        "<title>\u{645}\u{6cc}\u{200c}\u{62e}</title><meta name=description content='\u{e0041}'>",
    )
    .await;
    assert_eq!(
        (title.as_str(), about.as_str()),
        ("\u{645}\u{6cc}\u{200c}\u{62e}", "")
    );
}

#[tokio::test]
async fn pages_are_read_in_the_encoding_they_name() {
    for (kind, body, title) in [
        ("text/html; charset=iso-8859-1", b"<title>Caf\xe9</title>".to_vec(), "Café"),
        ("text/html", b"<meta charset=\"windows-1252\"><title>\x80 5</title>".to_vec(), "€ 5"),
        ("text/html", b"<meta http-equiv=Content-Type content='text/html; charset=Shift_JIS'><title>\x93\xfa\x96\x7b</title>".to_vec(), "日本"),
        ("", "<title>ünknown</title>".as_bytes().to_vec(), "ünknown"),
        ("application/xhtml+xml", "\u{feff}<title>日本</title>".as_bytes().to_vec(), "日本"),
    ] {
        let page = read_from(HashMap::from([(PAGE, (kind, body))])).await;
        assert_eq!(page.expect("is a page").title, title);
    }
}

#[tokio::test]
async fn the_picture_is_looked_for_from_the_page_on() {
    let with =
        |content: &str| format!("<title>T</title><meta property=og:image content='{content}'>");
    let picture = ("image/png", b"bytes".to_vec());
    for (named, at) in [
        ("/a.png", "https://print.test/a.png"),
        ("b.png", "https://print.test/shop/b.png"),
        ("//cdn.test/c.png", "https://cdn.test/c.png"),
        (
            "https://cdn.test/d.png?x=1&amp;y=2",
            "https://cdn.test/d.png?x=1&y=2",
        ),
    ] {
        let page = (PAGE, ("text/html", with(named).into_bytes()));
        let web = HashMap::from([page, (at, picture.clone())]);
        let read = read_from(web).await.expect("is a page");
        assert_eq!(
            read.picture.as_deref(),
            Some(b"bytes".as_slice()),
            "{named}"
        );
    }
    for named in [
        "",
        "data:image/png;base64,AAAA",
        "file:///etc/passwd",
        "javascript:x",
        "https://gone.test/x.png",
    ] {
        assert_eq!(
            read(&with(named)).await.expect("is a page").picture,
            None,
            "{named}"
        );
    }
}

#[tokio::test]
async fn what_is_no_page_is_said() {
    let no = read_from(HashMap::new()).await;
    assert_eq!(no, Err(Unread("print.test answered with 404".into())));
    let no = read_from(HashMap::from([(
        PAGE,
        ("application/pdf", b"%PDF".to_vec()),
    )]))
    .await;
    assert_eq!(no, Err(Unread("print.test did not send a page".into())));
    for html in [
        "",
        "<html",
        "<title></title>",
        "<title>  </title>",
        "\u{0}\u{0}",
    ] {
        let no = read(html).await;
        assert_eq!(
            no,
            Err(Unread("the page at print.test has no title".into())),
            "{html:?}"
        );
    }
}

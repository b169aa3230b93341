//! A WebDriver session on a real WebKit window, with blocking calls.

use std::future::Future;
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use fantoccini::elements::Element;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

use crate::private_desktop::PrivateDesktop;
use crate::process::{Owned, children, free_port, is_running, wait_for};
use crate::step;

/// How long an element may take to appear.
const FIND_LIMIT: Duration = Duration::from_secs(30);

/// How long any single exchange with the window may take.
const CALL_LIMIT: Duration = Duration::from_mins(1);

/// An open window under the control of a test.
pub struct WebDriver {
    runtime: Runtime,
    client: Option<Client>,
    programs: Vec<u32>,
    _driver: Owned,
}

impl WebDriver {
    /// Opens `binary` with `args` on the private desktop and takes control of its web view.
    pub fn open(desktop: &PrivateDesktop, binary: &Path, args: &[&str]) -> Result<Self> {
        let port = free_port()?;
        let driver = start_driver(desktop, port)?;
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let options = json!({"binary": binary, "args": args});
        let capabilities =
            Capabilities::from_iter([("webkitgtk:browserOptions".to_owned(), options)]);
        let address = format!("http://127.0.0.1:{port}");
        let connected = runtime.block_on(async {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(capabilities);
            tokio::time::timeout(CALL_LIMIT, builder.connect(&address)).await
        });
        let client = connected
            .context("Wait for the window")?
            .with_context(|| format!("Open {} under WebDriver", binary.display()))?;
        let programs = children(driver.id())?;
        ensure!(!programs.is_empty(), "No program is behind the window");
        Ok(Self {
            runtime,
            client: Some(client),
            programs,
            _driver: driver,
        })
    }

    /// Waits for the first element that matches a CSS selector.
    pub fn find(&self, selector: &str) -> Result<Element> {
        self.locate(Locator::Css(selector))
            .with_context(|| format!("Find {selector} in the window"))
    }

    /// Waits for the first element that matches an XPath.
    pub fn find_xpath(&self, path: &str) -> Result<Element> {
        self.locate(Locator::XPath(path))
            .with_context(|| format!("Find {path} in the window"))
    }

    /// Clicks the first element that matches a CSS selector.
    pub fn click(&self, selector: &str) -> Result<()> {
        let element = self.find(selector)?;
        self.call(element.click())
            .with_context(|| format!("Click {selector}"))
    }

    /// Types into the first element that matches a CSS selector; special keys are WebDriver's own.
    pub fn type_into(&self, selector: &str, text: &str) -> Result<()> {
        let element = self.find(selector)?;
        self.call(element.send_keys(text))
            .with_context(|| format!("Type into {selector}"))
    }

    /// Returns the visible text of the first element that matches a CSS selector.
    pub fn text(&self, selector: &str) -> Result<String> {
        let element = self.find(selector)?;
        self.call(element.text())
            .with_context(|| format!("Read {selector}"))
    }

    /// Presses keys in whatever holds the keyboard; special keys are WebDriver's own.
    pub fn press(&self, keys: &str) -> Result<()> {
        let held = self
            .call(self.client()?.active_element())
            .context("Find what holds the keyboard")?;
        self.call(held.send_keys(keys))
            .with_context(|| format!("Press {keys:?}"))
    }

    /// Waits until a script returns something, and returns it.
    pub fn wait_for(&self, what: &str, script: &str) -> Result<Value> {
        wait_for(what, FIND_LIMIT, || {
            let found = self.run(script)?;
            let nothing = found.is_null() || found == Value::Bool(false);
            Ok((!nothing).then_some(found))
        })
    }

    /// Runs JavaScript in the page and returns what it returns.
    pub fn run(&self, script: &str) -> Result<Value> {
        self.call(self.client()?.execute(script, Vec::new()))
            .context("Run a script in the window")
    }

    /// Opens an address in the window.
    pub fn go_to(&self, address: &str) -> Result<()> {
        self.call(self.client()?.goto(address))
            .with_context(|| format!("Open {address}"))
    }

    /// Closes the window, ends the session, and waits until the program behind the window has ended.
    pub fn close(mut self) -> Result<()> {
        if let Some(client) = self.client.take() {
            self.call(client.close()).context("Close the window")?;
        }
        self.ended()
    }

    /// Waits until the program behind the window has ended.
    pub fn ended(&self) -> Result<()> {
        wait_for("the program to end", CALL_LIMIT, || {
            let ended = !self.programs.iter().copied().any(is_running);
            Ok(ended.then_some(()))
        })
    }

    fn locate(&self, locator: Locator<'_>) -> Result<Element> {
        let client = self.client()?;
        self.call(client.wait().at_most(FIND_LIMIT).for_element(locator))
    }

    fn client(&self) -> Result<&Client> {
        self.client.as_ref().context("The window is closed")
    }

    fn call<T, E: std::error::Error + Send + Sync + 'static>(
        &self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T> {
        let answer = self
            .runtime
            .block_on(async { tokio::time::timeout(CALL_LIMIT, work).await });
        Ok(answer.context("The window did not answer")??)
    }
}

impl Drop for WebDriver {
    fn drop(&mut self) {
        if let Some(client) = self.client.take()
            && let Err(error) = self.call(client.close())
        {
            eprintln!("The window could not be closed: {error:#}");
        }
    }
}

fn start_driver(desktop: &PrivateDesktop, port: u16) -> Result<Owned> {
    let (log, path) = step::log_file("webkit-driver")?;
    let mut command = desktop.command("WebKitWebDriver");
    command
        .arg(format!("--port={port}"))
        .arg("--host=127.0.0.1");
    command.env("TAURI_WEBVIEW_AUTOMATION", "true");
    command
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log);
    let mut driver = Owned::spawn("WebKitWebDriver", &mut command)?;
    wait_for("WebKitWebDriver", FIND_LIMIT, || {
        driver
            .must_be_running()
            .with_context(|| step::log_tail(&path))?;
        Ok(TcpStream::connect((Ipv4Addr::LOCALHOST, port))
            .ok()
            .map(drop))
    })?;
    Ok(driver)
}

//! Accessibility of what is on the screen, by the rules of WCAG 2.2 and best practice.

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::paths;
use crate::webdriver::WebDriver;

/// Begins the audit; its end is waited for, because the page goes on meanwhile.
const BEGIN: &str = "window.__audit = undefined;
    const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    window.axe.run(document, { runOnly: rules }).then(
        ({ violations }) => { window.__audit = violations.flatMap(({ id, nodes }) =>
            nodes.slice(0, 3).map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`)); },
        (error) => { window.__audit = [String(error)]; },
    ); return true";

/// Fails when the page breaks a rule; `name` says which page that is.
pub fn audit(window: &WebDriver, name: &str) -> Result<()> {
    if window.run("return typeof window.axe")? == "undefined" {
        let path = paths::ui().join("node_modules/axe-core/axe.min.js");
        let rules = std::fs::read_to_string(&path);
        window.run(&rules.with_context(|| format!("Read {}", path.display()))?)?;
    }
    window.run(BEGIN)?;
    let found = window.wait_for("the audit to end", "return window.__audit ?? null")?;
    ensure!(
        found == Value::Array(Vec::new()),
        "{name} is not accessible: {found:#}"
    );
    Ok(())
}

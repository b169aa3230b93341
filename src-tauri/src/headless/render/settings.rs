//! Settings and language models, for people.

use herald_api::views::{FoundModels, SettingList};

use super::{Cell, Page, Tone};

/// Writes every setting.
pub fn list(page: &mut Page, settings: &SettingList) {
    let rows: Vec<_> = settings
        .settings
        .iter()
        .map(|s| vec![Cell::plain(&s.name), Cell::new(Tone::Strong, &s.value)])
        .collect();
    page.table(&["setting", "value"], &rows);
    page.gap();
    let key = if settings.has_model_key {
        "A key for the language model is kept with the other secrets."
    } else {
        "No key for a language model is kept. herald settings set-model-key"
    };
    page.line(&[(Tone::Quiet, key)]);
}

/// Writes the language models found on this computer.
pub fn models(page: &mut Page, found: &FoundModels) {
    if found.models.is_empty() {
        let nothing =
            "No language model answers on this computer. The built-in drafter needs none.";
        page.line(&[(Tone::Plain, nothing)]);
        return;
    }
    let rows: Vec<_> = found
        .models
        .iter()
        .map(|m| {
            vec![
                Cell::new(Tone::Strong, &m.model),
                Cell::plain(&m.provider),
                Cell::plain(&m.address),
            ]
        })
        .collect();
    page.table(&["model", "provider", "address"], &rows);
}

#[cfg(test)]
mod tests {
    use herald_api::views::{FoundModel, SettingView};

    use super::super::samples;
    use super::*;

    #[test]
    fn settings_line_up() {
        let settings = SettingList {
            settings: vec![
                SettingView {
                    name: "engine.paused".to_owned(),
                    value: "false".to_owned(),
                },
                SettingView {
                    name: "window.theme".to_owned(),
                    value: "system".to_owned(),
                },
            ],
            has_model_key: false,
        };
        let text = samples::write(|page| list(page, &settings));
        assert!(
            text.contains("engine.paused  false\nwindow.theme   system\n"),
            "{text}"
        );
        assert!(text.contains("set-model-key"), "{text}");
    }

    #[test]
    fn a_found_model_is_named_with_its_address() {
        let found = FoundModels {
            models: vec![FoundModel {
                provider: "ollama".to_owned(),
                address: "http://127.0.0.1:11434".to_owned(),
                model: "llama\u{1b}[0m".to_owned(),
            }],
        };
        let text = samples::write(|page| models(page, &found));
        assert!(
            text.contains("llama[0m  ollama    http://127.0.0.1:11434\n"),
            "{text}"
        );
        let none = FoundModels { models: Vec::new() };
        assert!(samples::write(|page| models(page, &none)).contains("built-in drafter"));
    }
}

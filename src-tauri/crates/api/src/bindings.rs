//! The TypeScript of the table: every type, and one typed function for each use case.

use std::collections::BTreeMap;

use ts_rs::{Config, TS, TypeVisitor};

use crate::{ApiError, table};

/// Returns the bindings as one TypeScript module, the same text for the same table.
pub fn typescript() -> String {
    let config = Config::new().with_large_int("number");
    let mut types = Types {
        config: &config,
        found: BTreeMap::new(),
    };
    table::visit_types(&mut types);
    types.visit::<ApiError>();
    types.visit::<herald_hint::HintName>();
    let mut text = String::from("// Written by `cargo xtask bindings`; do not edit.\n\n");
    for declaration in types.found.values() {
        text.push_str(declaration);
        text.push('\n');
    }
    text.push_str("/** The use cases of the engine, by name. */\nexport interface UseCases {\n");
    for case in table::use_cases(&config) {
        text.extend([
            "  /** ",
            case.doc,
            " */\n  ",
            case.name,
            ": { input: ",
            &case.input,
            "; output: ",
            &case.output,
            " };\n",
        ]);
    }
    text.push_str("}\n");
    text
}

/// The names of hints, as the window hears them.
mod herald_hint {
    use serde::Serialize;
    use ts_rs::TS;

    /// What changed, so that a screen knows what to read again.
    #[derive(Serialize, TS)]
    #[serde(rename_all = "snake_case")]
    #[ts(rename = "Hint")]
    #[expect(
        dead_code,
        reason = "only its TypeScript is used; a test compares it with the port"
    )]
    pub(super) enum HintName {
        Accounts,
        Activity,
        Reviews,
        Actions,
        Settings,
        Work,
        Everything,
    }
}

struct Types<'c> {
    config: &'c Config,
    found: BTreeMap<String, String>,
}

impl TypeVisitor for Types<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_none() {
            T::visit_dependencies(self);
            T::visit_generics(self);
            return;
        }
        let name = T::ident(self.config);
        if self.found.contains_key(&name) {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        self.found
            .insert(name, format!("{docs}export {}\n", T::decl(self.config)));
        T::visit_dependencies(self);
    }
}

//! The arguments of `account add`, made from what each network declares: nothing here knows one by name.

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};
use herald_api::views::{AddressView, GivenField};
use herald_domain::Network;
use herald_networks::ways;
use herald_pipeline::ports::{ConnectField, ConnectWay};

use super::browser::BrowserArgs;
use super::{address, field, names};
use crate::headless::environment;
use crate::headless::exit::Failure;
use crate::headless::input::{NoSecrets, SecretSource};

const WAY: &str = "way";

/// Connect an account, or connect one again.
#[derive(Debug)]
pub struct AddArgs {
    pub(super) network: Network,
    pub(super) fields: Vec<GivenField>,
    pub(super) addresses: Vec<AddressView>,
    pub(super) browser: BrowserArgs,
    way: Option<String>,
    /// Words of the secrets to be read from standard input.
    from_stdin: Vec<&'static str>,
    no_secrets: NoSecrets,
}

impl AddArgs {
    /// Returns the way meant: the one named, else one whose secret is at hand, else the best.
    pub(super) fn way_meant(&self) -> Result<ConnectWay, Failure> {
        let given = |field: &ConnectField| {
            let (_, variable) = names(field.word);
            field.secret
                && (self.reads_from_stdin(field) || environment::variable(&variable).is_some())
        };
        let ways = ways(self.network);
        let named = ways.iter().find(|way| self.way.as_deref() == Some(way.id));
        let at_hand = || ways.iter().find(|way| way.fields.iter().any(given));
        let meant = named.or_else(at_hand).or_else(|| ways.first());
        let meant = meant.ok_or_else(|| Failure::usage("Accounts of it cannot be connected."))?;
        let lacks = |field: &&ConnectField| {
            let given = self.fields.iter().any(|one| one.id == field.id);
            field.required && !field.secret && !given
        };
        match meant.fields.iter().find(lacks) {
            Some(field) => Err(Failure::usage(format!(
                "{} is needed: add --{}.",
                field.label, field.word
            ))),
            None => Ok(meant.clone()),
        }
    }

    /// Tells whether a secret is to be read from standard input.
    pub(super) fn reads_from_stdin(&self, field: &ConnectField) -> bool {
        self.from_stdin.contains(&field.word)
    }

    /// Refuses secrets that every process on the computer can read.
    pub(super) fn no_secrets_in_arguments(
        &self,
        field: Option<&ConnectField>,
    ) -> Result<(), Failure> {
        let (flag, variable) = names(field.map_or("secret", |field| field.word));
        self.no_secrets.check(&SecretSource {
            prompt: field.map_or("A secret", |field| field.label.as_str()),
            flag: &flag,
            variable: &variable,
        })
    }
}

impl Args for AddArgs {
    fn augment_args(command: Command) -> Command {
        let networks = Network::ALL
            .into_iter()
            .map(|network| (network, ways(network)));
        let working = networks.filter(|(_, ways)| !ways.is_empty());
        command
            .subcommand_required(true)
            .arg_required_else_help(true)
            .subcommands(working.map(|(network, ways)| of_network(network, &ways)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for AddArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let chosen = matches.subcommand();
        let chosen = chosen.and_then(|(name, given)| Some((name.parse::<Network>().ok()?, given)));
        let (network, given) = chosen.ok_or_else(|| Error::new(ErrorKind::MissingSubcommand))?;
        let ways = ways(network);
        let text = |word: &str| given.get_one::<String>(word).cloned();
        let shown = fields(&ways, false);
        let fields_given = shown
            .iter()
            .filter_map(|one| Some(field(one.id, text(one.word)?)));
        let roles = roles(&ways);
        let addresses = roles
            .iter()
            .filter_map(|one| Some(address(one.role, text(one.word)?)));
        let hidden = fields(&ways, true).into_iter().map(|one| one.word);
        let from_stdin = hidden.filter(|word| given.get_flag(&stdin_flag(word)));
        Ok(Self {
            network,
            fields: fields_given.collect(),
            addresses: addresses.collect(),
            browser: BrowserArgs::from_arg_matches(given)?,
            way: given.try_get_one::<String>(WAY).ok().flatten().cloned(),
            from_stdin: from_stdin.collect(),
            no_secrets: NoSecrets::from_arg_matches(given)?,
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn of_network(network: Network, ways: &[ConnectWay]) -> Command {
    let titles: Vec<String> = ways.iter().map(|way| lower(&way.title)).collect();
    let about = format!("A {} account: {}.", network.name(), titles.join(", or "));
    let mut command = Command::new(network.as_str());
    for one in fields(ways, false) {
        let needs = |way: &ConnectWay| {
            let found = way.fields.iter().find(|field| field.word == one.word);
            found.is_some_and(|field| field.required)
        };
        command = command.arg(shown(&one).required(ways.iter().all(needs)));
    }
    for one in fields(ways, true) {
        command = command.arg(from_stdin(&one));
    }
    for role in roles(ways) {
        let arg = Arg::new(role.word).long(role.word).value_name("URL");
        command = command.arg(arg.help(role.about.trim_end_matches('.').to_owned()));
    }
    if ways.len() > 1 {
        let ids: Vec<&'static str> = ways.iter().map(|way| way.id).collect();
        let help = "How to connect; left out, the way the rest fits, else the first";
        let arg = Arg::new(WAY).long(WAY).value_name("WAY").help(help);
        command = command.arg(arg.value_parser(ids));
    }
    // What is flattened brings a sentence of its own, which is not about the network.
    NoSecrets::augment_args(BrowserArgs::augment_args(command)).about(about)
}

fn shown(field: &ConnectField) -> Arg {
    let help = match field.hint.as_str() {
        "" => field.label.clone(),
        hint => format!("{}, for example {hint}", field.label),
    };
    let arg = Arg::new(field.word).long(field.word).help(help);
    arg.value_name(field.word.to_ascii_uppercase())
}

fn from_stdin(field: &ConnectField) -> Arg {
    let (_, variable) = names(field.word);
    let help = format!(
        "Read the {} from standard input; else {variable}, else it is asked for",
        lower(&field.label)
    );
    let name = stdin_flag(field.word);
    let arg = Arg::new(name.clone()).long(name).help(help);
    arg.action(ArgAction::SetTrue)
}

fn stdin_flag(word: &str) -> String {
    format!("{word}-stdin")
}

/// Returns what the ways ask for, each once.
fn fields(ways: &[ConnectWay], secret: bool) -> Vec<ConnectField> {
    let mut found: Vec<ConnectField> = Vec::new();
    for field in ways.iter().flat_map(|way| &way.fields) {
        if field.secret == secret && found.iter().all(|one| one.word != field.word) {
            found.push(field.clone());
        }
    }
    found
}

fn roles(ways: &[ConnectWay]) -> Vec<herald_pipeline::ports::AddressRole> {
    let mut found: Vec<herald_pipeline::ports::AddressRole> = Vec::new();
    for role in ways.iter().flat_map(|way| &way.addresses) {
        if found.iter().all(|one| one.word != role.word) {
            found.push(role.clone());
        }
    }
    found
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<AddArgs, Error> {
        let command = AddArgs::augment_args(Command::new("add"));
        let words = std::iter::once("add").chain(line.split_whitespace());
        AddArgs::from_arg_matches(&command.try_get_matches_from(words)?)
    }

    fn way(line: &str) -> String {
        let args = parsed(line).expect("is read");
        args.way_meant().expect("a way").id.to_owned()
    }

    #[test]
    fn every_network_that_works_is_there_with_what_it_asks() {
        let args = parsed("bluesky --handle mira.test --plc http://p --public-api http://q");
        let args = args.expect("is read");
        assert_eq!(args.network, Network::Bluesky);
        assert_eq!(args.fields, [field("handle", "mira.test".to_owned())]);
        let roles: Vec<_> = args.addresses.iter().map(|one| one.role.as_str()).collect();
        assert_eq!(roles, ["plc", "public_api"]);
        assert!(parsed("bluesky --server a.test").is_err());
        assert!(parsed("linkedin").is_err());
    }

    #[test]
    fn the_way_is_the_one_named_or_the_one_whose_secret_is_given_or_the_best() {
        assert_eq!(way("bluesky --handle a.test"), "app_password");
        assert_eq!(way("bluesky --handle a.test --way oauth"), "oauth");
        assert_eq!(way("mastodon --server a.test"), "oauth");
        assert_eq!(way("mastodon --server a.test --token-stdin"), "token");
        assert!(parsed("mastodon --server a.test --way password").is_err());
    }

    #[test]
    fn what_every_way_needs_is_asked_for_and_help_says_what_the_network_is() {
        let refused = parsed("bluesky").expect_err("no handle");
        assert!(refused.to_string().contains("--handle"), "{refused}");
        let help = AddArgs::augment_args(Command::new("add")).render_help();
        let help = help.to_string();
        assert!(
            help.contains("A Mastodon account: sign in with your browser"),
            "{help}"
        );
    }
}

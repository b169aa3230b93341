//! The table of use cases: name, input and output, once for every shell.
//!
//! A shell calls [`Herald::call`] with a name and JSON; the TypeScript bindings are written from the
//! same table. To add a use case: its types in `views`, its method in `use_cases`, a line here.

use serde_json::Value;

use crate::views::{
    AccountList, AccountView, ActivityPage, ActivityRow, AnswerAction, ApproveReview, AwaitSignIn,
    ById, ChooseAccounts, ConnectAccount, Decided, EditReview, Export, Exported, FinishHandOver,
    FoundModels, FoundPosts, HistoryPage, HistoryRow, ListActivity, ListHistory, ListReviews,
    NetworkList, Nothing, Overview, PauseEverything, PlanPost, PostPlan, ProposeAction,
    RedraftReview, RejectReview, ReviewCard, ReviewPage, SearchNetwork, SetDeveloperApp,
    SetModelKey, SettingList, SettingView, SignInView, SnoozeReview, StartSignIn, Story, TrendList,
    UndoDecision, UnlockVault,
};
use crate::{ApiError, ErrorCode, Herald};

/// Writes the shape of one use case for the bindings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UseCase {
    /// Its name.
    pub name: &'static str,
    /// What it does, one sentence.
    pub doc: &'static str,
    /// The TypeScript name of its input.
    pub input: String,
    /// The TypeScript name of its output.
    pub output: String,
}

macro_rules! use_cases {
    ($($(#[doc = $doc:literal])+ $name:ident($input:ty) -> $output:ty;)+) => {
        impl Herald {
            /// Calls a use case by its name.
            ///
            /// # Errors
            /// What the use case says; `BadInput` for an unknown name or input of another shape.
            pub async fn call(&self, name: &str, input: Value) -> Result<Value, ApiError> {
                match name {
                    $(stringify!($name) => {
                        let input: $input = read(name, input)?;
                        let output: $output = Box::pin(self.$name(input)).await?;
                        write(&output)
                    })+
                    _ => Err(ApiError::new(
                        ErrorCode::BadInput,
                        format!("There is no use case `{name}`."),
                    )),
                }
            }
        }

        /// Returns every use case, in the order of the table.
        pub fn use_cases(config: &ts_rs::Config) -> Vec<UseCase> {
            vec![$(UseCase {
                name: stringify!($name),
                doc: concat!($($doc),+).trim_ascii(),
                input: <$input as ts_rs::TS>::name(config),
                output: <$output as ts_rs::TS>::name(config),
            }),+]
        }

        /// Visits the input and output type of every use case.
        pub fn visit_types(visitor: &mut impl ts_rs::TypeVisitor) {
            $(
                visitor.visit::<$input>();
                visitor.visit::<$output>();
            )+
        }
    };
}

use_cases! {
    /// Returns counts, accounts, the engine, and what can be undone.
    overview(Nothing) -> Overview;
    /// Lists reviews, newest first.
    list_reviews(ListReviews) -> ReviewPage;
    /// Shows one review, whole.
    show_review(ById) -> ReviewCard;
    /// Looks whether what a waiting review is about changed, and shows it as it is now.
    refresh_review(ById) -> ReviewCard;
    /// Approves exactly what was shown.
    approve_review(ApproveReview) -> Decided;
    /// Changes the text, and approves it where wished.
    edit_review(EditReview) -> Decided;
    /// Rejects a review.
    reject_review(RejectReview) -> Decided;
    /// Puts a review off.
    snooze_review(SnoozeReview) -> Decided;
    /// Asks for another version.
    redraft_review(RedraftReview) -> Decided;
    /// Takes the newest decision back.
    undo_decision(UndoDecision) -> Decided;
    /// Tells how a text would go out on an account: as one post, or as a thread.
    plan_post(PlanPost) -> PostPlan;
    /// Proposes something to be done, for review.
    propose_action(ProposeAction) -> ReviewCard;
    /// Lists or searches activities, newest first.
    list_activity(ListActivity) -> ActivityPage;
    /// Shows one activity with its conversation and marks it seen.
    show_activity(ById) -> ActivityRow;
    /// Searches the network of an account for posts.
    search_network(SearchNetwork) -> FoundPosts;
    /// Reads what many people speak of on the network of an account.
    list_trends(ById) -> TrendList;
    /// Lists the accounts.
    list_accounts(Nothing) -> AccountList;
    /// Connects an account, or connects one again.
    connect_account(ConnectAccount) -> AccountView;
    /// Lists the networks with their ways to connect and what they allow.
    list_networks(Nothing) -> NetworkList;
    /// Enters the developer app of a network, or forgets it.
    set_developer_app(SetDeveloperApp) -> NetworkList;
    /// Begins signing in with the browser; the shell opens the page.
    start_sign_in(StartSignIn) -> SignInView;
    /// Waits until the browser came back, then connects; with several accounts, the person chooses.
    await_sign_in(AwaitSignIn) -> SignInView;
    /// Connects the accounts chosen.
    choose_accounts(ChooseAccounts) -> SignInView;
    /// Ends a sign-in the person gave up.
    cancel_sign_in(ById) -> Nothing;
    /// Leaves an account alone until it is resumed.
    pause_account(ById) -> AccountView;
    /// Watches an account again.
    resume_account(ById) -> AccountView;
    /// Takes away what was said of things left out: the person has seen it.
    dismiss_left_out(ById) -> AccountView;
    /// Takes an account out; its history stays, its secrets are forgotten.
    remove_account(ById) -> Nothing;
    /// Lists what went out and what did not, newest first.
    list_history(ListHistory) -> HistoryPage;
    /// Takes what a person says of an action: what became of it, or how it goes on.
    answer_action(AnswerAction) -> HistoryRow;
    /// Notes what became of an action that was handed over.
    finish_hand_over(FinishHandOver) -> HistoryRow;
    /// Tells how an action, review, suggestion or activity came about and what became of it.
    why(ById) -> Story;
    /// Lists the settings.
    get_settings(Nothing) -> SettingList;
    /// Sets one setting.
    set_setting(SettingView) -> SettingList;
    /// Sets or forgets the key of the language model.
    set_model_key(SetModelKey) -> SettingList;
    /// Looks for language models on this computer.
    find_models(Nothing) -> FoundModels;
    /// Pauses or resumes everything.
    pause_everything(PauseEverything) -> Overview;
    /// Opens the vault, or makes one where none is.
    unlock_vault(UnlockVault) -> Overview;
    /// Connects the demo: simulated people on a simulated network on this computer.
    start_demo(Nothing) -> Overview;
    /// Exports everything but secrets.
    export(Export) -> Exported;
}

fn read<T: serde::de::DeserializeOwned>(name: &str, input: Value) -> Result<T, ApiError> {
    let input = if input.is_null() {
        Value::Object(serde_json::Map::new())
    } else {
        input
    };
    serde_json::from_value(input).map_err(|error| {
        ApiError::new(
            ErrorCode::BadInput,
            format!("`{name}` was called wrongly: {error}."),
        )
    })
}

fn write<T: serde::Serialize>(output: &T) -> Result<Value, ApiError> {
    serde_json::to_value(output).map_err(|error| {
        ApiError::new(
            ErrorCode::Internal,
            format!("The answer could not be written: {error}."),
        )
    })
}

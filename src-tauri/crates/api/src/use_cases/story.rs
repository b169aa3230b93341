//! Why: tells how something came about and what became of it, from the journal alone.

use herald_domain::{
    Action, ActionId, ActionState, Activity, ActivityId, DecisionKind, Event, EventBody, ReviewId,
    Suggestion, SuggestionId, Timestamp,
};
use herald_pipeline::use_cases::record_decision::correlation;

use crate::views::{ById, Story, StoryStep};
use crate::{ApiError, ErrorCode, Herald, words};

/// What a story is about.
#[derive(Default)]
struct Subject {
    chain: String,
    suggestion: Option<Suggestion>,
    activity: Option<Activity>,
    action: Option<Action>,
}

impl Herald {
    /// Tells how an action, review, suggestion or activity came about and what became of it.
    pub async fn why(&self, input: ById) -> Result<Story, ApiError> {
        let subject = self.subject(&input.id).await?;
        let mut steps: Vec<StoryStep> = subject.activity.iter().flat_map(first_steps).collect();
        for event in self.context.store().events_of(&subject.chain).await? {
            steps.push(self.step(&event).await?);
        }
        let account_id = subject
            .suggestion
            .as_ref()
            .map(|s| s.account_id.clone())
            .or_else(|| subject.activity.as_ref().map(|a| a.account_id.clone()));
        let title = match (&subject.activity, account_id) {
            (Some(activity), _) => {
                format!("{} {}", activity.author.name(), words::did(&activity.kind))
            }
            (None, Some(id)) => {
                let account = self.context.account(&id).await?;
                format!("Asked for by you, as @{}", account.handle)
            }
            (None, None) => "A story without a beginning".to_owned(),
        };
        let action = match subject.action {
            Some(action) => Some(self.history_row(action).await?),
            None => None,
        };
        Ok(Story {
            title,
            steps,
            action,
        })
    }

    async fn subject(&self, given: &str) -> Result<Subject, ApiError> {
        let store = self.context.store();
        if let Some(id) = self.maybe::<ActionId>("action", given).await?
            && let Some(action) = store.action(&id).await?
        {
            let mut subject = self.about_suggestion(&action.suggestion_id).await?;
            subject.action = Some(action);
            return Ok(subject);
        }
        if let Some(id) = self.maybe::<ReviewId>("review", given).await?
            && let Some(review) = store.review(&id).await?
        {
            return self.about_suggestion(&review.suggestion_id).await;
        }
        if let Some(id) = self.maybe::<SuggestionId>("suggestion", given).await?
            && store.suggestion(&id).await?.is_some()
        {
            return self.about_suggestion(&id).await;
        }
        if let Some(id) = self.maybe::<ActivityId>("activity", given).await?
            && let Some(activity) = store.activity(&id).await?
        {
            return self.about_activity(activity).await;
        }
        Err(ApiError::not_found(
            "action, review, suggestion or activity",
            given,
        ))
    }

    /// As `meant`, but nothing found is no error, so that the next table is tried.
    async fn maybe<I: std::str::FromStr>(
        &self,
        table: &'static str,
        given: &str,
    ) -> Result<Option<I>, ApiError> {
        match self.meant(table, given).await {
            Ok(id) => Ok(Some(id)),
            Err(error) if error.code == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn about_activity(&self, activity: Activity) -> Result<Subject, ApiError> {
        let suggestions = self.context.store().suggestions_for(&activity.id).await?;
        match suggestions.last() {
            Some(suggestion) => self.about_suggestion(&suggestion.id).await,
            None => Ok(Subject {
                chain: activity.id.to_string(),
                activity: Some(activity),
                ..Subject::default()
            }),
        }
    }

    async fn about_suggestion(&self, id: &SuggestionId) -> Result<Subject, ApiError> {
        let store = self.context.store();
        let found = store.suggestion(id).await?;
        let suggestion = found.ok_or_else(|| ApiError::not_found("suggestion", id.as_str()))?;
        let activity = match &suggestion.activity_id {
            Some(id) => store.activity(id).await?,
            None => None,
        };
        let mut action = None;
        if let Some(review) = store.review_of(id).await? {
            for decision in store.decisions(&review.id).await? {
                action = store.action_of(&decision.id).await?.or(action);
            }
        }
        let chain = correlation(&suggestion);
        Ok(Subject {
            chain,
            suggestion: Some(suggestion),
            activity,
            action,
        })
    }

    async fn step(&self, event: &Event) -> Result<StoryStep, ApiError> {
        let (what, detail) = match &event.body {
            EventBody::HumanResponseReceived {
                decision_id,
                decision,
                ..
            } => {
                let said = self.context.store().decision(decision_id).await?;
                let by = said.map(|d| d.by).unwrap_or_default();
                (answered(decision), by_you(&by, decision))
            }
            EventBody::ContentSuggested {
                suggestion_id,
                revision,
            }
            | EventBody::EngagementSuggested {
                suggestion_id,
                revision,
            } => {
                let found = self
                    .context
                    .store()
                    .revision(suggestion_id, *revision)
                    .await?;
                match found {
                    Some(found) => (
                        format!("Version {revision} was drafted"),
                        format!("{}. {}", words::drafted_by(&found.drafted_by), found.why),
                    ),
                    None => (format!("Version {revision} was drafted"), String::new()),
                }
            }
            // Where a person can look at it; a network's own identifiers tell them nothing.
            EventBody::ActionExecuted {
                action_id, outcome, ..
            } => {
                let action = self.context.store().action(action_id).await?;
                let receipt = action.and_then(|action| action.receipt);
                let url = receipt.and_then(|receipt| receipt.url);
                (ending(*outcome).to_owned(), url.unwrap_or_default())
            }
            body => plain_step(body),
        };
        Ok(StoryStep {
            at: event.occurred_at.millis(),
            event: event.body.kind().to_owned(),
            what,
            detail,
            until: moment(&event.body).map(Timestamp::millis),
        })
    }
}

fn first_steps(activity: &Activity) -> [StoryStep; 2] {
    [
        StoryStep {
            at: activity.created_at.millis(),
            event: "Remote".to_owned(),
            what: format!("{} {}", activity.author.name(), words::did(&activity.kind)),
            detail: words::gist(&activity.text, 300),
            until: None,
        },
        StoryStep {
            at: activity.observed_at.millis(),
            event: "ActivityUpdate".to_owned(),
            what: "Herald saw it".to_owned(),
            detail: activity.note.clone().unwrap_or_default(),
            until: None,
        },
    ]
}

/// Returns the moment that ends the detail of a step.
fn moment(body: &EventBody) -> Option<Timestamp> {
    match body {
        EventBody::ActionScheduled { due_at, .. } => Some(*due_at),
        EventBody::HumanResponseReceived {
            decision: DecisionKind::Snooze { until },
            ..
        } => Some(*until),
        _ => None,
    }
}

/// Says through which door a decision came, and begins what its moment ends.
fn by_you(door: &str, decision: &DecisionKind) -> String {
    let door = match door {
        "notification" => "from a notification",
        "command line" => "on the command line",
        _ => "in the window",
    };
    match decision {
        DecisionKind::Snooze { .. } => format!("By you, {door}, until"),
        _ => format!("By you, {door}."),
    }
}

fn answered(decision: &DecisionKind) -> String {
    match decision {
        DecisionKind::Approve => "Approved as shown".to_owned(),
        DecisionKind::EditAndApprove => "Edited and approved".to_owned(),
        DecisionKind::Reject {
            reason: Some(reason),
        } => format!("Rejected: {reason}"),
        DecisionKind::Reject { reason: None } => "Rejected".to_owned(),
        DecisionKind::Snooze { .. } => "Snoozed".to_owned(),
        DecisionKind::AnotherVersion { wish: Some(wish) } => {
            format!("Another version was asked for: {wish}")
        }
        DecisionKind::AnotherVersion { wish: None } => "Another version was asked for".to_owned(),
    }
}

fn plain_step(body: &EventBody) -> (String, String) {
    match body {
        EventBody::HumanReviewRequired {
            digest, revision, ..
        } => (
            "You were asked".to_owned(),
            format!(
                "Version {revision}, digest {}",
                words::gist(digest.as_str(), 13)
            ),
        ),
        EventBody::SuggestionDeclined { reason, .. } => {
            ("There was no suggestion".to_owned(), reason.clone())
        }
        EventBody::DecisionUndone { .. } => ("You took that back".to_owned(), String::new()),
        EventBody::DraftEdited { revision, .. } => (
            format!("You edited the draft: version {revision}"),
            String::new(),
        ),
        EventBody::TargetChanged { revision, what, .. } => (
            format!("What it is about changed: version {revision}"),
            what.clone(),
        ),
        EventBody::ActionScheduled { .. } => ("Put on its way".to_owned(), "Not before".to_owned()),
        EventBody::ActionIntended { attempt, key, .. } => (
            format!("Attempt {attempt} was written down before the network was called"),
            format!("Key {key}"),
        ),
        EventBody::ActionAttempted {
            attempt,
            led_to,
            message,
            ..
        } => (
            format!("Attempt {attempt}: {}", came_to(*led_to)),
            message.clone(),
        ),
        EventBody::ActionHandedOver { url, .. } => ("Handed over to you".to_owned(), url.clone()),
        EventBody::AccountConnected { handle } => {
            (format!("@{handle} was connected"), String::new())
        }
        EventBody::AccountChanged { what } => (format!("The account was {what}"), String::new()),
        EventBody::ActivityUpdate { .. }
        | EventBody::ActionExecuted { .. }
        | EventBody::ContentSuggested { .. }
        | EventBody::EngagementSuggested { .. }
        | EventBody::HumanResponseReceived { .. } => (body.kind().to_owned(), String::new()),
    }
}

/// Says what an attempt came to.
fn came_to(state: ActionState) -> &'static str {
    match state {
        ActionState::Done => "it is on the network",
        ActionState::Held | ActionState::Due => "it did not arrive and is tried again",
        ActionState::Sending => "it goes on",
        ActionState::Unconfirmed => "no answer came; it is looked for",
        ActionState::Asks => "you are asked what became of it",
        ActionState::Refused => "it was refused",
        ActionState::Parked => "it lies with the server until its time",
        ActionState::Missed => "its time had passed",
        ActionState::SetAside => "it cannot be read and was set aside",
        ActionState::HandedOver => "it was handed over to you",
        ActionState::Cancelled => "it goes no further",
    }
}

fn ending(outcome: ActionState) -> &'static str {
    match outcome {
        ActionState::Done => "It is on the network",
        ActionState::Refused => "It was refused; nothing is on the network",
        ActionState::Asks => "You are asked what became of it",
        ActionState::Missed => "Its time passed; nothing went out",
        ActionState::SetAside => "It cannot be read and was set aside",
        ActionState::Cancelled => "It goes no further",
        ActionState::HandedOver => "It was handed over",
        ActionState::Held
        | ActionState::Parked
        | ActionState::Due
        | ActionState::Sending
        | ActionState::Unconfirmed => "It is not finished",
    }
}

//! Activity.

use herald_domain::{Account, Activity, ActivityId, ActivityKind, ActivityStatus, ReviewId};
use herald_pipeline::ports::{ActivityFilter, Change, PageOf, UnitOfWork};

use super::page;
use super::reviews::thread_post;
use crate::views::{ActivityPage, ActivityRow, ById, ListActivity};
use crate::{ApiError, Herald};

impl Herald {
    /// Lists or searches activities, newest first.
    pub async fn list_activity(&self, input: ListActivity) -> Result<ActivityPage, ApiError> {
        let page = page(input.before, input.limit);
        let query = input.query.filter(|q| !q.trim().is_empty());
        let PageOf { items, next } = if let Some(query) = query {
            self.context
                .store()
                .search_activities(&query, &page)
                .await?
        } else {
            let account_id = match &input.account_id {
                Some(given) => Some(self.account_meant(given).await?),
                None => None,
            };
            let filter = ActivityFilter {
                account_id,
                kind: input.kind.as_deref().map(ActivityKind::from_word),
                status: input.only_new.then_some(ActivityStatus::New),
            };
            self.context.store().activities(&filter, &page).await?
        };
        let accounts = self.context.store().accounts().await?;
        Ok(ActivityPage {
            items: self.activity_rows(items, &accounts).await?,
            next,
        })
    }

    /// Shows one activity with its conversation and marks it seen.
    pub async fn show_activity(&self, input: ById) -> Result<ActivityRow, ApiError> {
        let id: ActivityId = self.meant("activity", &input.id).await?;
        let mut activity = self.activity_meant(&id).await?;
        if activity.status == ActivityStatus::New {
            let seen = Change::SetActivityStatus(id, ActivityStatus::Seen);
            self.context
                .store()
                .commit(UnitOfWork::new().with(seen))
                .await?;
            activity.status = ActivityStatus::Seen;
        }
        let account = self.context.account(&activity.account_id).await?;
        let thread = activity
            .thread
            .iter()
            .map(|p| thread_post(p, &account))
            .collect();
        let rows = self.activity_rows(vec![activity], &[account]).await?;
        let row = rows.into_iter().next();
        let row = row.ok_or_else(|| ApiError::not_found("activity", &input.id))?;
        Ok(ActivityRow { thread, ..row })
    }

    pub(super) async fn activity_meant(&self, id: &ActivityId) -> Result<Activity, ApiError> {
        let found = self.context.store().activity(id).await?;
        found.ok_or_else(|| ApiError::not_found("activity", id.as_str()))
    }

    async fn activity_rows(
        &self,
        activities: Vec<Activity>,
        accounts: &[Account],
    ) -> Result<Vec<ActivityRow>, ApiError> {
        let talk = activities.iter().filter(|a| a.kind.is_conversation());
        let ids: Vec<ActivityId> = talk.map(|a| a.id.clone()).collect();
        let reviews = self.context.store().reviews_answering(&ids).await?;
        let row = |activity: Activity| {
            let review = reviews.get(&activity.id);
            activity_row(activity, accounts, review)
        };
        Ok(activities.into_iter().map(row).collect())
    }
}

fn activity_row(
    activity: Activity,
    accounts: &[Account],
    review: Option<&ReviewId>,
) -> ActivityRow {
    let account = accounts.iter().find(|a| a.id == activity.account_id);
    let mine = account.map(|a| a.remote_id.as_str()).unwrap_or_default();
    let about = activity
        .thread
        .iter()
        .rev()
        .find(|p| p.author.remote_id == mine);
    ActivityRow {
        id: activity.id.to_string(),
        short: activity.id.short().to_owned(),
        account_id: activity.account_id.to_string(),
        network: account
            .map(|a| a.network.as_str().to_owned())
            .unwrap_or_default(),
        account_handle: account.map(|a| a.handle.clone()).unwrap_or_default(),
        kind: activity.kind.as_str().to_owned(),
        who: activity.author.name().to_owned(),
        who_handle: activity.author.handle.clone(),
        about: about.map(|p| p.text.clone()).unwrap_or_default(),
        text: activity.text,
        at: activity.created_at.millis(),
        status: activity.status.as_str().to_owned(),
        note: activity.note.unwrap_or_default(),
        review_id: review.map(ToString::to_string),
        url: activity.url,
        thread: Vec::new(),
    }
}

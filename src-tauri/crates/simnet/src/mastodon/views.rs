//! People, posts and news as JSON.

use serde_json::{Value, json};

use super::world::{News, Person, Server, Status};

impl Server {
    pub(super) fn person_view(&self, person: &Person) -> Value {
        let posts = self
            .statuses
            .iter()
            .filter(|s| s.author == person.id && !s.deleted)
            .count();
        let followers = self
            .people
            .iter()
            .filter(|p| p.following.contains(&person.id))
            .count();
        json!({
            "id": person.id,
            "username": person.name,
            "acct": person.name,
            "display_name": person.display_name,
            "url": format!("http://{}/@{}", self.host, person.name),
            "followers_count": followers,
            "following_count": person.following.len(),
            "statuses_count": posts,
        })
    }

    /// The person as they see themselves.
    pub(super) fn own_view(&self, person: &Person) -> Value {
        let mut view = self.person_view(person);
        if let Some(view) = view.as_object_mut() {
            let own = json!({"privacy": person.privacy, "language": null});
            view.insert("source".to_owned(), own);
        }
        view
    }

    pub(super) fn status_view(&self, status: &Status) -> Value {
        let shown = self.shown(&status.text);
        let author = self.by_id(&status.author).cloned().unwrap_or_default();
        let to = status.answers.as_ref();
        let to = to.and_then(|id| self.statuses.iter().find(|s| s.id == *id));
        let mut media: Vec<Value> = status
            .media
            .iter()
            .filter_map(|id| self.files.get(id).cloned())
            .collect();
        media.extend(
            shown
                .pictures
                .iter()
                .map(|url| json!({"id": url, "type": "image", "url": url})),
        );
        let named = self.named_in(&status.text).into_iter();
        let mentions = named.filter_map(|id| self.by_id(&id));
        let mentions = mentions.map(|person| self.person_view(person));
        let mentions: Vec<Value> = mentions.collect();
        let replies = self
            .statuses
            .iter()
            .filter(|s| s.answers.as_ref() == Some(&status.id))
            .count();
        json!({
            "id": status.id,
            "created_at": status.at.to_string(),
            "edited_at": status.edited_at.map(|at| at.to_string()),
            "account": self.person_view(&author),
            "content": shown.html,
            "url": format!("http://{}/@{}/{}", self.host, author.name, status.id),
            "uri": format!("http://{}/users/{}/statuses/{}", self.host, author.name, status.id),
            "visibility": status.visibility,
            "spoiler_text": status.warning,
            "language": status.language,
            "in_reply_to_id": status.answers,
            "in_reply_to_account_id": to.map(|s| s.author.clone()),
            "reblog": null,
            "media_attachments": media,
            "mentions": mentions,
            "replies_count": replies,
            "reblogs_count": status.reposted_by.len(),
            "favourites_count": status.liked_by.len(),
        })
    }

    pub(super) fn news_view(&self, news: &News) -> Value {
        let status = news.status.as_ref();
        let status = status.and_then(|id| self.statuses.iter().find(|s| s.id == *id && !s.deleted));
        let from = self.by_id(&news.from).cloned().unwrap_or_default();
        json!({
            "id": news.id,
            "type": news.kind,
            "created_at": news.at.to_string(),
            "account": self.person_view(&from),
            "status": status.map(|s| self.status_view(s)),
        })
    }

    /// What the server says of itself; other software has no second version of the answer.
    pub(super) fn instance_view(&self) -> Value {
        json!({
            "uri": self.host,
            "domain": self.domain.as_ref().unwrap_or(&self.host),
            "title": format!("A simulated server ({})", self.profile.name),
            "version": self.profile.version,
            "configuration": {
                "statuses": {
                    "max_characters": self.profile.max_characters,
                    "max_media_attachments": 4,
                    "characters_reserved_per_url": 23,
                },
            },
            "api_versions": if self.profile.software == "mastodon" { json!({"mastodon": 10}) } else { Value::Null },
        })
    }

    pub(super) fn nodeinfo_view(&self) -> Value {
        json!({
            "version": "2.0",
            "software": {"name": self.profile.software, "version": self.profile.version},
            "protocols": ["activitypub"],
            "openRegistrations": false,
        })
    }
}

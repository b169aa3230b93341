//! What goes wrong around a model, and the words for it.

use super::*;

async fn unavailable(desk: &Desk) -> String {
    match desk.draft(QUESTION).await {
        Err(DraftError::Unavailable(words)) => words,
        other => panic!("not unavailable: {other:?}"),
    }
}

async fn declined(desk: &Desk) -> String {
    match desk.draft(QUESTION).await {
        Err(DraftError::Declined(words)) => words,
        other => panic!("not declined: {other:?}"),
    }
}

#[tokio::test]
async fn a_model_that_does_not_answer_in_time_is_unavailable() {
    let key = OneKey(Ok(None));
    let long = Duration::from_mins(1);
    let desk = desk_of(choice(Provider::Ollama), key, long, vec![Step::Hangs]);
    assert_eq!(
        unavailable(&desk).await,
        "The model llama3.1 at 127.0.0.1:11434 did not answer within 60 seconds. \
         Nothing was drafted; the mention is still in Activity."
    );
}

#[tokio::test]
async fn the_shorter_of_both_limits_counts() {
    let mut request = request(QUESTION);
    request.timeout = Duration::from_secs(7);
    let key = OneKey(Ok(None));
    let long = Duration::from_mins(1);
    let desk = desk_of(choice(Provider::Ollama), key, long, vec![Step::Hangs]);
    let words = desk
        .drafter
        .draft_reply(request)
        .await
        .unwrap_err()
        .to_string();
    assert!(words.contains("within 7 seconds."), "{words}");
    assert_eq!(
        desk.script.seen.lock().unwrap()[0].timeout,
        Duration::from_secs(7)
    );
}

#[tokio::test]
async fn a_limit_of_one_second_is_said_in_the_singular() {
    let key = OneKey(Ok(None));
    let short = Duration::from_secs(1);
    let desk = desk_of(choice(Provider::Ollama), key, short, vec![Step::Hangs]);
    let words = desk
        .drafter
        .draft_reply(DraftRequest {
            timeout: short,
            ..request(QUESTION)
        })
        .await
        .unwrap_err()
        .to_string();
    assert!(words.contains("within 1 second."), "{words}");
}

#[tokio::test]
async fn who_asked_for_another_version_hears_that_the_one_before_is_kept() {
    let request = DraftRequest {
        earlier_versions: vec!["Thank you!".into()],
        ..request(QUESTION)
    };
    let broken = desk(
        Provider::OpenAi,
        vec![Step::Answer(401, b"{}".to_vec(), None)],
    );
    let words = broken
        .drafter
        .draft_reply(request)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        words.ends_with("There is no other version; the draft before is kept."),
        "{words}"
    );
}

#[tokio::test]
async fn a_model_that_is_not_running_is_unavailable() {
    let gone = || {
        Step::Fails(TransportError::NotSent {
            host: "h".into(),
            reason: "refused".into(),
        })
    };
    let words = unavailable(&desk(Provider::Ollama, vec![gone()])).await;
    assert!(
        words.starts_with("Ollama does not answer at 127.0.0.1:11434. Start it"),
        "{words}"
    );
    let words = unavailable(&desk(Provider::OpenAi, vec![gone()])).await;
    assert!(
        words.starts_with("h could not be reached: refused. Nothing was drafted"),
        "{words}"
    );
}

#[tokio::test]
async fn refused_keys_and_empty_accounts_are_said_plainly_and_not_tried_again() {
    let quota = json!({"error": {"code": "insufficient_quota", "message": "You exceeded your current quota"}});
    let credit = json!({"error": {"type": "invalid_request_error", "message": "Your credit balance is too low"}});
    let key = json!({"error": {"message": "Incorrect API key provided: sk-sec*** ", "code": "invalid_api_key"}});
    for (provider, status, body, part) in [
        (Provider::OpenAi, 401, key, "did not accept the API key"),
        (Provider::OpenAi, 402, json!({}), "has no credit left"),
        (Provider::OpenAi, 429, quota, "has no credit left"),
        (Provider::Anthropic, 400, credit, "has no credit left"),
        (
            Provider::OpenAi,
            403,
            json!({}),
            "does not let this API key",
        ),
        (
            Provider::OpenAi,
            404,
            json!({"error": {"code": "model_not_found"}}),
            "is not there",
        ),
        (
            Provider::Ollama,
            404,
            json!({"error": "model 'llama3.1' not found"}),
            "is not there",
        ),
        (Provider::OpenAi, 404, json!({}), "not as a language model"),
        (
            Provider::OpenAi,
            400,
            json!({"error": {"code": "context_length_exceeded"}}),
            "longer than",
        ),
    ] {
        let words = declined(&desk(provider, vec![error(status, &body)])).await;
        assert!(words.contains(part), "{status}: {words}");
        assert!(!words.contains("sk-sec"), "{words}");
        assert!(
            words.ends_with("the mention is still in Activity."),
            "{words}"
        );
    }
}

#[tokio::test]
async fn a_busy_server_is_asked_once_more() {
    let busy = || Step::Answer(429, b"{}".to_vec(), Some(("retry-after", "5")));
    let calm = desk(
        Provider::OpenAi,
        vec![busy(), openai(&typed("Good question."))],
    );
    assert_eq!(calm.draft(QUESTION).await.unwrap().text, "Good question.");
    let words = unavailable(&desk(Provider::OpenAi, vec![busy(), busy()])).await;
    assert!(words.contains("busy or failing"), "{words}");
    let later = Step::Answer(429, b"{}".to_vec(), Some(("retry-after", "900")));
    assert!(
        unavailable(&desk(Provider::OpenAi, vec![later]))
            .await
            .contains("busy")
    );
}

#[tokio::test]
async fn an_error_inside_an_answer_that_says_200_counts() {
    let inside = json!({"error": {"code": 402, "message": "Insufficient credits"}});
    assert!(
        declined(&desk(Provider::OpenAi, vec![error(200, &inside)]))
            .await
            .contains("no credit")
    );
}

#[tokio::test]
async fn unreadable_answers_are_unavailable() {
    for step in [
        Step::Answer(200, b"<html>".to_vec(), None),
        Step::Answer(200, b"{\"choices\": []}".to_vec(), None),
        Step::Fails(TransportError::TooLarge {
            host: "h".into(),
            limit_bytes: 1,
        }),
    ] {
        let words = unavailable(&desk(Provider::OpenAi, vec![step])).await;
        assert!(words.contains("cannot be read"), "{words}");
    }
}

#[tokio::test]
async fn keys_and_models_must_be_there_before_anything_is_sent() {
    let zero = Duration::ZERO;
    let keyless = desk_of(choice(Provider::Anthropic), OneKey(Ok(None)), zero, vec![]);
    assert!(
        declined(&keyless)
            .await
            .contains("wants an API key and none is stored")
    );

    let locked = desk_of(
        choice(Provider::OpenAi),
        OneKey(Err(VaultError::Locked)),
        zero,
        vec![],
    );
    assert!(
        unavailable(&locked)
            .await
            .starts_with("The vault is locked.")
    );

    let odd = desk_of(
        choice(Provider::OpenAi),
        OneKey(Ok(Some("a\nb"))),
        zero,
        vec![],
    );
    assert!(declined(&odd).await.contains("Enter it again"));

    let unchosen = DraftingChoice {
        model: String::new(),
        ..choice(Provider::OpenAi)
    };
    let unchosen = desk_of(unchosen, OneKey(Ok(Some("k"))), zero, vec![]);
    assert!(
        declined(&unchosen)
            .await
            .contains("No model is chosen for api.openai.com")
    );

    let lost = DraftingChoice {
        address: "nonsense".into(),
        ..choice(Provider::OpenAi)
    };
    let lost = desk_of(lost, OneKey(Ok(Some("k"))), zero, vec![]);
    assert!(
        declined(&lost)
            .await
            .contains("`nonsense` is not an address")
    );
}

#[tokio::test]
async fn what_a_server_keeps_refusing_is_declined_in_its_words() {
    let refuses = || error(400, &json!({"error": {"message": "No\u{202E} such luck"}}));
    let words = declined(&desk(
        Provider::Ollama,
        vec![refuses(), refuses(), refuses()],
    ))
    .await;
    assert!(
        words.contains("refused the request: “No such luck”."),
        "{words}"
    );
}

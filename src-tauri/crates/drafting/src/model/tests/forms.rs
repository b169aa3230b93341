//! Each wire form, the ladder of forms, and what is remembered.

use super::*;

#[tokio::test]
async fn openai_is_asked_for_one_typed_field_and_its_draft_is_taken() {
    let desk = desk(
        Provider::OpenAi,
        vec![openai(&typed("Good question, Jonas."))],
    );
    let draft = desk.draft(QUESTION).await.unwrap();
    assert_eq!(draft.text, "Good question, Jonas.");
    assert_eq!(
        draft.why,
        "Drafted by gpt-4.1, which says: “It answers the question.”"
    );
    let by = &draft.drafted_by;
    assert_eq!((by.drafter.as_str(), by.local), ("openai", false));
    assert_eq!((by.tokens_in, by.tokens_out), (Some(100), Some(20)));
    assert_eq!(by.facts, ["What Jonas wrote"]);

    let seen = desk.script.seen.lock().unwrap();
    assert_eq!(
        seen[0].url.as_str(),
        "https://api.openai.com/v1/chat/completions"
    );
    assert_eq!(seen[0].reach, Reach::Chosen);
    assert_eq!(seen[0].timeout, Duration::from_mins(1));
    assert_eq!(seen[0].headers["authorization"], "Bearer sk-secret");
    assert!(seen[0].headers["authorization"].is_sensitive());
    let body: Value = serde_json::from_slice(&seen[0].body).unwrap();
    assert_eq!(body["response_format"]["json_schema"]["strict"], true);
    assert_eq!(body["max_completion_tokens"], 2048);
    assert!(body.get("tools").is_none());
    assert_eq!(body["messages"][0]["role"], "system");
    assert!(
        !body["messages"][0]["content"]
            .as_str()
            .unwrap()
            .contains("lens")
    );
    assert!(
        body["messages"][1]["content"]
            .as_str()
            .unwrap()
            .contains("Which lens")
    );
}

#[tokio::test]
async fn anthropic_gets_its_own_form() {
    let desk = desk(
        Provider::Anthropic,
        vec![anthropic_says(&typed("Good question."))],
    );
    let draft = desk.draft(QUESTION).await.unwrap();
    assert_eq!(draft.drafted_by.tokens_in, Some(90));
    let seen = desk.script.seen.lock().unwrap();
    assert_eq!(
        seen[0].url.as_str(),
        "https://api.anthropic.com/v1/messages"
    );
    assert_eq!(seen[0].headers["x-api-key"], "sk-secret");
    assert_eq!(seen[0].headers["anthropic-version"], "2023-06-01");
    assert!(!seen[0].headers.contains_key("authorization"));
    let body: Value = serde_json::from_slice(&seen[0].body).unwrap();
    assert!(body["system"].is_string() && body.get("temperature").is_none());
    assert_eq!(body["output_config"]["format"]["type"], "json_schema");
}

#[tokio::test]
async fn ollama_gets_its_own_form_and_no_key() {
    let desk = desk(
        Provider::Ollama,
        vec![ollama_says(&typed("Good question."))],
    );
    let draft = desk.draft(QUESTION).await.unwrap();
    assert!(draft.drafted_by.local);
    let seen = desk.script.seen.lock().unwrap();
    assert_eq!(seen[0].url.as_str(), "http://127.0.0.1:11434/api/chat");
    assert!(!seen[0].headers.contains_key("authorization"));
    let body: Value = serde_json::from_slice(&seen[0].body).unwrap();
    assert_eq!(body["stream"], false);
    assert_eq!(body["options"]["num_ctx"], 8192);
    assert_eq!(body["format"]["type"], "object");
}

#[tokio::test]
async fn ollama_takes_the_first_installed_model_that_can_write_here() {
    let tags = json!({"models": [
        {"name": "nomic-embed-text:latest"},
        {"name": "big:480b-cloud"},
        {"name": "llama3.2:3b"},
        {"name": "other:1b"},
    ]});
    let mut chosen = choice(Provider::Ollama);
    chosen.model = String::new();
    let steps = vec![error(200, &tags), ollama_says(&typed("Good question."))];
    let desk = desk_of(chosen.clone(), OneKey(Ok(None)), Duration::ZERO, steps);
    let draft = desk.draft(QUESTION).await.unwrap();
    assert_eq!(draft.drafted_by.model.as_deref(), Some("llama3.2:3b"));

    let none = vec![error(200, &json!({"models": []}))];
    let desk = desk_of(chosen, OneKey(Ok(None)), Duration::ZERO, none);
    let words = desk.draft(QUESTION).await.unwrap_err().to_string();
    assert!(
        words.contains("no model installed") && words.contains("ollama pull"),
        "{words}"
    );
}

#[tokio::test]
async fn an_unsupported_schema_steps_down_and_stays_down() {
    let unsupported = |words: &str| error(400, &json!({"error": {"message": words}}));
    let desk = desk(
        Provider::OpenAi,
        vec![
            unsupported("response_format type json_schema is not supported"),
            unsupported("This response_format type is unavailable"),
            openai("Sure: {\"reply\": \"Good question.\", \"why\": \"w\"}"),
        ],
    );
    assert_eq!(desk.draft(QUESTION).await.unwrap().text, "Good question.");
    let forms: Vec<Value> = desk
        .script
        .bodies()
        .iter()
        .map(|b| b["response_format"]["type"].clone())
        .collect();
    assert_eq!(
        forms,
        [json!("json_schema"), json!("json_object"), Value::Null]
    );

    desk.script
        .steps
        .lock()
        .unwrap()
        .push_back(openai(&typed("Fair question.")));
    desk.draft(QUESTION).await.unwrap();
    assert!(desk.script.bodies()[3].get("response_format").is_none());
}

#[tokio::test]
async fn optional_fields_a_server_names_are_left_out_and_remembered() {
    let refuses = |param: &str| {
        let text = format!("Unsupported parameter: '{param}' is not supported with this model.");
        error(
            400,
            &json!({"error": {"message": text, "param": param, "code": "unsupported_parameter"}}),
        )
    };
    let desk = desk(
        Provider::OpenAi,
        vec![
            refuses("temperature"),
            refuses("max_completion_tokens"),
            openai(&typed("Good question.")),
            openai(&typed("Fair question.")),
        ],
    );
    assert!(desk.drafter.draft_reply(request(QUESTION)).await.is_ok());
    assert!(desk.draft(QUESTION).await.is_ok());
    let bodies = desk.script.bodies();
    assert_eq!(bodies[0]["temperature"], 0.7);
    for body in &bodies[2..] {
        assert!(body.get("temperature").is_none() && body.get("max_completion_tokens").is_none());
        assert_eq!(body["max_tokens"], 2048);
    }
}

#[tokio::test]
async fn models_on_this_computer_are_found_in_the_order_of_their_places() {
    let refused = || {
        Step::Fails(TransportError::NotSent {
            host: "x".into(),
            reason: "refused".into(),
        })
    };
    let script = Script {
        steps: Mutex::new(VecDeque::from([
            error(
                200,
                &json!({"models": [{"name": "llama3.2:3b"}, {"name": "x:1b-cloud"}]}),
            ),
            refused(),
            Step::Answer(200, b"<html>some web server</html>".to_vec(), None),
            error(
                200,
                &json!({"data": [{"id": "qwen3"}, {"id": "text-embed"}, {"id": "a\u{202E}b"}]}),
            ),
            error(500, &json!({"data": [{"id": "broken"}]})),
        ])),
        ..Script::default()
    };
    let found = find_local(&script).await;
    let of = |provider, address: &str, model: &str| FoundModel {
        provider,
        address: address.into(),
        model: model.into(),
    };
    assert_eq!(
        found,
        [
            of(Provider::Ollama, "http://127.0.0.1:11434", "llama3.2:3b"),
            of(Provider::OpenAi, "http://127.0.0.1:1234/v1", "qwen3"),
        ]
    );
    let seen = script.seen.lock().unwrap();
    assert_eq!(seen.len(), 5);
    assert!(seen.iter().all(|r| r.timeout == Duration::from_secs(1)));
}

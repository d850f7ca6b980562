//! Guests of the day: they type or speak, to this house or through a provider, who may fail.

use crate::figures::voice::{
    guest::{End, Guest},
    sentences::Spoken,
};
use anyhow::ensure;
use serde_json::{Value, json};
use sim::{
    cloud::{HttpFault, Model, Moment, OpenFault, Provider, Step},
    voice::{Call, NO_CODE, Talk, TalkError},
};
use std::{net::SocketAddr, sync::Arc};

/// A guest who types orders, and it is placed.
///
/// # Errors
/// When he is not served.
pub async fn types(address: SocketAddr, token: &str) -> anyhow::Result<()> {
    let mut talk = Talk::open(&Call::new(address, token)).await?;
    for words in ["two coleslaws and a brownie please", "that's all", "yes"] {
        talk.turn(words).await?;
    }
    talk.close().await?;
    Ok(())
}

/// A guest says an order aloud, and goes.
///
/// # Errors
/// When the call does not come about.
pub async fn speaks(address: SocketAddr, token: &str, spoken: &Spoken) -> anyhow::Result<()> {
    let mut guest = Guest::come(address, token, End::Heard).await?;
    guest.order(spoken).await?;
    guest.leave().await;
    Ok(())
}

/// A guest orders where a provider hears him.
///
/// # Errors
/// When he is not served.
pub async fn is_relayed(address: SocketAddr, token: &str) -> anyhow::Result<()> {
    let mut talk = Talk::open(&Call::new(address, token)).await?;
    // The model calls a tool, and is asked again for its words.
    talk.turn("a large lemonade").await?;
    talk.until("response.done").await?;
    talk.turn("yes").await?;
    talk.until("response.done").await?;
    talk.close().await?;
    Ok(())
}

/// A guest comes and the provider fails, in one way after the other.
///
/// # Errors
/// When the guest is not told.
pub async fn is_failed(
    address: SocketAddr,
    token: &str,
    provider: &Provider,
    number: u64,
) -> anyhow::Result<()> {
    match number % 6 {
        0 => provider.fail_open(OpenFault::Broken),
        1 => provider.fail_open(OpenFault::Status(503, "overloaded")),
        2 => provider.fail(HttpFault::Broken),
        3 => provider.fail(HttpFault::Garbage("<html>")),
        _ => {}
    }
    let mut talk = Talk::open(&Call::new(address, token)).await?;
    let code = match talk.until("session.created").await {
        // What was to fail may have met another guest: then it fails now.
        Ok(_) if number.is_multiple_of(2) => {
            provider.break_sessions();
            talk.closed().await?
        }
        Ok(_) => {
            provider.close_sessions(1011);
            talk.closed().await?
        }
        Err(TalkError::Closed { code }) => code,
        Err(error) => return Err(error.into()),
    };
    ensure!(
        code != NO_CODE,
        "a guest whose provider failed was not told"
    );
    Ok(())
}

/// What a provider's model does: takes one lemonade, reads it back, and places it upon a yes.
pub fn waiter() -> Model {
    Arc::new(
        |moment: Moment<'_>| match (moment.answer(), moment.said()) {
            (Some(answer), _) => {
                let answer: Value = serde_json::from_str(answer).unwrap_or_default();
                match answer["number"].as_u64() {
                    Some(number) => vec![Step::say(format!("Thank you. Your number is {number}."))],
                    None => vec![Step::say("A large lemonade. Is that right?")],
                }
            }
            (None, "yes") => vec![Step::call("submit_order", json!({"confirmed": true}))],
            (None, _) => {
                let lemonade = json!({"item": "lemonade", "quantity": 1, "size": "large"});
                vec![Step::call("add_item", lemonade)]
            }
        },
    )
}

/// Whether somebody else's fault ended it: the provider's sessions all fail at once.
pub fn is_collateral(error: &anyhow::Error) -> bool {
    let ended = error.downcast_ref::<TalkError>();
    matches!(ended, Some(TalkError::Closed { .. }))
}

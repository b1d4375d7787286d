//! What happens, told to open pages as it happens (server-sent events).

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Extension, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::StreamExt;
use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::broadcast::error::RecvError;

use super::App;
use super::guard::Guest;

/// What open pages are told.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "what", rename_all = "lowercase")]
pub(crate) enum Live {
    /// The record of a situation was renewed.
    Moved {
        /// Its key.
        key: String,
        /// Its title.
        title: String,
        /// What is new, counted.
        news: String,
    },
    /// A watch rule fired, or an alert was withdrawn.
    Alert {
        /// Its id.
        id: String,
        /// What it says.
        says: String,
        /// Whether it was withdrawn.
        withdrawn: bool,
    },
}

/// Seconds between two signs of life.
const ALIVE_SECONDS: u64 = 20;

/// `GET /live`: until the program stops or the session ends.
pub(super) async fn stream(
    State(app): State<Arc<App>>,
    Extension(guest): Extension<Guest>,
) -> Sse<impl futures_core::Stream<Item = Result<Event, Infallible>>> {
    let messages = app.live.subscribe();
    let mut stopping = app.stopping.subscribe();
    let out = guest.session.ends(Timestamp::now());
    let stopped = async move {
        tokio::select! {
            // It fails when the program has ended, which is a stop too.
            _ = stopping.wait_for(|stop| *stop) => {}
            () = out => {}
        }
    };
    Sse::new(async_stream(messages).take_until(stopped))
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(ALIVE_SECONDS)))
}

fn async_stream(
    messages: tokio::sync::broadcast::Receiver<Live>,
) -> impl futures_core::Stream<Item = Result<Event, Infallible>> {
    futures_util::stream::unfold(messages, |mut messages| async {
        match messages.recv().await {
            Ok(live) => {
                let event = Event::default().json_data(&live).unwrap_or_default();
                Some((Ok(event), messages))
            }
            // A page that fell behind asks for all anew.
            Err(RecvError::Lagged(_)) => {
                Some((Ok(Event::default().event("behind").data("{}")), messages))
            }
            Err(RecvError::Closed) => None,
        }
    })
}

//! Tells link and windows what becomes of the server beside the app.

use crate::about::Whereabouts;
use crate::counter::voice::Door;
use crate::sidecar::{SidecarHandle, SidecarStatus};
use link::{Cause, LinkGone, LinkHandle, Picture};
use tokio::sync::watch;
use wire::close;

/// Tokens made anew in one life of the app: once is enough for a new data folder, and a server
/// that knows none of them is somebody else's.
const RENEWALS: u32 = 3;

/// Tells link and windows what becomes of the server beside the app.
pub struct Follower {
    link: LinkHandle,
    picture: watch::Receiver<Picture>,
    sidecar: SidecarHandle,
    told: watch::Sender<Whereabouts>,
    opened: watch::Sender<Option<Door>>,
    /// The server did not know this screen when it was last heard.
    is_stranger: bool,
    renewals_left: u32,
}

impl Follower {
    pub fn new(
        link: LinkHandle,
        picture: watch::Receiver<Picture>,
        sidecar: SidecarHandle,
        told: watch::Sender<Whereabouts>,
        opened: watch::Sender<Option<Door>>,
    ) -> Self {
        Self {
            link,
            picture,
            sidecar,
            told,
            opened,
            is_stranger: false,
            renewals_left: RENEWALS,
        }
    }

    /// Follows the server until it, or the link, has ended.
    pub async fn run(mut self, mut status: watch::Receiver<SidecarStatus>) {
        status.mark_changed();
        loop {
            tokio::select! {
                changed = status.changed() => {
                    let seen = status.borrow_and_update().clone();
                    if changed.is_err() || self.tell(seen).await.is_err() {
                        return;
                    }
                }
                changed = self.picture.changed() => match changed {
                    Ok(()) => self.look(),
                    Err(_) => return,
                },
            }
        }
    }

    async fn tell(&self, status: SidecarStatus) -> Result<(), LinkGone> {
        match status {
            SidecarStatus::Starting => Ok(()),
            SidecarStatus::Running { address, token } => {
                self.told.send_replace(Whereabouts {
                    server: address.to_string(),
                    trouble: None,
                });
                let door = Door {
                    server: address.to_string(),
                    token: token.clone(),
                };
                // The same again would end a talk for nothing.
                self.opened.send_if_modified(|known| {
                    let is_news = known.as_ref() != Some(&door);
                    *known = Some(door);
                    is_news
                });
                self.link.set_server(address.into(), token).await
            }
            SidecarStatus::Down { words } => {
                self.told.send_modify(|told| told.trouble = Some(words));
                Ok(())
            }
        }
    }

    /// A server that does not know this screen has other data than when the token was made.
    fn look(&mut self) {
        let reason = self.picture.borrow_and_update().status.reason.clone();
        let is_stranger = matches!(
            reason.as_deref(),
            Some(Cause::Closed {
                code: Some(close::NOT_AUTHENTICATED),
                ..
            })
        );
        let is_news = is_stranger && !self.is_stranger;
        self.is_stranger = is_stranger;
        if is_news && self.renewals_left > 0 {
            self.renewals_left -= 1;
            self.sidecar.renew_token();
        }
    }
}

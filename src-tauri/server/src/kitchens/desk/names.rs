//! Names under which commands are done once, and the answers that are given again.

use super::internal;
use crate::kitchens::{Answer, Once, Submission, Trouble, job::Outcome};
use kitchen::Refusal;
use store::{RestaurantId, StoreError, Writer};

/// A command's name as it is stored, if it has one, and what was answered under that name before.
pub(in crate::kitchens) struct Named {
    pub(super) name: Option<String>,
    pub(super) known: Option<store::Command>,
}

/// Looks the names of commands up, all at once: the database may be far away.
pub(in crate::kitchens) fn look_up(
    writer: &mut dyn Writer,
    commands: &[(RestaurantId, Box<Submission>)],
) -> Result<Vec<Named>, StoreError> {
    let names = commands
        .iter()
        .map(|(_, submission)| stored_name(&submission.name));
    let names: Vec<Option<String>> = names.collect();
    let asked: Vec<(&RestaurantId, &str)> = commands
        .iter()
        .zip(&names)
        .filter_map(|((id, _), name)| Some((id, name.as_deref()?)))
        .collect();
    let mut known = writer.commands(&asked)?.into_iter();
    let named = names.into_iter().map(|name| Named {
        known: name.as_ref().and_then(|_| known.next().flatten()),
        name,
    });
    Ok(named.collect())
}

/// Gives the answer again, if it is for the same.
pub(super) fn replay(known: &store::Command, submission: &Submission) -> Outcome {
    if known.body_hash != submission.body_hash {
        return Err(Trouble::Reused);
    }
    match &known.answer {
        store::Answer::Done { seq } => Ok(Answer::Done {
            seq: *seq,
            replayed: true,
        }),
        store::Answer::Refused { json } => {
            let refusal: Refusal = serde_json::from_str(json).map_err(internal)?;
            Ok(Answer::Refused {
                refusal,
                replayed: true,
            })
        }
    }
}

/// The name as it is stored: commands and keys never meet.
fn stored_name(name: &Once) -> Option<String> {
    match name {
        Once::Command(id) => Some(format!("c:{id}")),
        Once::Key(key) => Some(format!("k:{key}")),
        Once::No => None,
    }
}

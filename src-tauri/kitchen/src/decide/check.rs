//! Bounds of texts and numbers.

use crate::{Refusal, RefusalCode, Service, limits, order::same_allergy};

/// Refuses a text longer than `most` characters.
pub(crate) fn text(text: Option<&str>, most: usize, field: &str) -> Result<(), Refusal> {
    let Some(text) = text else { return Ok(()) };
    // Counting stops early: a text may be as long as the message that brought it.
    if text.chars().nth(most).is_none() {
        return Ok(());
    }
    let message = format!("At most {most} characters.");
    Err(Refusal::at(RefusalCode::TextTooLong, field, message))
}

/// Refuses a service whose texts are too long.
pub(super) fn service(service: &Service) -> Result<(), Refusal> {
    let name = |value: &Option<String>, field| text(value.as_deref(), limits::NAME_CHARS, field);
    match service {
        Service::DineIn { table, name: who } => {
            name(table, "/service/table")?;
            name(who, "/service/name")
        }
        Service::Takeout { name: who } => name(who, "/service/name"),
        Service::DriveThru { lane } => name(lane, "/service/lane"),
        Service::Delivery { name: who, address } => {
            name(who, "/service/name")?;
            text(
                address.as_deref(),
                limits::ADDRESS_CHARS,
                "/service/address",
            )
        }
    }
}

/// Allergies without empty words and repeats.
pub(crate) fn allergies(said: &[String], field: &str) -> Result<Vec<String>, Refusal> {
    if said.len() > limits::ALLERGIES {
        let message = format!("At most {} allergies.", limits::ALLERGIES);
        return Err(Refusal::at(RefusalCode::ValueOutOfRange, field, message));
    }
    let mut kept: Vec<String> = Vec::with_capacity(said.len());
    for allergy in said {
        text(Some(allergy), limits::NAME_CHARS, field)?;
        let allergy = allergy.trim();
        if !allergy.is_empty() && !kept.iter().any(|known| same_allergy(known, allergy)) {
            kept.push(allergy.to_owned());
        }
    }
    Ok(kept)
}

/// Refuses a quantity out of bounds.
pub(crate) fn quantity(quantity: u32, field: &str) -> Result<(), Refusal> {
    if limits::QUANTITY.contains(&quantity) {
        return Ok(());
    }
    let (least, most) = (limits::QUANTITY.start(), limits::QUANTITY.end());
    let message = format!("A quantity is {least} to {most}, not {quantity}.");
    Err(Refusal::at(RefusalCode::QuantityOutOfRange, field, message))
}

//! Small things of an order as they are printed.

use kitchen::{Line, Order, Service, Source};
use wire::view::{ServiceView, SourceView};

/// How an order reaches its guest.
pub fn service(service: &Service) -> ServiceView {
    let who = match service {
        Service::DineIn {
            table: Some(table),
            name: Some(name),
        } => Some(format!("{table}, {name}")),
        Service::DineIn { table, name } => table.clone().or_else(|| name.clone()),
        Service::Takeout { name } | Service::Delivery { name, .. } => name.clone(),
        Service::DriveThru { lane } => lane.clone(),
    };
    ServiceView {
        kind: service.kind().into(),
        who,
    }
}

/// Where an order came from.
pub fn source(source: Source) -> SourceView {
    match source {
        Source::Pos => SourceView::Pos,
        Source::Voice => SourceView::Voice,
        Source::Phone => SourceView::Phone,
        Source::Counter => SourceView::Counter,
        Source::Online => SourceView::Online,
        Source::Kiosk => SourceView::Kiosk,
    }
}

/// A line's kitchen name with its size: "Sirloin 8 oz".
pub fn name(line: &Line) -> String {
    match &line.size {
        Some(size) => format!("{} {}", line.kitchen_name, size.name),
        None => line.kitchen_name.to_string(),
    }
}

/// Lines in short, equal ones summed, in their order: "2 Smash burger", "Sirloin 8 oz".
pub fn items<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<String> {
    let mut counts: Vec<(String, u32)> = Vec::new();
    for line in lines {
        let name = name(line);
        match counts.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += line.quantity,
            None => counts.push((name, line.quantity)),
        }
    }
    let short = |(name, count)| match count {
        1 => name,
        _ => format!("{count} {name}"),
    };
    counts.into_iter().map(short).collect()
}

/// Allergies of lines, in capitals and without repeats, in the order they were said.
pub fn allergies<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for allergy in lines.flat_map(|line| &line.allergies) {
        let allergy = self::allergy(allergy);
        if !said.contains(&allergy) {
            said.push(allergy);
        }
    }
    said
}

/// One allergy in capitals: `tree_nut` is "TREE NUT".
pub fn allergy(said: &str) -> String {
    said.replace('_', " ").to_uppercase()
}

/// The longest time that any of these lines takes to make, in ms: they are made side by side.
pub fn target_ms<'a>(lines: impl Iterator<Item = &'a Line>) -> i64 {
    let seconds = lines.map(|line| line.prep_seconds).max().unwrap_or(0);
    i64::from(seconds) * 1_000
}

/// Whether an order asks for more than one course, so that its courses need titles.
pub fn has_courses(order: &Order) -> bool {
    let mut wanted = order.wanted().map(|line| line.course);
    let first = wanted.next();
    wanted.any(|course| Some(course) != first)
}

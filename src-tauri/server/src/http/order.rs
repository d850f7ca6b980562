//! An order as it is answered: as posted, with what the kitchen knows of it (PROTOCOL, section 2).

use jiff::Timestamp;
use kitchen::{
    ItemId, Line, LineId, LineState, ModifierId, Order, OrderId, OrderState, Service, SizeId,
    Source, StationId, StationLine, UnixMs,
};
use serde::{Serialize, Serializer, ser::SerializeMap};

/// An instant as HTTP bodies carry it: RFC 3339, UTC, with milliseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Instant(pub UnixMs);

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl std::fmt::Display for Instant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Our clock makes none that a calendar cannot show; a promise may be any number.
        let at = Timestamp::from_millisecond(self.0);
        let at = at.unwrap_or(if self.0 < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        });
        write!(f, "{at:.3}")
    }
}

/// An order as it is answered.
#[derive(Serialize)]
pub(super) struct OrderBody<'a> {
    id: OrderId,
    number: u32,
    external_id: Option<&'a str>,
    source: Source,
    service: &'a Service,
    state: OrderState,
    rush: bool,
    promised_at: Option<Instant>,
    placed_at: Instant,
    ready_at: Option<Instant>,
    closed_at: Option<Instant>,
    cancel_reason: Option<&'a str>,
    seq: u64,
    note: Option<&'a str>,
    lines: Vec<LineBody<'a>>,
    total: i64,
}

#[derive(Serialize)]
struct LineBody<'a> {
    id: &'a LineId,
    item: &'a ItemId,
    name: &'a str,
    kitchen_name: &'a str,
    quantity: u32,
    size: Option<&'a SizeId>,
    modifiers: Vec<&'a ModifierId>,
    note: Option<&'a str>,
    allergies: &'a [String],
    course: u8,
    seat: Option<u16>,
    state: LineState,
    station_states: StationStates<'a>,
    unit_price: i64,
    price: i64,
}

impl<'a> From<&'a Order> for OrderBody<'a> {
    fn from(order: &'a Order) -> Self {
        let cancelled = order.cancelled.as_ref();
        Self {
            id: order.id,
            number: order.number,
            external_id: order.external_id.as_deref(),
            source: order.source,
            service: &order.service,
            state: order.state,
            rush: order.rush,
            promised_at: order.promised_at_ms.map(Instant),
            placed_at: Instant(order.placed_at_ms),
            ready_at: order.ready_at_ms.map(Instant),
            closed_at: order.closed_at_ms.map(Instant),
            cancel_reason: cancelled.and_then(|cancelled| cancelled.reason.as_deref()),
            seq: order.seq,
            note: order.note.as_deref(),
            lines: order.lines.iter().map(LineBody::from).collect(),
            total: order.total(),
        }
    }
}

impl<'a> From<&'a Line> for LineBody<'a> {
    fn from(line: &'a Line) -> Self {
        Self {
            id: &line.id,
            item: &line.item,
            name: &line.name,
            kitchen_name: &line.kitchen_name,
            quantity: line.quantity,
            size: line.size.as_ref().map(|size| &size.id),
            modifiers: line.modifiers.iter().map(|modifier| &modifier.id).collect(),
            note: line.note.as_deref(),
            allergies: &line.allergies,
            course: line.course,
            seat: line.seat,
            state: line.state(),
            station_states: StationStates(line),
            unit_price: line.unit_price,
            price: line.price(),
        }
    }
}

/// `{"grill":"queued"}`, in the item's order of stations.
struct StationStates<'a>(&'a Line);

impl Serialize for StationStates<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let parts: &[StationLine] = &self.0.stations;
        let mut map = to.serialize_map(Some(parts.len()))?;
        for part in parts {
            let station: &StationId = &part.station;
            map.serialize_entry(station, &self.0.state_at(part))?;
        }
        map.end()
    }
}

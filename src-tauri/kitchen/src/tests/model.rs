//! A naive kitchen: the same rules in plain lists, without events, to compare with.

use crate::menu::SCHEMA;
use crate::{Menu, OrderId, OrderState, State, StationId, StationState, view};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Items with their course and stations. [`NO_ITEM`] is none of them.
pub(super) const ITEMS: [(&str, u8, &[&str]); 6] = [
    ("toast", 1, &["grill"]),
    ("nachos", 1, &["grill", "cold"]),
    ("slaw", 2, &["cold"]),
    ("rings", 2, &["fry"]),
    ("melt", 2, &["cold", "grill", "fry"]),
    ("pie", 3, &["sweet"]),
];
pub(super) const NO_ITEM: &str = "sushi";
pub(super) const STATIONS: [&str; 4] = ["grill", "fry", "cold", "sweet"];

/// The menu of these items.
pub(super) fn menu() -> Arc<Menu> {
    let named = |id: &str| json!({"id": id, "name": id});
    let items = ITEMS.map(|(id, course, stations)| {
        json!({"id": id, "name": id, "kitchen_name": id, "category": format!("course-{course}"),
            "price": 100, "prep_seconds": 60, "stations": stations})
    });
    let categories = [1, 2, 3].map(|course| {
        let id = format!("course-{course}");
        json!({"id": id, "name": id, "course": course})
    });
    let menu = json!({"schema": SCHEMA, "name": "Corner", "stations": STATIONS.map(named),
        "categories": categories, "modifier_groups": [], "items": items});
    Arc::new(Menu::read(&menu).unwrap())
}

/// A line asked for. Indices past the end of a list stand for what is not there.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) item: usize,
    pub(super) quantity: u32,
    pub(super) course: Option<u8>,
    pub(super) allergy: bool,
}

/// A command, by indices of orders, lines, stations and items.
#[derive(Debug, Clone)]
pub(super) enum Op {
    Place {
        lines: Vec<Asked>,
        hold: Vec<u8>,
    },
    Amend {
        order: usize,
        add: Vec<Asked>,
        change: Option<Edit>,
        void: Vec<usize>,
    },
    Cancel {
        order: usize,
    },
    Start {
        order: usize,
        line: usize,
        station: Option<usize>,
    },
    Bump {
        order: usize,
        station: Option<usize>,
        lines: Option<Vec<usize>>,
    },
    Recall {
        order: usize,
        station: Option<usize>,
        lines: Option<Vec<usize>>,
    },
    Fire {
        order: usize,
        course: u8,
    },
    Hold {
        order: usize,
        course: u8,
    },
    Rush {
        order: usize,
        on: bool,
    },
    Heard {
        order: usize,
        station: usize,
    },
    Say {
        item: usize,
        available: bool,
        remaining: Option<u32>,
    },
}

/// A change of one line.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    pub(super) line: usize,
    pub(super) quantity: u32,
    pub(super) allergy: bool,
}

#[derive(Debug, Clone)]
struct Line {
    item: usize,
    quantity: u32,
    course: u8,
    allergy: bool,
    held: bool,
    voided: bool,
    /// In which turn it was served.
    served: Option<u32>,
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
struct Part {
    station: &'static str,
    state: StationState,
    /// In which turn it was bumped.
    bumped: u32,
}

#[derive(Debug, Default)]
struct Order {
    lines: Vec<Line>,
    cancelled: bool,
    rush: bool,
    /// Where something is to be Heard, and whether that outlives the order's completion.
    heeds: BTreeSet<(&'static str, bool)>,
}

/// The naive kitchen. Its operations say `None` if refused, and otherwise whether
/// anything changed.
#[derive(Debug, Default)]
pub(super) struct Model {
    orders: Vec<Order>,
    said: BTreeMap<usize, (bool, Option<u32>)>,
    turn: u32,
}

fn resolve(asked: &Asked, hold: &[u8]) -> Option<Line> {
    let (_, usual_course, stations) = ITEMS.get(asked.item)?;
    let course = asked.course.unwrap_or(*usual_course);
    let fits = (1..=99).contains(&asked.quantity) && (1..=20).contains(&course);
    let queued = |station: &&'static str| Part {
        station,
        state: StationState::Queued,
        bumped: 0,
    };
    fits.then(|| Line {
        item: asked.item,
        quantity: asked.quantity,
        course,
        allergy: asked.allergy,
        held: hold.contains(&course),
        voided: false,
        served: None,
        parts: stations.iter().map(queued).collect(),
    })
}

impl Line {
    fn is_done(&self) -> bool {
        self.parts
            .iter()
            .all(|part| part.state == StationState::Ready)
    }

    fn is_settled(&self) -> bool {
        self.voided || self.served.is_some() || (!self.held && self.is_done())
    }

    fn at(&mut self, station: &str) -> Option<&mut Part> {
        self.parts.iter_mut().find(|part| part.station == station)
    }

    fn is_made_at(&self, station: &str) -> bool {
        self.parts.iter().any(|part| part.station == station)
    }

    fn is_open_at(&self, station: &str) -> bool {
        let unfinished = |part: &Part| part.station == station && part.state != StationState::Ready;
        !self.voided && self.served.is_none() && self.parts.iter().any(unfinished)
    }

    fn unfinished(&self) -> Vec<&'static str> {
        let unfinished = self
            .parts
            .iter()
            .filter(|part| part.state != StationState::Ready);
        unfinished.map(|part| part.station).collect()
    }
}

impl Order {
    fn state(&self) -> OrderState {
        let mut wanted = self.lines.iter().filter(|line| !line.voided);
        if self.cancelled {
            OrderState::Cancelled
        } else if wanted.clone().all(|line| line.served.is_some()) {
            OrderState::Completed
        } else if wanted.all(Line::is_settled) {
            OrderState::Ready
        } else {
            OrderState::Open
        }
    }

    fn cancel(&mut self) {
        let stations = self
            .lines
            .iter()
            .filter(|line| !line.voided && line.served.is_none());
        let mut heeds: Vec<&str> = stations.flat_map(Line::unfinished).collect();
        heeds.extend(self.heeds.iter().map(|(station, _)| station));
        self.heeds = heeds.into_iter().map(|station| (station, true)).collect();
        self.cancelled = true;
    }

    /// What follows when lines were voided or served.
    fn settle(&mut self) {
        if self.lines.iter().all(|line| line.voided) {
            self.cancel();
        } else if self.state() == OrderState::Completed {
            self.heeds.retain(|(_, outlives)| *outlives);
        }
    }

    fn is_heeded(&self, station: &str) -> bool {
        self.heeds.iter().any(|(heeded, _)| *heeded == station)
    }

    fn add(&mut self, line: Line) {
        for part in &line.parts {
            let here = |other: &&Line| !other.voided && other.is_made_at(part.station);
            let mut here = self.lines.iter().filter(here).peekable();
            if line.allergy && here.peek().is_some() && !here.any(|other| other.allergy) {
                self.heeds.insert((part.station, false));
            }
        }
        self.lines.push(line);
    }
}

impl Model {
    pub(super) fn run(&mut self, op: &Op) -> Option<bool> {
        self.turn += 1;
        match op {
            Op::Place { lines, hold } => self.place(lines, hold),
            Op::Amend {
                order,
                add,
                change,
                void,
            } => self.amend(*order, add, change.as_ref(), void),
            Op::Cancel { order } => {
                let order = self.orders.get_mut(*order)?;
                match order.state() {
                    OrderState::Completed => None,
                    OrderState::Cancelled => Some(false),
                    _ => {
                        order.cancel();
                        Some(true)
                    }
                }
            }
            Op::Start {
                order,
                line,
                station,
            } => self.start(*order, *line, *station),
            Op::Bump {
                order,
                station: Some(station),
                lines,
            } => self.bump(*order, STATIONS.get(*station)?, lines.as_deref()),
            Op::Bump {
                order,
                station: None,
                lines,
            } => self.serve(*order, lines.as_deref()),
            Op::Recall {
                order,
                station,
                lines,
            } => self.recall(*order, *station, lines.as_deref()),
            Op::Fire { order, course } => self.course(*order, *course, false),
            Op::Hold { order, course } => self.course(*order, *course, true),
            Op::Rush { order, on } => {
                let order = self.open(*order)?;
                Some(std::mem::replace(&mut order.rush, *on) != *on)
            }
            Op::Heard { order, station } => {
                let order = self.orders.get_mut(*order)?;
                let station = STATIONS.get(*station)?;
                let before = order.heeds.len();
                order.heeds.retain(|(heeded, _)| heeded != station);
                Some(order.heeds.len() < before)
            }
            Op::Say {
                item,
                available,
                remaining,
            } => {
                ITEMS.get(*item)?;
                let said = (*available, *remaining);
                Some(self.said.insert(*item, said) != Some(said))
            }
        }
    }

    fn open(&mut self, order: usize) -> Option<&mut Order> {
        self.orders
            .get_mut(order)
            .filter(|order| !order.state().is_closed())
    }

    fn can_take(&self, item: usize, quantity: u32) -> bool {
        let (available, remaining) = self.said.get(&item).copied().unwrap_or((true, None));
        available && remaining.is_none_or(|left| left > 0 && left >= quantity)
    }

    fn take(&mut self, wanted: Vec<(usize, u32)>) -> Option<()> {
        let mut sums = BTreeMap::new();
        for (item, quantity) in wanted {
            *sums.entry(item).or_insert(0) += quantity;
        }
        let fits = sums
            .iter()
            .all(|(item, quantity)| self.can_take(*item, *quantity));
        for (item, quantity) in sums.into_iter().filter(|_| fits) {
            if let Some((available, Some(left))) = self.said.get_mut(&item) {
                *left -= quantity;
                *available = *left > 0;
            }
        }
        fits.then_some(())
    }

    fn place(&mut self, lines: &[Asked], hold: &[u8]) -> Option<bool> {
        let lines: Vec<Line> = lines
            .iter()
            .map(|line| resolve(line, hold))
            .collect::<Option<_>>()?;
        if lines.is_empty() {
            return None;
        }
        self.take(
            lines
                .iter()
                .map(|line| (line.item, line.quantity))
                .collect(),
        )?;
        self.orders.push(Order {
            lines,
            ..Order::default()
        });
        Some(true)
    }

    fn amend(
        &mut self,
        order: usize,
        add: &[Asked],
        change: Option<&Edit>,
        void: &[usize],
    ) -> Option<bool> {
        let index = order;
        let order = self.open(index)?;
        if add.is_empty() && change.is_none() && void.is_empty() {
            return None;
        }
        let is_there = |line: &usize| {
            order
                .lines
                .get(*line)
                .is_some_and(|line| line.served.is_none())
        };
        if !void.iter().all(is_there) {
            return None;
        }
        let held = order.lines.iter().filter(|line| line.held && !line.voided);
        let held: Vec<u8> = held.map(|line| line.course).collect();
        let added: Vec<Line> = add
            .iter()
            .map(|line| resolve(line, &held))
            .collect::<Option<_>>()?;
        let mut taken: Vec<(usize, u32)> = added
            .iter()
            .map(|line| (line.item, line.quantity))
            .collect();
        if let Some(edit) = change {
            let line = order.lines.get(edit.line)?;
            let closed = line.voided || line.served.is_some() || line.is_done();
            if closed || void.contains(&edit.line) || !(1..=99).contains(&edit.quantity) {
                return None;
            }
            if edit.quantity > line.quantity {
                taken.push((line.item, edit.quantity - line.quantity));
            }
        }
        self.take(taken)?;
        let order = self.open(index)?;
        let mut changed = !added.is_empty();
        for line in void {
            let line = &mut order.lines[*line];
            changed |= !line.voided;
            if !std::mem::replace(&mut line.voided, true) {
                order
                    .heeds
                    .extend(line.unfinished().into_iter().map(|station| (station, true)));
            }
        }
        if let Some(edit) = change {
            let line = &mut order.lines[edit.line];
            if (line.quantity, line.allergy) != (edit.quantity, edit.allergy) {
                changed = true;
                if edit.allergy && !line.allergy {
                    order
                        .heeds
                        .extend(line.parts.iter().map(|part| (part.station, false)));
                }
                (line.quantity, line.allergy) = (edit.quantity, edit.allergy);
                for part in line
                    .parts
                    .iter_mut()
                    .filter(|part| part.state == StationState::Ready)
                {
                    part.state = StationState::Queued;
                }
            }
        }
        added.into_iter().for_each(|line| order.add(line));
        order.settle();
        Some(changed)
    }

    fn start(&mut self, order: usize, line: usize, station: Option<usize>) -> Option<bool> {
        let order = self.open(order)?;
        let station = match station {
            Some(station) => Some(*STATIONS.get(station)?),
            None => None,
        };
        let line = order.lines.get_mut(line)?;
        let not_here = station.is_some_and(|station| !line.is_made_at(station));
        if line.held || line.is_settled() || not_here {
            return None;
        }
        let mut changed = false;
        for part in &mut line.parts {
            let here = station.is_none_or(|station| station == part.station);
            if here && part.state == StationState::Queued {
                part.state = StationState::Started;
                changed = true;
            }
        }
        Some(changed)
    }

    /// Lines that were asked for, if each is there and can be meant.
    fn meant(order: &Order, asked: Option<&[usize]>, at: Option<&str>) -> Option<Vec<usize>> {
        let Some(asked) = asked else {
            return Some((0..order.lines.len()).collect());
        };
        for index in asked {
            let line = order.lines.get(*index)?;
            let waits = line.held && line.served.is_none();
            if line.voided || waits || at.is_some_and(|station| !line.is_made_at(station)) {
                return None;
            }
        }
        Some(asked.to_vec())
    }

    fn bump(&mut self, order: usize, station: &str, asked: Option<&[usize]>) -> Option<bool> {
        let turn = self.turn;
        let order = self
            .orders
            .get_mut(order)
            .filter(|order| !order.cancelled)?;
        let meant = Self::meant(order, asked, Some(station))?;
        if order.is_heeded(station) {
            return None;
        }
        let mut changed = false;
        let mut waits = false;
        for index in meant {
            let line = &mut order.lines[index];
            waits |= line.held && line.is_open_at(station);
            if !line.held && line.is_open_at(station) {
                let part = line.at(station)?;
                (part.state, part.bumped) = (StationState::Ready, turn);
                changed = true;
            }
        }
        (changed || !waits).then_some(changed)
    }

    fn serve(&mut self, order: usize, asked: Option<&[usize]>) -> Option<bool> {
        let turn = self.turn;
        let order = self
            .orders
            .get_mut(order)
            .filter(|order| !order.cancelled)?;
        let meant = Self::meant(order, asked, None)?;
        let mut changed = false;
        let mut waits = false;
        for index in meant {
            let line = &mut order.lines[index];
            waits |= line.held && !line.voided;
            if !line.held && !line.voided && line.served.is_none() {
                line.served = Some(turn);
                changed = true;
            }
        }
        order.settle();
        (changed || !waits).then_some(changed)
    }

    fn recall(
        &mut self,
        order: usize,
        station: Option<usize>,
        asked: Option<&[usize]>,
    ) -> Option<bool> {
        let order = self
            .orders
            .get_mut(order)
            .filter(|order| !order.cancelled)?;
        let station = match station {
            Some(station) => Some(*STATIONS.get(station)?),
            None => None,
        };
        if asked.is_some_and(|asked| asked.iter().any(|line| *line >= order.lines.len())) {
            return None;
        }
        let left = |line: &Line| {
            let bumped =
                |part: &&Part| Some(part.station) == station && part.state == StationState::Ready;
            match station {
                _ if line.voided => None,
                None => line.served,
                Some(_) => line.parts.iter().find(bumped).map(|part| part.bumped),
            }
        };
        let last = order.lines.iter().filter_map(left).max()?;
        let mut changed = false;
        for (index, line) in order.lines.iter_mut().enumerate() {
            let comes_back = match asked {
                Some(asked) => asked.contains(&index) && left(line).is_some(),
                None => left(line) == Some(last),
            };
            if comes_back {
                changed = true;
                line.served = None;
                if let Some(part) = station.and_then(|station| line.at(station)) {
                    part.state = StationState::Queued;
                }
            }
        }
        changed.then_some(true)
    }

    fn course(&mut self, order: usize, course: u8, hold: bool) -> Option<bool> {
        let order = self.open(order)?;
        let mut lines: Vec<&mut Line> = order
            .lines
            .iter_mut()
            .filter(|line| !line.voided && line.course == course)
            .collect();
        let begun = |line: &&mut Line| {
            let untouched = line
                .parts
                .iter()
                .all(|part| part.state == StationState::Queued);
            line.served.is_some() || !(line.held || untouched)
        };
        if lines.is_empty() || (hold && lines.iter().any(begun)) {
            return None;
        }
        let changed = lines.iter().any(|line| line.held != hold);
        lines.iter_mut().for_each(|line| line.held = hold);
        Some(changed)
    }

    /// Compares everything a cook could see. `ids` are those of the orders, as placed.
    pub(super) fn compare(&self, state: &State, ids: &[OrderId], now_ms: i64) {
        assert_eq!(ids.len(), self.orders.len());
        for (index, (naive, id)) in self.orders.iter().zip(ids).enumerate() {
            let order = state.orders.get(id).unwrap();
            assert_eq!(order.number as usize, index + 1);
            assert_eq!(order.state, naive.state(), "{order:?}\n{naive:?}");
            assert_eq!(order.rush, naive.rush);
            let heeds: BTreeSet<&str> = order
                .heeds
                .iter()
                .map(|heed| heed.station.as_str())
                .collect();
            let naive_heeds: BTreeSet<&str> =
                naive.heeds.iter().map(|(station, _)| *station).collect();
            assert_eq!(heeds, naive_heeds, "{order:?}");
            assert_eq!(order.lines.len(), naive.lines.len());
            order
                .lines
                .iter()
                .zip(&naive.lines)
                .for_each(|(line, naive)| naive.compare(line));
        }
        for station in STATIONS {
            self.compare_station(state, ids, station);
        }
        for (index, (item, ..)) in ITEMS.iter().enumerate() {
            let (available, remaining) = state.availability_of(&(*item).into(), now_ms);
            assert_eq!(available, self.can_take(index, 0), "{item}");
            assert_eq!(
                remaining,
                self.said.get(&index).and_then(|(_, remaining)| *remaining)
            );
        }
    }

    fn compare_station(&self, state: &State, ids: &[OrderId], station: &str) {
        let id = StationId::from(station);
        let tickets: Vec<OrderId> = view::tickets_at(state, &id)
            .iter()
            .map(|order| order.id)
            .collect();
        let has_ticket = |order: &Order| {
            let mut open = order.lines.iter().filter(|line| line.is_open_at(station));
            order.is_heeded(station) || (!order.cancelled && open.next().is_some())
        };
        let naive = self
            .orders
            .iter()
            .zip(ids)
            .filter(|(order, _)| has_ticket(order));
        assert_eq!(tickets, naive.map(|(_, id)| *id).collect::<Vec<_>>());

        let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
        let alive = self.orders.iter().filter(|order| !order.cancelled);
        for line in alive
            .flat_map(|order| &order.lines)
            .filter(|line| line.is_open_at(station))
        {
            let (count, on_hold) = counts.entry(ITEMS[line.item].0).or_default();
            *(if line.held { on_hold } else { count }) += line.quantity;
        }
        let rows = view::all_day(state, Some(&id));
        let rows: BTreeMap<&str, (u32, u32)> = rows
            .iter()
            .map(|row| (row.item.as_str(), (row.count, row.on_hold)))
            .collect();
        assert_eq!(rows, counts, "all day at {station}");
    }
}

impl Line {
    fn compare(&self, line: &crate::Line) {
        assert_eq!(line.item.as_str(), ITEMS[self.item].0);
        assert_eq!((line.quantity, line.course), (self.quantity, self.course));
        assert_eq!(!line.allergies.is_empty(), self.allergy);
        assert_eq!(line.voided, self.voided, "{line:?}");
        assert_eq!(
            line.served_at_ms.is_some(),
            self.served.is_some(),
            "{line:?}"
        );
        if !self.voided {
            assert_eq!(line.held, self.held, "{line:?}");
        }
        for (part, naive) in line.stations.iter().zip(&self.parts) {
            assert_eq!(
                (part.station.as_str(), part.state),
                (naive.station, naive.state),
                "{line:?}"
            );
        }
    }
}

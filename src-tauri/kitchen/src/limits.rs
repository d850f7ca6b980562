//! Bounds on everything a command can bring, from PROTOCOL where it names them.

/// Least and most of one line. PROTOCOL, section 2.
pub const QUANTITY: std::ops::RangeInclusive<u32> = 1..=99;
/// Lines of one order, voided ones too. PROTOCOL, section 2.
pub const LINES: usize = 100;
/// Modifiers of one line: four groups of sixteen is more than any menu we have seen.
pub const MODIFIERS: usize = 64;
/// Allergies of one line: the 14 the EU names, and room for as many in free text.
pub const ALLERGIES: usize = 30;
/// A note or a reason, in characters: what a ticket can show without hiding its lines.
pub const NOTE_CHARS: usize = 280;
/// A name, table, lane, external id or allergy, in characters.
pub const NAME_CHARS: usize = 80;
/// A delivery address, in characters.
pub const ADDRESS_CHARS: usize = 280;
/// Courses: more than the longest tasting menu that a kitchen numbers.
pub const COURSE: std::ops::RangeInclusive<u8> = 1..=20;
/// Seats at one table.
pub const SEAT: std::ops::RangeInclusive<u16> = 1..=500;
/// Orders that are not closed. A kitchen has tens; past this something posts in a loop,
/// and the memory of every display is at stake.
pub const OPEN_ORDERS: usize = 200_000;
/// Closed orders that stay in the state, so that they can be recalled. Two hours of a
/// busy kitchen; older ones are in the archive.
pub const CLOSED_ORDERS: usize = 200;
/// What is left of an item in a count-down.
pub const REMAINING: u32 = 1_000_000;
/// Items, modifiers, groups, stations and categories of one menu, each.
pub const MENU_ENTRIES: usize = 5_000;
/// A kitchen name, in characters: what fits beside a quantity. PROTOCOL, section 3.
pub const KITCHEN_NAME_CHARS: usize = 14;

//! What each liberty of a reading costs. The numbers only mean something against each other;
//! they were set by the dialogues in `tests/dialogues`.

/// Every stretch of words: one long stretch beats two short ones.
pub const EDGE: u32 = 1;
/// A word that nobody understands.
pub const LOST: u32 = 400;
/// A word of something that is not on the menu, the first of them.
pub const UNKNOWN: u32 = 200;
/// Each further word of it.
pub const UNKNOWN_MORE: u32 = 20;
/// A known word that becomes part of the name of something unknown.
pub const ABSORB: u32 = 30;
/// A new line without a count or article, at the beginning of a wish.
pub const BARE: u32 = 12;
/// The same in the middle of one.
pub const BARE_INSIDE: u32 = 32;
/// An item right after "with": it is rather something on the last one.
pub const ITEM_WITH: u32 = 40;
/// An item after "with" that has a count or an article.
pub const COUNTED_WITH: u32 = 12;
/// An item by a part of its name.
pub const PARTIAL: u32 = 24;
/// An item of which it has to be asked which.
pub const WHICH: u32 = 48;
/// A required choice that is still open at the end.
pub const OPEN: u32 = 12;
/// A modifier right after its item, without "with".
pub const MODIFIER: u32 = 3;
/// A modifier after "and".
pub const MODIFIER_AND: u32 = 8;
/// A modifier with an article but no "with".
pub const MODIFIER_ARTICLE: u32 = 12;
/// A modifier with a count.
pub const MODIFIER_COUNT: u32 = 60;
/// A modifier by a part of its name.
pub const MODIFIER_PARTIAL: u32 = 8;
/// A modifier of a line that was not the one spoken of.
pub const ELSEWHERE: u32 = 10;
/// A modifier before its item.
pub const BEFORE: u32 = 2;
/// Modifiers whose item is still to come, while they wait: its own choices are not open yet.
pub const WAITS: u32 = 2 * OPEN;
/// A modifier that its item does not offer.
pub const DENIED: u32 = 160;
/// The same where the guest has said what it is to be on: "add guacamole to the flan".
pub const DENIED_HERE: u32 = 30;
/// A word taken for a filler that begins a form of the menu.
pub const SHADOWED: u32 = 140;
/// A serving that may be a size: "bowl of".
pub const SERVING: u32 = 8;
/// A second choice where one is allowed, in one breath and without a correction.
pub const TWICE: u32 = 120;
/// "With" something that is part of it anyway.
pub const ANYWAY: u32 = 8;
/// A size or modifier for an item after a word that stands between.
pub const CORRECTED: u32 = 4;
/// A bare number that becomes the count of the last line.
pub const RECOUNT: u32 = 60;
/// A count after another count.
pub const COUNT_TWICE: u32 = 120;
/// A count after an article: "a twelve".
pub const COUNT_AFTER_ARTICLE: u32 = 30;
/// A word that says which line is spoken of.
pub const REFERENCE: u32 = 4;
/// A line that was spoken of, of which nothing was said.
pub const POINTLESS: u32 = 100;
/// Taking away by "no" what was ordered as an item.
pub const NO_ITEM: u32 = 40;
/// A line of several that fit.
pub const AMBIGUOUS: u32 = 16;
/// An answer where nothing was asked.
pub const UNASKED: u32 = 12;
/// A new line where a correction was begun.
pub const NOT_CORRECTED: u32 = 40;
/// Words of which nothing comes.
pub const EMPTY: u32 = 60;
/// Two names side by side that are one name of something else: "turkey burger".
pub const COMPOUND: u32 = 36;
/// A part of a name that is the whole name of a modifier.
pub const PARTIAL_MODIFIER: u32 = 180;
/// A sign ("with", "no") that nothing follows.
pub const DANGLING: u32 = 100;
/// A number that does not agree with its noun.
pub const DISAGREE: u32 = 4;
/// A reading whose cost is above this has had to guess.
pub const GUESSED: u32 = 100;

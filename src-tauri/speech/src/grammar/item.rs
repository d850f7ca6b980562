//! What an item, a modifier or a size does to a reading.

use super::{
    Asked, Say, Sign, Slot, attach, cost,
    lattice::Edge,
    piece::{Denial, Denied, Origin, Piece, What},
    search::{Before, Gap, Mode, Reading, Search},
};
use crate::lexicon::{Entry, Index, words::Token};

impl<'a> Search<'a> {
    pub fn item(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        self.answer_which(reading, edge, entry, out);
        let exact = !entry.items.is_empty();
        let items = if exact { &entry.items } else { &entry.partial };
        if items.is_empty() {
            return;
        }
        let mut next = reading.content(edge, if exact { 0 } else { cost::PARTIAL });
        next.item_end = edge.to;
        let disagrees = next
            .before
            .number
            .is_some_and(|number| self.disagrees(edge, items, number));
        if disagrees {
            next.cost += cost::DISAGREE;
            next.disagrees = true;
        }
        match next.mode {
            Mode::Inquire => {
                next.before = Before::default();
                next.says.push(Say::Inquire(items[0]));
                next.gap = Gap::Inside;
                out.push(next);
            }
            Mode::From => self.refer(&next, Some(items), out),
            Mode::Drop => self.drop_item(&next, edge, items, out),
            Mode::To if !next.on && next.gap != Gap::And => {
                self.become_or_recount(&next, items, out)
            }
            Mode::Say | Mode::To if next.on => self.refer(&next, Some(items), out),
            Mode::Say | Mode::To => self.say_item(&next, edge, items, exact, out),
        }
    }

    fn say_item(
        &self,
        next: &Reading<'a>,
        edge: &Edge<'a>,
        items: &[Index],
        exact: bool,
        out: &mut Vec<Reading<'a>>,
    ) {
        let before = &next.before;
        let known = self
            .context
            .lines
            .iter()
            .any(|line| items.contains(&line.item))
            || next
                .pieces
                .iter()
                .any(|piece| piece.item().is_some_and(|item| items.contains(&item)));
        if known && (before.number.is_none() || before.of || before.ordinal.is_some()) {
            let mut reference = next.clone();
            if !(before.the || before.of || before.ordinal.is_some()) {
                reference.cost += 2 * cost::REFERENCE;
            }
            if reference.sign_fresh && reference.sign == Sign::No {
                // "No brownie": it was ordered, and is not wanted.
                reference.mode = Mode::Drop;
                reference.cost += cost::NO_ITEM;
            }
            self.refer(&reference, Some(items), out);
        }
        if next.sign_fresh && matches!(next.sign, Sign::No | Sign::Light) {
            return;
        }
        if (before.another || before.more) && known && next.nothing_before() {
            self.one_more(next, items, out);
        }
        self.part_of_which(next, edge, items, out);
        if before.of || before.ordinal.is_some() {
            return;
        }
        let mut price = if items.len() > 1 { cost::WHICH } else { 0 };
        price += match (next.sign_fresh, before.number.is_some() || before.the) {
            (true, true) => cost::COUNTED_WITH,
            (true, false) => cost::ITEM_WITH,
            (false, true) => 0,
            (false, false) if next.gap == Gap::Inside => cost::BARE_INSIDE,
            (false, false) => cost::BARE,
        };
        if before.side {
            price += cost::MODIFIER_AND;
        }
        if self.instead || next.corrects {
            self.replace_last(next, items, exact, out);
            price += cost::UNASKED;
        }
        self.new_piece(next, edge, items.to_vec(), price, out);
    }

    /// A new line, with what was said before it.
    pub fn new_piece(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        items: Vec<Index>,
        price: u32,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = reading.clone();
        next.cost += price;
        let before = std::mem::take(&mut next.before);
        let mut piece = Piece::new(Origin::New, items, before.number.unwrap_or(1));
        piece.named = (edge.from, edge.to);
        piece.words = self.words(edge.from, edge.to);
        piece.touched = true;
        if let Some(size) = &before.size {
            // A size that is a number counts as one: "twelve wings".
            if before.number.is_none() && price == cost::BARE {
                next.cost -= cost::BARE - cost::EDGE;
            }
            let words = self.words(size.from, size.to);
            match self.put(&mut piece, size, Sign::Plain, &words) {
                Some(price) => next.cost += price,
                None => return,
            }
        }
        for (modifier, sign) in &before.modifiers {
            let words = self.words(modifier.from, modifier.to);
            match self.put(&mut piece, modifier, *sign, &words) {
                Some(price) => next.cost += price,
                None => return,
            }
        }
        next.pieces.push(piece);
        self.arrive(&mut next);
        out.push(next);
    }

    /// The piece that was made last is the one that what follows speaks of.
    fn arrive(&self, next: &mut Reading<'a>) {
        next.current = vec![next.pieces.len() - 1];
        next.gap = Gap::Inside;
        next.sign = Sign::Plain;
        next.sign_fresh = false;
        next.lead = false;
        next.group = None;
        if next.mode == Mode::To {
            next.mode = Mode::Say;
        }
    }

    /// Puts a size or modifier on a piece whose item may not be known yet.
    fn put(&self, piece: &mut Piece, edge: &Edge<'a>, sign: Sign, words: &str) -> Option<u32> {
        let entry = attach::entry(edge)?;
        if piece.items().len() > 1 {
            let key = crate::lexicon::words::key(&self.tokens[edge.from..edge.to]);
            return attach::loosen(piece, entry, words, key, sign);
        }
        if sign == Sign::Plain
            && let Some(price) = attach::size(piece, entry, false)
        {
            return Some(price);
        }
        attach::modifier(self.lexicon, piece, entry, sign, None, false)
    }

    fn one_more(&self, reading: &Reading<'a>, items: &[Index], out: &mut Vec<Reading<'a>>) {
        let mut next = reading.clone();
        let number = next.before.number.take().unwrap_or(1);
        next.before = Before::default();
        let mut found = Vec::new();
        self.refer(&next, Some(items), &mut found);
        for mut next in found {
            let Some(&target) = next.current.last() else {
                continue;
            };
            let piece = &mut next.pieces[target];
            piece.quantity = piece.quantity.saturating_add(number);
            piece.touched = true;
            // What follows is said of the new one, and so it would not be the same again.
            next.current.clear();
            out.push(next);
        }
    }

    /// "Three tacos, two fish and one carnitas."
    fn part_of_which(
        &self,
        next: &Reading<'a>,
        edge: &Edge<'a>,
        items: &[Index],
        out: &mut Vec<Reading<'a>>,
    ) {
        let Some(number) = next.before.number else {
            return;
        };
        let whole = next
            .current
            .last()
            .map(|last| match next.pieces[*last].origin {
                Origin::Part(whole) => whole,
                _ => *last,
            });
        let Some(whole) = whole else { return };
        let base = &next.pieces[whole];
        if base.items().len() < 2 || base.quantity < number {
            return;
        }
        let narrow: Vec<Index> = items
            .iter()
            .copied()
            .filter(|item| base.items().contains(item))
            .collect();
        if narrow.len() != 1 {
            return;
        }
        let mut next = next.clone();
        let before = std::mem::take(&mut next.before);
        let mut part = next.pieces[whole].clone();
        part.origin = Origin::Part(whole);
        part.what = What::Items(narrow);
        part.quantity = number;
        part.named = (edge.from, edge.to);
        attach::tighten(self.lexicon, &mut part);
        for (modifier, sign) in &before.modifiers {
            let words = self.words(modifier.from, modifier.to);
            if self.put(&mut part, modifier, *sign, &words).is_none() {
                return;
            }
        }
        next.pieces[whole].quantity -= number;
        next.pieces.push(part);
        self.arrive(&mut next);
        out.push(next);
    }

    /// The answer to "which one?".
    fn answer_which(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        let Asked::Which(wanted) = &self.context.asked else {
            return;
        };
        let named = entry.items.iter().chain(&entry.partial);
        let mut narrow: Vec<Index> = named
            .copied()
            .filter(|item| wanted.items.contains(item))
            .collect();
        narrow.dedup();
        let open = reading
            .pieces
            .iter()
            .position(|piece| piece.origin == Origin::Which && piece.items().len() > 1);
        let Some(open) = open.filter(|_| !narrow.is_empty() && narrow.len() < wanted.items.len())
        else {
            return;
        };
        let number = reading.before.number.filter(|_| !reading.before.article);
        if number.is_some_and(|number| number < reading.pieces[open].quantity) {
            let mut whole = reading.content(edge, 0);
            whole.current = vec![open];
            whole.item_end = edge.to;
            self.part_of_which(&whole, edge, &narrow, out);
            return;
        }
        let mut next = reading.content(edge, 0);
        let before = std::mem::take(&mut next.before);
        let piece = &mut next.pieces[open];
        piece.what = What::Items(narrow);
        piece.quantity = number.unwrap_or(piece.quantity);
        attach::tighten(self.lexicon, piece);
        let mut piece = piece.clone();
        for (edge, sign) in before
            .size
            .iter()
            .map(|size| (size, Sign::Plain))
            .chain(before.modifiers.iter().map(|(edge, sign)| (edge, *sign)))
        {
            let words = self.words(edge.from, edge.to);
            if self.put(&mut piece, edge, sign, &words).is_none() {
                return;
            }
        }
        next.pieces[open] = piece;
        next.current = vec![open];
        next.gap = Gap::Inside;
        next.item_end = edge.to;
        out.push(next);
    }

    fn drop_item(
        &self,
        next: &Reading<'a>,
        edge: &Edge<'a>,
        items: &[Index],
        out: &mut Vec<Reading<'a>>,
    ) {
        let count = out.len();
        self.refer(next, Some(items), out);
        if out.len() > count {
            return;
        }
        if next.gap == Gap::And {
            // "Remove the coke and a latte": the verb does not reach that far.
            let mut say = next.clone();
            say.mode = Mode::Say;
            say.sign = Sign::Plain;
            say.sign_fresh = false;
            say.cost += cost::CORRECTED;
            self.say_item(&say, edge, items, true, out);
        }
        let mut absent = next.clone();
        absent.before = Before::default();
        absent.sign_fresh = false;
        absent.cost += cost::NO_ITEM;
        absent.nowhere.push(Denied {
            words: self.words(edge.from, edge.to),
            modifier: None,
            why: Denial::Absent,
        });
        absent.gap = Gap::Inside;
        out.push(absent);
    }

    /// "Make that four tacos", "change it to a lemonade".
    fn become_or_recount(
        &self,
        reading: &Reading<'a>,
        items: &[Index],
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = reading.clone();
        let Some(&target) = next.current.last() else {
            return;
        };
        let before = std::mem::take(&mut next.before);
        let same = next.pieces[target]
            .item()
            .is_some_and(|item| items.contains(&item));
        if !same {
            if items.len() > 1 {
                next.cost += cost::WHICH;
            }
            self.become_item(&mut next, target, items[0]);
        }
        let mut piece = next.pieces[target].clone();
        piece.touched = true;
        if let Some(number) = before.number.filter(|_| !before.article) {
            piece.quantity = number;
        }
        let all = before.size.iter().map(|size| (size, Sign::Plain));
        for (edge, sign) in all.chain(before.modifiers.iter().map(|(edge, sign)| (edge, *sign))) {
            let Some(entry) = attach::entry(edge) else {
                return;
            };
            let fits = attach::size(&mut piece, entry, true)
                .or_else(|| attach::modifier(self.lexicon, &mut piece, entry, sign, None, true));
            if fits.is_none() {
                return;
            }
        }
        next.pieces[target] = piece;
        next.gap = Gap::Inside;
        out.push(next);
    }

    /// "A coke, sorry, a lemonade"; "a lemonade instead".
    fn replace_last(
        &self,
        reading: &Reading<'a>,
        items: &[Index],
        exact: bool,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = reading.clone();
        let Some(last) = self.last(&mut next) else {
            return;
        };
        if !exact || items.len() != 1 || next.pieces[last].what == What::Unknown {
            return;
        }
        next.current = vec![last];
        next.cost += cost::CORRECTED;
        self.become_or_recount(&next, items, out);
    }

    /// "Eight taco": a count and a noun that do not agree. Names that are always in the plural
    /// agree with everything.
    fn disagrees(&self, edge: &Edge<'a>, items: &[Index], number: u32) -> bool {
        let last = &self.tokens[edge.to - 1];
        let plural = is_plural(last);
        let always = items.iter().any(|item| {
            let name = crate::lexicon::words::phrase(&self.lexicon.item(*item).name);
            name.last().is_some_and(is_plural)
        });
        !always && plural != (number != 1)
    }

    pub fn modifier(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        if entry.modifiers.is_empty() {
            return;
        }
        if reading.mode == Mode::From {
            self.former_modifier(reading, edge, entry, out);
            self.pend(reading, edge, out);
            return;
        }
        if reading.mode == Mode::Inquire {
            return;
        }
        self.pend(reading, edge, out);
        if !reading.nothing_before() || reading.on {
            return;
        }
        if reading.before.ordinal.is_some() {
            let mut settled = Vec::new();
            self.settle_ordinal(reading, &mut settled);
            for reading in settled {
                self.modifier(&reading, edge, entry, out);
            }
            return;
        }
        let count = out.len();
        self.attach_here(reading, edge, entry, out);
        self.attach_elsewhere(reading, edge, entry, out);
        if out.len() == count {
            let mut next = reading.content(edge, cost::DENIED);
            next.before = Before::default();
            let words = self.words(edge.from, edge.to);
            self.deny(&mut next, Some(entry), &words);
            next.gap = Gap::Inside;
            out.push(next);
        }
    }

    /// It waits for its item.
    fn pend(&self, reading: &Reading<'a>, edge: &Edge<'a>, out: &mut Vec<Reading<'a>>) {
        let mut next = reading.content(edge, cost::BEFORE);
        let sign = if next.sign_fresh || next.mode == Mode::Drop {
            next.sign
        } else {
            Sign::Plain
        };
        next.before.modifiers.push((*edge, sign));
        next.before.from.get_or_insert(edge.from);
        next.sign_fresh = false;
        out.push(next);
    }

    fn attach_here(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = reading.content(edge, self.modifier_price(reading));
        if next.current.is_empty() {
            return;
        }
        let before = std::mem::take(&mut next.before);
        let number = before.number.filter(|_| !before.article);
        if let Some(number) = number {
            let mut part = next.clone();
            if let Some(piece) = self.part_of_last(&mut part, number) {
                part.current = vec![piece];
                self.attach_signed(part, entry, out);
            }
            next.cost += cost::MODIFIER_COUNT;
        }
        self.attach_signed(next, entry, out);
    }

    /// Attaches to what is spoken of: with the sign before it, or else as if that sign were
    /// over ("no onions and bacon").
    fn attach_signed(&self, next: Reading<'a>, entry: &Entry, out: &mut Vec<Reading<'a>>) {
        let mut signs = vec![next.sign];
        if !next.sign_fresh && next.sign != Sign::Plain && next.mode != Mode::Drop {
            signs.push(Sign::Plain);
        }
        for sign in signs {
            let mut next = next.clone();
            if self.attach_all(&mut next, entry, sign) {
                next.sign = sign;
                next.sign_fresh = false;
                next.gap = Gap::Inside;
                next.corrects = false;
                out.push(next);
                return;
            }
        }
        if let [one] = next.current[..]
            && next.pieces[one].items().len() > 1
        {
            let mut next = next;
            let key = self.key_of(entry, &next);
            let words = next
                .content
                .last()
                .map_or(String::new(), |(from, to)| self.words(*from, *to));
            let sign = next.sign;
            if attach::loosen(&mut next.pieces[one], entry, &words, key, sign).is_some() {
                next.sign_fresh = false;
                next.gap = Gap::Inside;
                out.push(next);
            }
        }
    }

    fn key_of(&self, _entry: &Entry, next: &Reading<'a>) -> String {
        next.content.last().map_or(String::new(), |(from, to)| {
            crate::lexicon::words::key(&self.tokens[*from..*to])
        })
    }

    fn modifier_price(&self, reading: &Reading<'a>) -> u32 {
        let asked = matches!(self.asked(), Some(Slot::Group(_))) && reading.pieces.len() == 1;
        match (reading.sign_fresh, reading.gap) {
            (true, _) => 0,
            _ if asked || reading.before.side => 0,
            (_, Gap::And) if reading.before.article => cost::MODIFIER_AND + cost::MODIFIER_ARTICLE,
            (_, Gap::And) => cost::MODIFIER_AND,
            _ if reading.before.article => cost::MODIFIER_ARTICLE,
            _ => cost::MODIFIER,
        }
    }

    /// Attaches to another line that takes it: "no ice in the coke" said late.
    fn attach_elsewhere(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut base = reading.content(edge, cost::ELSEWHERE);
        let before = std::mem::take(&mut base.before);
        if before.number.is_some_and(|_| !before.article) {
            return;
        }
        let pieces = base.pieces.len();
        let mut targets: Vec<usize> = (0..pieces).rev().collect();
        let mut lines: Vec<usize> = (0..self.context.lines.len()).rev().collect();
        if let Some(last) = self.context.last().filter(|last| *last < lines.len()) {
            lines.retain(|line| *line != last);
            lines.insert(0, last);
        }
        targets.retain(|target| !base.current.contains(target));
        let sign = base.sign;
        let mut attempt = |mut next: Reading<'a>, target: usize| {
            if next.pieces[target].drop.is_some() {
                return false;
            }
            let corrects = true;
            let piece = &mut next.pieces[target];
            let Some(price) =
                attach::modifier(self.lexicon, piece, entry, sign, next.group, corrects)
            else {
                return false;
            };
            next.cost += price;
            next.current = vec![target];
            next.sign_fresh = false;
            next.gap = Gap::Inside;
            out.push(next);
            true
        };
        for target in targets {
            if attempt(base.clone(), target) {
                return;
            }
        }
        for line in lines {
            let mut next = base.clone();
            let target = self.touch(&mut next, line);
            if target < pieces {
                continue;
            }
            if attempt(next, target) {
                return;
            }
        }
    }

    /// "Change the fries to onion rings": a choice names the line that has it.
    fn former_modifier(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = reading.content(edge, cost::CORRECTED);
        next.before = Before::default();
        for line in (0..self.context.lines.len()).rev() {
            let has = |sense: &&crate::lexicon::ModifierSense| {
                self.context.lines[line]
                    .modifiers
                    .contains(&(sense.group, sense.modifier))
            };
            if let Some(sense) = entry.modifiers.iter().find(has) {
                let target = self.touch(&mut next, line);
                next.current = vec![target];
                next.group = Some(sense.group);
                next.mode = Mode::To;
                next.gap = Gap::Inside;
                out.push(next);
                return;
            }
        }
    }

    pub fn size(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        if entry.sizes.is_empty() {
            return;
        }
        if reading.before.size.is_none() {
            let mut next = reading.content(edge, 0);
            next.before.size = Some(*edge);
            next.before.from.get_or_insert(edge.from);
            out.push(next);
        }
        if reading.before.ordinal.is_some() && reading.nothing_before() {
            let mut settled = Vec::new();
            self.settle_ordinal(reading, &mut settled);
            for reading in settled {
                self.size(&reading, edge, entry, out);
            }
            return;
        }
        if !reading.nothing_before()
            || reading.on
            || (reading.sign_fresh && reading.sign == Sign::No)
        {
            return;
        }
        match reading.mode {
            Mode::From => self.former_size(reading, edge, entry, out),
            Mode::Drop | Mode::Inquire => {}
            Mode::Say | Mode::To => self.size_here(reading, edge, entry, out),
        }
    }

    fn size_here(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = reading.content(edge, cost::EDGE);
        let before = std::mem::take(&mut next.before);
        let number = before.number.filter(|_| !before.article);
        next.sign_fresh = false;
        if next.current.is_empty() {
            self.size_elsewhere(next, entry, out);
            return;
        }
        if let Some(number) = number {
            let mut part = next.clone();
            if let Some(piece) = self.part_of_last(&mut part, number) {
                part.current = vec![piece];
                self.size_current(part, edge, entry, out);
            }
            return;
        }
        let before = out.len();
        self.size_current(next.clone(), edge, entry, out);
        if out.len() == before {
            self.size_elsewhere(next, entry, out);
        }
    }

    fn size_current(
        &self,
        mut next: Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        let corrects = self.corrects(&next);
        let mut any = false;
        for target in next.current.clone() {
            let piece = &mut next.pieces[target];
            if let Some(price) = attach::size(piece, entry, corrects) {
                next.cost += price;
                any = true;
            } else if piece.items().len() > 1 {
                let key = crate::lexicon::words::key(&self.tokens[edge.from..edge.to]);
                let words = self.words(edge.from, edge.to);
                any |= attach::loosen(piece, entry, &words, key, Sign::Plain).is_some();
            }
        }
        if any {
            next.gap = Gap::Inside;
            out.push(next);
        }
    }

    /// A size with nothing spoken of: the last line that comes in it.
    fn size_elsewhere(&self, next: Reading<'a>, entry: &Entry, out: &mut Vec<Reading<'a>>) {
        let pieces: Vec<usize> = (0..next.pieces.len()).rev().collect();
        for target in pieces {
            if attach::size_of(&next.pieces[target], entry).is_some() && !next.pieces[target].sized
            {
                let mut next = next.clone();
                attach::size(&mut next.pieces[target], entry, true);
                next.cost += cost::ELSEWHERE;
                next.current = vec![target];
                next.gap = Gap::Inside;
                out.push(next);
                return;
            }
        }
        let lines = self.context.lines.len();
        let last = self.context.last().filter(|last| *last < lines);
        for line in last.into_iter().chain((0..lines).rev()) {
            let item = self.context.lines[line].item;
            if entry.sizes.iter().any(|(of, _)| *of == item) {
                let mut next = next;
                let target = self.touch(&mut next, line);
                attach::size(&mut next.pieces[target], entry, true);
                next.cost += if Some(line) == last {
                    0
                } else {
                    cost::ELSEWHERE
                };
                next.current = vec![target];
                next.gap = Gap::Inside;
                out.push(next);
                return;
            }
        }
    }

    /// "Change the large to a small."
    fn former_size(
        &self,
        reading: &Reading<'a>,
        edge: &Edge<'a>,
        entry: &Entry,
        out: &mut Vec<Reading<'a>>,
    ) {
        let mut next = reading.content(edge, cost::CORRECTED);
        next.before = Before::default();
        for line in (0..self.context.lines.len()).rev() {
            let of = &self.context.lines[line];
            if of
                .size
                .is_some_and(|size| entry.sizes.contains(&(of.item, size)))
            {
                let target = self.touch(&mut next, line);
                next.current = vec![target];
                next.mode = Mode::To;
                next.gap = Gap::Inside;
                out.push(next);
                return;
            }
        }
    }
}

fn is_plural(token: &Token) -> bool {
    token.text.ends_with('s') && !token.text.ends_with("ss") && token.text.len() > 3
}

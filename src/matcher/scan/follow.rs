//! A log that is still being written: what stands in it is told as soon as the lines around it are there.

use super::super::index::{Hit, Index, Options};
use super::super::rank::Confidence;
use super::{AFTER, BEFORE, EDGE, Kept, Met, Scan};

/// Follows a log. The lines around a hit are searched together, and each such place tells its sure hits; a guess would be
/// told again and again.
pub struct Follow<'a> {
    index: &'a Index,
    options: Options,
    scan: Scan,
    /// What the place at hand told already: pages, and their lines.
    told: Vec<(String, usize)>,
    /// Lines of it that were searched.
    searched: usize,
}

impl Index {
    /// Follows a log from its start.
    pub fn follow(&self, options: &Options) -> Follow<'_> {
        Follow { index: self, options: options.clone(), scan: Scan::new(self, false), told: Vec::new(), searched: 0 }
    }
}

impl Follow<'_> {
    /// Takes what was written, and tells the places that are complete with it.
    pub fn add(&mut self, bytes: &[u8]) -> Vec<Hit> {
        self.scan.bytes.extend_from_slice(bytes);
        self.scan.advance(false);
        let is_open = self.scan.line <= self.scan.until + BEFORE && self.scan.kept.bytes.len() < EDGE;
        let mut places = self.scan.kept.take_places();
        if is_open {
            self.scan.kept = places.pop().unwrap_or_default();
        }
        let mut hits = Vec::new();
        for place in places {
            hits.extend(self.tell(&place));
            self.searched = 0;
            // A place that was cut, since it is long, goes on in the next one.
            let end = self.scan.line.saturating_sub(AFTER);
            self.told.retain(|(_, line)| *line >= end);
        }
        hits
    }

    /// Tells what there is of the last place: nothing more came for a while.
    pub fn pause(&mut self) -> Vec<Hit> {
        if self.scan.kept.numbers.len() == self.searched {
            return Vec::new();
        }
        let place = std::mem::take(&mut self.scan.kept);
        let hits = self.tell(&place);
        self.searched = place.numbers.len();
        self.scan.kept = place;
        hits
    }

    /// Looks for every signature again: of each only the first few lines are kept, and since then time has gone by.
    pub fn renew(&mut self) {
        if self.scan.seen.met.iter().any(|met| met.kept > 0) {
            self.scan.seen.met.iter_mut().for_each(|met| met.kept = 0);
            self.scan.seen.anchors.renew();
        }
    }

    /// Tells what is left. Lines are counted from 1 again after it.
    pub fn end(&mut self) -> Vec<Hit> {
        self.scan.advance(true);
        let mut hits = Vec::new();
        for place in self.scan.kept.take_places() {
            hits.extend(self.tell(&place));
            self.searched = 0;
        }
        self.renew();
        self.scan.restart();
        self.told.clear();
        hits
    }

    /// The sure hits of a place that were not told yet, in the order of their lines. What came since it was searched is
    /// also searched alone, or an error that was told would hide that it came again.
    fn tell(&mut self, place: &Kept) -> Vec<Hit> {
        let mut hits = self.index.search_kept(place.clone(), &self.options).hits;
        if self.searched > 0 && self.searched < place.numbers.len() {
            hits.extend(self.index.search_kept(place.since(self.searched), &self.options).hits);
        }
        hits.retain(|hit| {
            let told = (hit.page.clone(), hit.line);
            let is_new = hit.confidence != Confidence::Maybe && !self.told.contains(&told);
            if is_new {
                self.told.push(told);
            }
            is_new
        });
        hits.sort_by_key(|hit| hit.line);
        hits
    }
}

impl Kept {
    /// All but the first lines.
    fn since(&self, lines: usize) -> Kept {
        let bytes = self.bytes.split_inclusive(|byte| *byte == b'\n').skip(lines).collect::<Vec<_>>().concat();
        Kept { bytes, numbers: self.numbers[lines..].to_vec() }
    }

    /// Takes the stretches of lines that follow one another.
    fn take_places(&mut self) -> Vec<Kept> {
        let Kept { bytes, numbers } = std::mem::take(self);
        let mut places: Vec<Kept> = Vec::new();
        for (line, number) in bytes.split_inclusive(|byte| *byte == b'\n').zip(numbers) {
            match places.last_mut() {
                Some(last) if last.numbers.last().is_some_and(|last| last + 1 == number) => {
                    last.bytes.extend_from_slice(line);
                    last.numbers.push(number);
                }
                _ => places.push(Kept { bytes: line.to_vec(), numbers: vec![number] }),
            }
        }
        places
    }
}

impl Scan {
    /// Starts with the next log.
    fn restart(&mut self) {
        self.seen.met.fill(Met::default());
        self.bytes.clear();
        self.kept = Kept::default();
        (self.scanned, self.line, self.until) = (0, 0, 0);
        self.starts = [None; BEFORE];
    }
}

//! Words in a list: pages of the store are read on until enough items hold them.

use crate::answer::Paging;
use store::view;

/// Pages read on while a text search finds nothing: a request looks at this many at most.
const SEARCH_PAGES_MAX: usize = 20;

/// Whether every word of the query is somewhere in the texts; upper and lower case are one.
pub fn matches(query: Option<&str>, texts: &[&str]) -> bool {
    let Some(query) = query else { return true };
    let texts: Vec<String> = texts.iter().map(|t| t.to_lowercase()).collect();
    query
        .to_lowercase()
        .split_whitespace()
        .all(|word| texts.iter().any(|t| t.contains(word)))
}

/// A filter over pages: reads on until enough items pass, the list ends, or enough was looked at.
pub struct Search<T> {
    wanted: usize,
    cursor: Option<String>,
    found: Vec<T>,
    pages: usize,
    ended: bool,
}

impl<T> Search<T> {
    pub fn begin(paging: &Paging) -> Search<T> {
        Search {
            wanted: paging.limit().clamp(1, view::PAGE_MAX),
            cursor: paging.cursor().map(String::from),
            found: Vec::new(),
            pages: 0,
            ended: false,
        }
    }

    /// The page to read next: where it begins and how many items. As many as are still missing: a page
    /// is taken whole, so no item is lost between two answers.
    pub fn next(&self) -> Option<(Option<String>, usize)> {
        let enough =
            self.ended || self.found.len() >= self.wanted || self.pages >= SEARCH_PAGES_MAX;
        (!enough).then(|| (self.cursor.clone(), self.wanted - self.found.len()))
    }

    pub fn take(&mut self, page: view::Page<T>, passes: impl Fn(&T) -> bool) {
        self.found
            .extend(page.items.into_iter().filter(|item| passes(item)));
        self.pages += 1;
        self.ended = page.next_cursor.is_none();
        self.cursor = page.next_cursor;
    }

    /// What passed, and where the next answer begins.
    pub fn end(self) -> (Vec<T>, Option<String>) {
        (self.found, self.cursor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_finds_all_its_words_anywhere() {
        assert!(matches(None, &[]));
        assert!(matches(Some("ATTI accesso"), &["Accesso agli atti", ""]));
        assert!(!matches(Some("atti edilizia"), &["Accesso agli atti"]));
        assert!(matches(Some("  "), &["x"]));
    }

    #[test]
    fn a_search_reads_on_and_loses_nothing() {
        let rows: Vec<u32> = (0..100).collect();
        let read = |c: Option<String>, n: usize| {
            let from: usize = c.map_or(0, |c| c.parse().unwrap());
            let items: Vec<u32> = rows.iter().skip(from).take(n).copied().collect();
            let next = from + items.len();
            view::Page {
                items,
                next_cursor: (next < rows.len()).then(|| next.to_string()),
            }
        };
        let mut paging = Paging {
            cursor: None,
            limit: Some(7),
        };
        let mut all = Vec::new();
        loop {
            let mut search = Search::begin(&paging);
            while let Some((cursor, n)) = search.next() {
                search.take(read(cursor, n), |n: &u32| n.is_multiple_of(3));
            }
            let (found, next) = search.end();
            assert!(found.len() <= 7);
            all.extend(found);
            match next {
                Some(next) => paging.cursor = Some(next),
                None => break,
            }
        }
        assert_eq!(all, (0..100).filter(|n| n % 3 == 0).collect::<Vec<u32>>());
    }
}

//! Walking the dependency trees of a reading.

use text::Span;

use crate::{Reading, SentenceIx, Token, TokenIx};

/// Children of every token, and the usual questions asked of a tree.
#[derive(Debug)]
pub struct Tree<'a> {
    reading: &'a Reading,
    /// Children of all tokens, grouped by head, in text order.
    children: Vec<TokenIx>,
    /// Where each token's children begin in `children`; one more entry than tokens.
    starts: Vec<u32>,
}

impl<'a> Tree<'a> {
    /// Indexes the trees of `reading`.
    pub fn new(reading: &'a Reading) -> Tree<'a> {
        let tokens = &reading.tokens;
        let mut starts = vec![0u32; tokens.len() + 1];
        for head in tokens.iter().filter_map(|t| t.head) {
            starts[head.at() + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut children = vec![TokenIx(0); starts[tokens.len()] as usize];
        for (at, token) in tokens.iter().enumerate() {
            if let Some(head) = token.head {
                children[next[head.at()] as usize] = TokenIx::from(at);
                next[head.at()] += 1;
            }
        }
        Tree { reading, children, starts }
    }

    /// The token at a position.
    pub fn token(&self, at: TokenIx) -> &'a Token {
        &self.reading.tokens[at.at()]
    }

    /// The children of a token, in text order.
    pub fn children(&self, of: TokenIx) -> &[TokenIx] {
        &self.children[self.starts[of.at()] as usize..self.starts[of.at() + 1] as usize]
    }

    /// The children whose relation is `relation`, with or without a subtype.
    pub fn by_relation<'s>(
        &'s self,
        of: TokenIx,
        relation: &'s str,
    ) -> impl Iterator<Item = TokenIx> + 's {
        self.children(of).iter().copied().filter(move |c| self.is(*c, relation))
    }

    /// The first child in that relation.
    pub fn child(&self, of: TokenIx, relation: &str) -> Option<TokenIx> {
        self.by_relation(of, relation).next()
    }

    /// Whether a token stands in `relation` to its head, whatever the subtype.
    pub fn is(&self, at: TokenIx, relation: &str) -> bool {
        let found = self.token(at).deprel;
        found == relation || found.split(':').next() == Some(relation)
    }

    /// The head of a token.
    pub fn head(&self, of: TokenIx) -> Option<TokenIx> {
        self.token(of).head
    }

    /// The token itself and all that hangs from it, in text order.
    pub fn subtree(&self, of: TokenIx) -> Vec<TokenIx> {
        let mut found = vec![of];
        let mut next = 0;
        while next < found.len() {
            found.extend_from_slice(self.children(found[next]));
            next += 1;
        }
        found.sort_unstable();
        found
    }

    /// From the first to the last token of the subtree, final punctuation left out.
    pub fn span(&self, of: TokenIx) -> Span {
        let mut tokens = self.subtree(of);
        while tokens.len() > 1 && self.token(*tokens.last().expect("not empty")).deprel == "punct" {
            tokens.pop();
        }
        let start = tokens.iter().position(|t| self.token(*t).deprel != "punct").unwrap_or(0);
        let last = *tokens.last().expect("a subtree holds its own token");
        self.token(tokens[start.min(tokens.len() - 1)]).span.join(self.token(last).span)
    }

    /// The ancestors of a token, nearest first.
    pub fn ancestors(&self, of: TokenIx) -> impl Iterator<Item = TokenIx> + '_ {
        std::iter::successors(self.head(of), |at| self.head(*at))
    }

    /// The noun that a relative clause modifies, where a token heads the clause or stands not far
    /// below its head.
    pub(crate) fn antecedent(&self, of: TokenIx) -> Option<TokenIx> {
        let line = std::iter::once(of).chain(self.ancestors(of)).take(3);
        line.filter(|at| self.is(*at, "acl:relcl")).find_map(|at| self.head(at))
    }
}

impl Reading {
    /// The tokens of a sentence.
    pub fn tokens_of(&self, sentence: SentenceIx) -> &[Token] {
        let s = &self.sentences[sentence.at()];
        &self.tokens[s.first.at()..s.end.at()]
    }

    /// The sentence that holds byte `offset`.
    pub fn sentence_at(&self, offset: u32) -> Option<SentenceIx> {
        let at = self.sentences.partition_point(|s| s.span.end <= offset);
        (self.sentences.get(at)?.span.start <= offset).then(|| SentenceIx::from(at))
    }

    /// The tokens that overlap `span`, as positions.
    pub fn tokens_in(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.tokens.partition_point(|t| t.span.end <= span.start);
        let end = self.tokens.partition_point(|t| t.span.start < span.end);
        first..end.max(first)
    }

    /// The token of `span` that governs the others: the first whose head lies outside.
    pub fn head_of(&self, span: Span) -> Option<TokenIx> {
        let range = self.tokens_in(span);
        range
            .clone()
            .find(|at| self.tokens[*at].head.is_none_or(|h| !range.contains(&h.at())))
            .map(TokenIx::from)
    }

    /// The mentions that overlap `span`.
    pub fn mentions_in(&self, span: Span) -> impl Iterator<Item = &crate::Mention> {
        self.mentions.iter().filter(move |m| m.span.overlaps(span))
    }
}

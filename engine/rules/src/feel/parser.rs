//! Tokens to a tree, by precedence: `or`, `and`, comparison (with `in`, `between`, `instance of`), sum,
//! product, power, sign.

use super::lexer::{Placed, Token, tokens};
use super::temporal::Temporal;
use super::{BUILTINS, Builtin, Node, Operator};
use crate::{Map, ScriptProblem, Value};

pub(super) const DEPTH_MAX: u32 = 64;

pub(super) fn parse(text: &str) -> Result<Node, ScriptProblem> {
    // The leading `=` becomes a space, so that positions stay true.
    let body = match text.strip_prefix('=') {
        Some(rest) => format!(" {rest}"),
        None => text.to_owned(),
    };
    let tokens = tokens(&body)?;
    let mut parser = Parser {
        tokens: &tokens,
        at: 0,
        depth: 0,
    };
    let node = parser.expression()?;
    if parser.at < tokens.len() {
        return Err(parser.unexpected());
    }
    Ok(node)
}

struct Parser<'a> {
    tokens: &'a [Placed],
    at: usize,
    depth: u32,
}

type Read<T = Node> = Result<T, ScriptProblem>;

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|placed| &placed.token)
    }

    fn is(&self, symbol: &str) -> bool {
        matches!(self.peek(), Some(Token::Symbol(found)) if *found == symbol)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(found)) if found == word)
    }

    fn take(&mut self, symbol: &str) -> bool {
        let found = self.is(symbol);
        self.at += usize::from(found);
        found
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    fn want(&mut self, symbol: &str) -> Read<()> {
        if self.take(symbol) {
            Ok(())
        } else {
            Err(self.problem(
                &format!("atteso «{symbol}»"),
                &format!("expected `{symbol}`"),
            ))
        }
    }

    fn want_word(&mut self, word: &str) -> Read<()> {
        if self.take_word(word) {
            Ok(())
        } else {
            Err(self.problem(&format!("atteso «{word}»"), &format!("expected `{word}`")))
        }
    }

    fn unexpected(&self) -> ScriptProblem {
        self.problem(
            "qui l'espressione non si capisce",
            "the expression is not understood here",
        )
    }

    fn problem(&self, it: &str, en: &str) -> ScriptProblem {
        let place = self.tokens.get(self.at).or_else(|| self.tokens.last());
        let (line, column) = place.map_or((1, 1), |placed| (placed.line, placed.column));
        ScriptProblem::at(line, column, it, en)
    }

    fn expression(&mut self) -> Read {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(self.problem("annidata troppo", "nested too deep"));
        }
        let node = if self.take_word("if") {
            let condition = self.expression()?;
            self.want_word("then")?;
            let yes = self.expression()?;
            self.want_word("else")?;
            Node::If(
                Box::new(condition),
                Box::new(yes),
                Box::new(self.expression()?),
            )
        } else if self.take_word("for") {
            let over = self.bindings()?;
            self.want_word("return")?;
            Node::For {
                over,
                gives: Box::new(self.expression()?),
            }
        } else if self.is_word("some") || self.is_word("every") {
            let every = self.take_word("every") || !self.take_word("some");
            let over = self.bindings()?;
            self.want_word("satisfies")?;
            Node::Quantified {
                every,
                over,
                holds: Box::new(self.expression()?),
            }
        } else {
            self.or()?
        };
        self.depth -= 1;
        Ok(node)
    }

    /// `x in list, y in 1..5`.
    fn bindings(&mut self) -> Read<Vec<(String, Node)>> {
        let mut over = Vec::new();
        loop {
            let Some(Token::Word(name)) = self.peek().cloned() else {
                return Err(self.problem("manca un nome", "a name is missing"));
            };
            self.at += 1;
            self.want_word("in")?;
            let low = self.sum()?;
            let list = if self.take("..") {
                Node::Range {
                    low: Box::new(low),
                    high: Box::new(self.sum()?),
                    low_open: false,
                    high_open: false,
                }
            } else {
                low
            };
            over.push((name, list));
            if !self.take(",") {
                return Ok(over);
            }
        }
    }

    fn or(&mut self) -> Read {
        let mut node = self.and()?;
        while self.take_word("or") {
            node = Node::Binary(Operator::Or, Box::new(node), Box::new(self.and()?));
        }
        Ok(node)
    }

    fn and(&mut self) -> Read {
        let mut node = self.comparison()?;
        while self.take_word("and") {
            node = Node::Binary(Operator::And, Box::new(node), Box::new(self.comparison()?));
        }
        Ok(node)
    }

    fn comparison(&mut self) -> Read {
        let node = self.sum()?;
        if let Some(operator) = self.comparator() {
            return Ok(Node::Binary(
                operator,
                Box::new(node),
                Box::new(self.sum()?),
            ));
        }
        if self.take_word("between") {
            let low = self.sum()?;
            self.want_word("and")?;
            let high = self.sum()?;
            let range = Node::Range {
                low: Box::new(low),
                high: Box::new(high),
                low_open: false,
                high_open: false,
            };
            return Ok(Node::In(Box::new(node), vec![range]));
        }
        if self.take_word("in") {
            return Ok(Node::In(Box::new(node), self.tests()?));
        }
        if self.take_word("instance") {
            self.want_word("of")?;
            return Ok(Node::InstanceOf(Box::new(node), self.sort()?));
        }
        Ok(node)
    }

    /// The name of a type, such as `days and time duration`.
    fn sort(&mut self) -> Read<String> {
        const SORTS: [&str; 11] = [
            "years and months duration",
            "days and time duration",
            "date and time",
            "number",
            "string",
            "boolean",
            "date",
            "time",
            "list",
            "context",
            "Any",
        ];
        for sort in SORTS {
            let words: Vec<&str> = sort.split(' ').collect();
            if self.words_follow(self.at, &words) {
                self.at += words.len();
                return Ok(sort.to_owned());
            }
        }
        Err(self.problem("manca il nome di un tipo", "the name of a type is missing"))
    }

    fn words_follow(&self, from: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(offset, word)| {
            matches!(self.tokens.get(from + offset).map(|placed| &placed.token), Some(Token::Word(found)) if found == word)
        })
    }

    fn comparator(&mut self) -> Option<Operator> {
        let operator = match self.peek() {
            Some(Token::Symbol("=")) => Operator::Equal,
            Some(Token::Symbol("!=")) => Operator::NotEqual,
            Some(Token::Symbol("<")) => Operator::Less,
            Some(Token::Symbol("<=")) => Operator::LessOrEqual,
            Some(Token::Symbol(">")) => Operator::Greater,
            Some(Token::Symbol(">=")) => Operator::GreaterOrEqual,
            _ => return None,
        };
        self.at += 1;
        Some(operator)
    }

    /// After `in`: a range, a list, or tests in brackets such as `(< 5, [10..20])`.
    fn tests(&mut self) -> Read<Vec<Node>> {
        let before = self.at;
        if self.take("(") {
            let first = self.enclosed_test()?;
            if !self.is("..") {
                let mut tests = vec![first];
                while self.take(",") {
                    tests.push(self.enclosed_test()?);
                }
                self.want(")")?;
                return Ok(tests);
            }
            self.at = before;
        }
        Ok(vec![self.test()?])
    }

    /// A test between brackets and commas, where any expression may speak of `?`.
    fn enclosed_test(&mut self) -> Read {
        match self.comparator() {
            Some(operator) => Ok(Node::Unary(operator, Box::new(self.sum()?))),
            None => self.expression(),
        }
    }

    fn test(&mut self) -> Read {
        match self.comparator() {
            Some(operator) => Ok(Node::Unary(operator, Box::new(self.sum()?))),
            None => self.sum(),
        }
    }

    fn sum(&mut self) -> Read {
        let mut node = self.product()?;
        loop {
            let operator = match self.peek() {
                Some(Token::Symbol("+")) => Operator::Add,
                Some(Token::Symbol("-")) => Operator::Subtract,
                _ => return Ok(node),
            };
            self.at += 1;
            node = Node::Binary(operator, Box::new(node), Box::new(self.product()?));
        }
    }

    fn product(&mut self) -> Read {
        let mut node = self.power()?;
        loop {
            let operator = match self.peek() {
                Some(Token::Symbol("*")) => Operator::Multiply,
                Some(Token::Symbol("/")) => Operator::Divide,
                _ => return Ok(node),
            };
            self.at += 1;
            node = Node::Binary(operator, Box::new(node), Box::new(self.power()?));
        }
    }

    fn power(&mut self) -> Read {
        let mut node = self.sign()?;
        while self.take("**") {
            let exponent = self.sign()?;
            node = Node::Binary(Operator::Power, Box::new(node), Box::new(exponent));
        }
        Ok(node)
    }

    fn sign(&mut self) -> Read {
        let mut negative = false;
        while self.take("-") {
            negative = !negative;
        }
        let node = self.path()?;
        Ok(if negative {
            Node::Negate(Box::new(node))
        } else {
            node
        })
    }

    fn path(&mut self) -> Read {
        let mut node = self.primary()?;
        loop {
            if self.take(".") {
                match self.peek().cloned() {
                    Some(Token::Word(name)) => {
                        self.at += 1;
                        node = Node::Path(Box::new(node), name);
                    }
                    _ => {
                        return Err(self.problem(
                            "dopo il punto manca un nome",
                            "a name is missing after the dot",
                        ));
                    }
                }
            } else if self.is("[")
                && matches!(
                    node,
                    Node::Name(_)
                        | Node::Path(..)
                        | Node::Item(..)
                        | Node::List(_)
                        | Node::Call(..)
                        | Node::For { .. }
                )
            {
                self.at += 1;
                let index = self.expression()?;
                self.want("]")?;
                node = Node::Item(Box::new(node), Box::new(index));
            } else {
                return Ok(node);
            }
        }
    }

    fn primary(&mut self) -> Read {
        let Some(token) = self.peek().cloned() else {
            return Err(self.unexpected());
        };
        self.at += 1;
        match token {
            Token::Number(number) if number.scale() == 0 => {
                Ok(Node::Literal(match i64::try_from(number) {
                    Ok(int) => Value::Int(int),
                    Err(_) => Value::Decimal(number),
                }))
            }
            Token::Number(number) => Ok(Node::Literal(Value::Decimal(number))),
            Token::Text(text) => Ok(Node::Literal(Value::Text(text))),
            Token::At(text) => match Temporal::read(&text) {
                Some(temporal) => Ok(Node::Temporal(temporal)),
                None => {
                    self.at -= 1;
                    Err(self.problem(
                        "dopo «@» non c'è una data, un'ora o una durata",
                        "no date, time or duration after `@`",
                    ))
                }
            },
            Token::Symbol("?") => Ok(Node::Input),
            Token::Symbol("(") => {
                let first = self.expression()?;
                if self.take("..") {
                    return self.range_end(first, true);
                }
                self.want(")")?;
                Ok(first)
            }
            Token::Symbol("]") => {
                let low = self.sum()?;
                self.want("..")?;
                self.range_end(low, true)
            }
            Token::Symbol("[") => self.list(),
            Token::Symbol("{") => self.context(),
            Token::Word(word) => self.word(word),
            Token::Symbol(_) => {
                self.at -= 1;
                Err(self.unexpected())
            }
        }
    }

    fn list(&mut self) -> Read {
        let mut items = Vec::new();
        if self.take("]") {
            return Ok(Node::List(items));
        }
        items.push(self.expression()?);
        if self.take("..") {
            let low = items.remove(0);
            return self.range_end(low, false);
        }
        while self.take(",") {
            items.push(self.expression()?);
        }
        self.want("]")?;
        Ok(Node::List(items))
    }

    fn range_end(&mut self, low: Node, low_open: bool) -> Read {
        let high = self.expression()?;
        let high_open = if self.take("]") {
            false
        } else if self.take(")") || self.take("[") {
            true
        } else {
            return Err(self.problem("l'intervallo non è chiuso", "the range is not closed"));
        };
        Ok(Node::Range {
            low: Box::new(low),
            high: Box::new(high),
            low_open,
            high_open,
        })
    }

    fn context(&mut self) -> Read {
        let mut entries = Vec::new();
        while !self.take("}") {
            let key = match self.peek().cloned() {
                Some(Token::Word(key) | Token::Text(key)) => key,
                _ => return Err(self.problem("manca una chiave", "a key is missing")),
            };
            self.at += 1;
            self.want(":")?;
            entries.push((key, self.expression()?));
            if !self.take(",") && !self.is("}") {
                return Err(self.problem("attesa una virgola o «}»", "expected a comma or `}`"));
            }
        }
        if entries.is_empty() {
            Ok(Node::Literal(Value::Map(Map::new())))
        } else {
            Ok(Node::Context(entries))
        }
    }

    fn word(&mut self, word: String) -> Read {
        match word.as_str() {
            "true" => return Ok(Node::Literal(Value::Bool(true))),
            "false" => return Ok(Node::Literal(Value::Bool(false))),
            "null" => return Ok(Node::Literal(Value::Null)),
            _ if KEYWORDS.contains(&word.as_str()) => {
                self.at -= 1;
                return Err(self.unexpected());
            }
            _ => {}
        }
        if let Some((builtin, more)) = self.builtin(&word) {
            self.at += more;
            self.want("(")?;
            return self.call(builtin);
        }
        // Words that follow one another are one name, as `Monthly Salary` is.
        let mut name = word;
        while let Some(Token::Word(next)) = self.peek()
            && !KEYWORDS.contains(&next.as_str())
        {
            name = format!("{name} {next}");
            self.at += 1;
        }
        if self.is("(") {
            self.at -= 1;
            let problem = self.problem(
                &format!("la funzione «{name}» non è prevista"),
                &format!("the function `{name}` is not supported"),
            );
            return Err(problem.about(&name));
        }
        if name == "function" {
            self.at -= 1;
            return Err(self.problem("«function» non è previsto", "`function` is not supported"));
        }
        Ok(Node::Name(name))
    }

    /// The function that begins here, and how many further words its name has.
    fn builtin(&self, first: &str) -> Option<(&'static Builtin, usize)> {
        BUILTINS.iter().find_map(|builtin| {
            let words: Vec<&str> = builtin.words().collect();
            let more = words.len() - 1;
            let open = matches!(
                self.tokens.get(self.at + more).map(|placed| &placed.token),
                Some(Token::Symbol("("))
            );
            let named = words[0] == first && open && self.words_follow(self.at, &words[1..]);
            named.then_some((*builtin, more))
        })
    }

    fn call(&mut self, builtin: &'static Builtin) -> Read {
        let mut arguments = Vec::new();
        if !self.take(")") {
            arguments.push(self.expression()?);
            while self.take(",") {
                arguments.push(self.expression()?);
            }
            self.want(")")?;
        }
        let (least, most) = builtin.arguments;
        if !(least..=most).contains(&arguments.len()) {
            let signature = builtin.signature;
            return Err(self.problem(
                &format!("gli argomenti non sono quelli di {signature}"),
                &format!("the arguments are not those of {signature}"),
            ));
        }
        Ok(Node::Call(builtin, arguments))
    }
}

/// Words that are no part of a name.
const KEYWORDS: [&str; 15] = [
    "then",
    "else",
    "and",
    "or",
    "in",
    "between",
    "if",
    "for",
    "return",
    "some",
    "every",
    "satisfies",
    "instance",
    "of",
    "null",
];

//! Tokens to a tree, by precedence: `or`, `and`, comparison (with `in` and `between`), sum, product, sign.

use super::lexer::{Placed, Token, tokens};
use super::{Function, Node, Operator};
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
        } else {
            self.or()?
        };
        self.depth -= 1;
        Ok(node)
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
        Ok(node)
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
            let first = self.test()?;
            if !self.is("..") {
                let mut tests = vec![first];
                while self.take(",") {
                    tests.push(self.test()?);
                }
                self.want(")")?;
                return Ok(tests);
            }
            self.at = before;
        }
        Ok(vec![self.test()?])
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
        let mut node = self.sign()?;
        loop {
            let operator = match self.peek() {
                Some(Token::Symbol("*")) => Operator::Multiply,
                Some(Token::Symbol("/")) => Operator::Divide,
                _ => return Ok(node),
            };
            self.at += 1;
            node = Node::Binary(operator, Box::new(node), Box::new(self.sign()?));
        }
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
                    Node::Name(_) | Node::Path(..) | Node::Item(..) | Node::List(_)
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
            "then" | "else" | "and" | "or" | "in" | "between" | "if" => {
                self.at -= 1;
                return Err(self.unexpected());
            }
            _ => {}
        }
        if let Some((function, words, arguments)) = self.function(&word) {
            self.at += words;
            self.want("(")?;
            return self.call(function, arguments);
        }
        if self.is("(") {
            self.at -= 1;
            return Err(self.problem(
                &format!("la funzione «{word}» non è prevista"),
                &format!("the function `{word}` is not supported"),
            ));
        }
        if matches!(word.as_str(), "for" | "some" | "every" | "function") {
            self.at -= 1;
            return Err(self.problem(
                &format!("«{word}» non è previsto"),
                &format!("`{word}` is not supported"),
            ));
        }
        Ok(Node::Name(word))
    }

    /// The function that begins here, with the further words of its name and how many arguments it takes.
    fn function(&self, first: &str) -> Option<(Function, usize, usize)> {
        const NAMES: [(&[&str], Function, usize); 15] = [
            (&["not"], Function::Not, 1),
            (&["is", "defined"], Function::IsDefined, 1),
            (&["count"], Function::Count, 1),
            (&["sum"], Function::Sum, 1),
            (&["min"], Function::Min, 1),
            (&["max"], Function::Max, 1),
            (&["contains"], Function::Contains, 2),
            (&["starts", "with"], Function::StartsWith, 2),
            (&["ends", "with"], Function::EndsWith, 2),
            (&["list", "contains"], Function::ListContains, 2),
            (&["upper", "case"], Function::UpperCase, 1),
            (&["lower", "case"], Function::LowerCase, 1),
            (&["string", "length"], Function::StringLength, 1),
            (&["now"], Function::Now, 0),
            (&["today"], Function::Today, 0),
        ];
        let follows = |words: &[&str]| {
            words.iter().enumerate().all(|(offset, word)| {
                matches!(self.tokens.get(self.at + offset).map(|placed| &placed.token), Some(Token::Word(found)) if found == word)
            }) && matches!(self.tokens.get(self.at + words.len()).map(|placed| &placed.token), Some(Token::Symbol("(")))
        };
        let found = NAMES
            .iter()
            .find(|(words, ..)| words[0] == first && follows(&words[1..]))?;
        Some((found.1, found.0.len() - 1, found.2))
    }

    fn call(&mut self, function: Function, wanted: usize) -> Read {
        let mut arguments = Vec::new();
        if !self.take(")") {
            arguments.push(self.expression()?);
            while self.take(",") {
                arguments.push(self.expression()?);
            }
            self.want(")")?;
        }
        let folds = matches!(
            function,
            Function::Sum | Function::Min | Function::Max | Function::Count
        );
        if folds && arguments.len() > 1 {
            return Ok(Node::Call(function, vec![Node::List(arguments)]));
        }
        if arguments.len() != wanted {
            return Err(self.problem(
                &format!("attesi {wanted} argomenti"),
                &format!("expected {wanted} arguments"),
            ));
        }
        Ok(Node::Call(function, arguments))
    }
}

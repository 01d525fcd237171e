package query

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Parse reads a text. Its error is an [Error].
func Parse(text string) (Query, error) {
	text = Clean(text)
	p := parser{Query{Text: text}}
	if n := utf8.RuneCountInString(text); n > MaxRunes {
		return p.Query, Error{Why: TooLong, At: Place{Pos: MaxRunes, Word: lastWord(text)}}
	}
	tokens, err := scan(text)
	if err != nil {
		return p.Query, err
	}
	if len(tokens) > MaxTerms {
		return p.Query, Error{Why: TooMany, At: tokens[MaxTerms].at}
	}
	for _, t := range tokens {
		if err := p.read(t); err != nil {
			return p.Query, err
		}
	}
	return p.Query, nil
}

// A parser is a query that grows.
type parser struct{ Query }

func lastWord(text string) string {
	return text[strings.LastIndexByte(text, ' ')+1:]
}

// read adds what a token means.
func (p *parser) read(t token) error {
	switch {
	case t.literal == 0:
		return p.name(t, t.text, true)
	case t.text[0] == '\\':
		return p.name(t, t.text[1:], false)
	case t.text == ".":
		p.add(t, Term{Kind: Last})
		return nil
	}
	s := sign{}
	body := s.strip(t.open())
	rest := t.text[t.literal:] // what was in quotes
	if strings.HasPrefix(body, "#") {
		return p.tag(t, s, body[1:]+rest)
	}
	if i := strings.IndexAny(body, "<>="); i >= 0 {
		return p.compare(t, s, body, i, rest)
	}
	return p.word(t, s, body, rest)
}

// A sign is what stands before a word: "!" turns it round, "-" means that it is
// no name.
type sign struct{ not, minus bool }

func (s *sign) strip(body string) string {
	if rest, ok := strings.CutPrefix(body, "!"); ok {
		s.not, body = true, rest
	}
	if rest, ok := strings.CutPrefix(body, "-"); ok {
		s.minus, body = true, rest
	}
	return body
}

func (p *parser) add(t token, term Term) {
	term.At = t.at
	p.Terms = append(p.Terms, term)
}

func (p *parser) name(t token, text string, exact bool) error {
	if text = strings.TrimSpace(text); text == "" {
		return Error{Why: NoValue, At: t.at}
	}
	p.Names = append(p.Names, Name{Text: text, Exact: exact})
	return nil
}

// word reads a token without an operator.
func (p *parser) word(t token, s sign, body, quoted string) error {
	if quoted == "" {
		if kind, ok := flags()[body]; ok {
			p.add(t, Term{Kind: kind, Not: s.not})
			return nil
		}
		if tag, ok := groups()[body]; ok {
			p.add(t, Term{Kind: Tag, Text: tag, Not: s.not})
			return nil
		}
		if len(body) == 1 && body[0] >= '1' && body[0] <= '5' {
			p.add(t, Term{Kind: Stars, Number: int64(body[0] - '0'), Not: s.not})
			return nil
		}
	}
	text := strings.TrimSpace(body + quoted)
	switch {
	case !s.not && !s.minus:
		return p.name(t, text, quoted != "")
	case text == "" && !s.not:
		return p.name(t, "-", false) // a dash between words
	case text == "":
		return Error{Why: NoValue, At: t.at}
	}
	p.add(t, Term{Kind: Collection, Text: text, Not: s.not})
	return nil
}

// tag reads "#tag", and "#12", which is a card.
func (p *parser) tag(t token, s sign, text string) error {
	text = strings.TrimSpace(text)
	if text == "" {
		return Error{Why: NoValue, At: t.at}
	}
	if id, err := strconv.ParseInt(text, 10, 64); err == nil && id >= 0 {
		p.add(t, Term{Kind: Card, Number: id, Not: s.not})
		return nil
	}
	p.add(t, Term{Kind: Tag, Text: text, Not: s.not})
	return nil
}

// compare reads a token with an operator at byte i of its body.
func (p *parser) compare(t token, s sign, body string, i int, quoted string) error {
	key := body[:i]
	op, n := operator(body[i:])
	value := body[i+n:] + quoted
	if key == "" {
		return p.leading(t, s, op, value, quoted != "")
	}
	if rest, ok := strings.CutSuffix(key, "!"); ok {
		key, s.not = rest, !s.not
	}
	if kind, ok := numbers()[key]; ok {
		return p.number(t, s, kind, op, value)
	}
	if kind, ok := texts()[key]; ok && op == Equal {
		value = strings.TrimSpace(value)
		if value == "" {
			return Error{Why: NoValue, At: t.at}
		}
		p.add(t, Term{Kind: kind, Text: value, Whole: kind == Collection, Not: s.not})
		return nil
	}
	return Error{Why: UnknownWord, At: t.at, Suggest: nearKey(key)}
}

// operator is the comparison that s begins with, and its length.
func operator(s string) (Compare, int) {
	for _, o := range []struct {
		text string
		op   Compare
	}{{"<=", LessEqual}, {">=", GreaterEqual}, {"<", Less}, {">", Greater}} {
		if strings.HasPrefix(s, o.text) {
			return o.op, len(o.text)
		}
	}
	return Equal, 1
}

// leading reads what begins with an operator: ">3" counts copies, ">star=3"
// compares, ">star" sorts.
func (p *parser) leading(t token, s sign, op Compare, rest string, quoted bool) error {
	if rest == "" {
		return Error{Why: NoValue, At: t.at}
	}
	if key, value, ok := strings.Cut(rest, "="); ok {
		kind, known := numbers()[key]
		if !known {
			return Error{Why: UnknownWord, At: t.at, Suggest: nearKey(key)}
		}
		return p.number(t, s, kind, op, value)
	}
	if rest[0] >= '0' && rest[0] <= '9' {
		return p.number(t, s, Amount, op, rest)
	}
	key, ok := keys()[rest]
	if !ok || quoted || op == Equal || s.not || s.minus {
		return Error{Why: UnknownSort, At: t.at, Suggest: nearSort(rest)}
	}
	p.Sorts = append(p.Sorts, Sort{By: key, Descending: op == Greater || op == GreaterEqual, At: t.at})
	return nil
}

// number reads the number that something is compared with.
func (p *parser) number(t token, s sign, kind Kind, op Compare, value string) error {
	if value == "" {
		return Error{Why: NoValue, At: t.at}
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return Error{Why: NotNumber, At: t.at}
	}
	if kind == Stars && (n < 1 || n > 5) {
		return Error{Why: NotStars, At: t.at}
	}
	p.add(t, Term{Kind: kind, Compare: op, Number: n, Not: s.not})
	return nil
}

// nearKey is what a misspelt key may be, ready to be written.
func nearKey(typed string) string {
	var all []string
	for k := range numbers() {
		all = append(all, k)
	}
	for k := range texts() {
		all = append(all, k)
	}
	if near, ok := Nearest(typed, all); ok {
		return near + "="
	}
	return ""
}

func nearSort(typed string) string {
	var all []string
	for k := range keys() {
		all = append(all, k)
	}
	if near, ok := Nearest(typed, all); ok {
		return ">" + near
	}
	return ""
}

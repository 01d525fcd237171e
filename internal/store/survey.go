package store

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gohye/internal/game"
	"gohye/internal/query"
	"gohye/internal/store/engine"
)

const (
	// obtained is when a copy came to its holder: it was made for him, or moved
	// to him by its newest entry.
	obtained = `CASE WHEN c.moves = 0 THEN c.made
	ELSE COALESCE((SELECT e.at FROM entry e WHERE e.copy = c.id AND e.step = c.moves), c.made) END`
	// total is how many copies of a copy's card its holder has.
	total = `(SELECT count(*) FROM copy n WHERE n.holder = c.holder AND n.card = c.card)`

	selectStamp  = `SELECT lease, until FROM price_run WHERE id = 1`
	selectScores = `SELECT string_agg(CAST(card AS TEXT) || ' ' || CAST(flakes AS TEXT), ' ') FROM price HAVING count(*) > 0`

	lastCard   = `SELECT c.card FROM copy c WHERE c.holder = $1 ORDER BY ` + obtained + ` DESC, c.id DESC LIMIT 1`
	albumNames = `SELECT id, name FROM album WHERE player = $1`

	selectQuery = `SELECT text FROM asked WHERE token = $1`
	keepQuery   = `INSERT INTO asked (token, text, until) VALUES ($1, $2, $3)
ON CONFLICT (token) DO UPDATE SET until = excluded.until`
	forgetQueries = `DELETE FROM asked
WHERE until <= $1 AND token IN (SELECT token FROM asked WHERE until <= $1 ORDER BY until LIMIT $2)
RETURNING token`
)

// A surveyor builds the statement of a survey. Each part of it gives one row: its
// number, and all its numbers in one text, because a row for each card costs
// more than all the rest.
type surveyor struct {
	args  []any
	parts []string
	each  []func(numbers []int64) // what becomes of the parts' answers
}

// place is where an argument stands.
func (s *surveyor) place(arg any) string {
	s.args = append(s.args, arg)
	return "$" + strconv.Itoa(len(s.args))
}

// number is the place of a number, whatever the column beside it is.
func (s *surveyor) number(n int64) string { return "CAST(" + s.place(n) + " AS BIGINT)" }

// part adds a part: columns of numbers from what follows.
func (s *surveyor) part(columns []string, from string, each func([]int64)) {
	texts := make([]string, len(columns))
	for i, c := range columns {
		texts[i] = "CAST(" + c + " AS TEXT)"
	}
	s.parts = append(s.parts, fmt.Sprintf(`SELECT %d AS part, COALESCE(string_agg(x.t, ' '), '') AS t FROM (SELECT %s AS t %s) x`,
		len(s.parts), strings.Join(texts, " || ' ' || "), from))
	width := len(columns)
	s.each = append(s.each, func(all []int64) {
		for row := range slices.Chunk(all, width) {
			each(row)
		}
	})
}

func (s *surveyor) text() string { return strings.Join(s.parts, " UNION ALL ") }

// compared is how a comparison is written.
func compared(c query.Compare) string {
	switch c {
	case query.Less:
		return "<"
	case query.LessEqual:
		return "<="
	case query.Greater:
		return ">"
	case query.GreaterEqual:
		return ">="
	case query.Equal:
	}
	return "="
}

// chosen are the conditions of terms on the copies c of a holder. all counts
// the holder's copies of the card.
func (s *surveyor) chosen(holder game.PlayerID, terms []query.Term, all string) (conditions []string) {
	for _, t := range terms {
		against := func(column string) string { return column + " " + compared(t.Compare) + " " + s.number(t.Number) }
		condition := ""
		switch t.Kind {
		case query.Amount:
			condition = against(all)
		case query.Multi:
			condition = all + " > 1"
		case query.Exp:
			condition = against("c.exp")
		case query.Level:
			condition = against("c.level")
		case query.Print:
			condition = against("c.print")
		case query.Fav:
			condition = "c.favourite"
		case query.Locked:
			condition = "c.locked"
		case query.New:
			condition = obtained + " >= COALESCE((SELECT daily_at FROM player WHERE id = " + s.number(int64(holder)) + "), 0)"
		case query.Album:
			condition = "EXISTS (SELECT 1 FROM album_copy a WHERE a.album = " + s.number(t.Number) + " AND a.copy = c.id AND a.moves = c.moves)"
		case query.Stars, query.Rating, query.Worth, query.Card, query.Collection, query.Tag, query.Promo,
			query.Gif, query.Rated, query.Wish, query.Miss, query.Last: // about cards
			continue
		}
		if t.Not {
			condition = "NOT (" + condition + ")"
		}
		conditions = append(conditions, condition)
	}
	return conditions
}

// ofCards reports whether a term chooses cards by their copies, all or none.
func ofCards(t query.Term) bool { return t.Kind == query.Amount || t.Kind == query.Multi }

// heaps adds the part of the holder's copies.
func (s *surveyor) heaps(o game.Survey, add func(game.Heap)) {
	counts := slices.Collect(filtered(o.Copies, ofCards))
	rows := slices.Collect(filtered(o.Copies, func(t query.Term) bool { return !ofCards(t) }))
	from := "FROM copy c WHERE c.holder = " + s.place(account(o.Holder))
	all := "count(*)"
	if len(rows) > 0 {
		from += " AND " + strings.Join(s.chosen(o.Holder, rows, ""), " AND ")
		all = total
	}
	from += " GROUP BY c.holder, c.card"
	if len(counts) > 0 {
		from += " HAVING " + strings.Join(s.chosen(o.Holder, counts, all), " AND ")
	}
	columns := []string{"c.card", "count(*)"}
	for _, k := range o.Keys {
		columns = append(columns, keyColumn(k, all))
	}
	s.part(columns, from, func(n []int64) {
		add(game.Heap{Card: game.CardID(n[0]), Copies: int(n[1]), Keys: n[2:]})
	})
}

// keyColumn is what a key of copies is computed from; all counts them.
func keyColumn(k query.Key, all string) string {
	switch k {
	case query.ByDate:
		return "max(" + obtained + ")"
	case query.ByAmount:
		return all
	case query.ByExp: // one number: no exp reaches the factor
		return "max(CAST(c.level AS BIGINT) * 1099511627776 + c.exp)"
	case query.ByPrint:
		return "min(c.print)"
	case query.ByStars, query.ByName, query.ByCollection, query.ByRating, query.ByWorth: // of cards
	}
	return "0"
}

func filtered(terms []query.Term, keep func(query.Term) bool) func(yield func(query.Term) bool) {
	return func(yield func(query.Term) bool) {
		for _, t := range terms {
			if keep(t) && !yield(t) {
				return
			}
		}
	}
}

// survey is the statement of a survey whose answers go into f.
func survey(o game.Survey, f *game.Findings) *surveyor {
	s := &surveyor{}
	cards := func(list *[]game.CardID) func([]int64) {
		return func(n []int64) { *list = append(*list, game.CardID(n[0])) }
	}
	scores := func(list *[]game.Score) func([]int64) {
		return func(n []int64) { *list = append(*list, game.Score{Card: game.CardID(n[0]), N: n[1]}) }
	}
	card := []string{"card"}
	if o.Holder != 0 {
		s.heaps(o, func(h game.Heap) { f.Heaps = append(f.Heaps, h) })
	}
	f.Have = make([][]game.CardID, len(o.Have))
	for i, p := range o.Have {
		s.part(card, "FROM (SELECT DISTINCT card FROM copy WHERE holder = "+s.place(account(p))+") d", cards(&f.Have[i]))
	}
	if o.Wisher != 0 {
		s.part(card, "FROM wish WHERE player = "+s.number(int64(o.Wisher)), cards(&f.Wished))
	}
	if o.Rater != 0 {
		s.part([]string{"card", "points"}, "FROM rating WHERE player = "+s.number(int64(o.Rater)), scores(&f.Rated))
	}
	f.Tagged = make([][]game.CardID, len(o.Tags))
	for i, tag := range o.Tags {
		s.part(card, "FROM tag_vote WHERE tag = "+s.place(tag)+" GROUP BY card HAVING sum(vote) > 0", cards(&f.Tagged[i]))
	}
	return s
}

// Survey implements [game.Reader].
func (r *reader) Survey(o game.Survey) (f game.Findings, err error) {
	s := survey(o, &f)
	if len(s.parts) == 0 {
		return game.Findings{}, nil
	}
	r.q.Queue(s.text(), func(row engine.Row) error {
		var part int
		var text string
		if err := row.Scan(&part, &text); err != nil {
			return err
		}
		all, err := numbers(text)
		if err == nil {
			s.each[part](all)
		}
		return err
	}, s.args...)
	return f, r.q.Flush()
}

// numbers reads numbers with blanks between them.
func numbers(text string) ([]int64, error) {
	if text == "" {
		return nil, nil
	}
	all := make([]int64, 0, strings.Count(text, " ")+1)
	for word := range strings.SplitSeq(text, " ") {
		n, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("a survey's answer is damaged: %w", err)
		}
		all = append(all, n)
	}
	return all, nil
}

// PriceStamp implements [game.Reader].
func (r *reader) PriceStamp() (stamp game.PriceStamp, err error) {
	r.q.Queue(selectStamp, func(row engine.Row) error {
		var lease int64
		err := row.Scan(&lease, &stamp.Until)
		stamp.Lease = game.PriceLease(lease)
		return err
	})
	return stamp, r.q.Flush()
}

// Prices implements [game.Reader].
func (r *reader) Prices() (prices []game.Score, err error) {
	r.q.Queue(selectScores, func(row engine.Row) error {
		var text string
		if err := row.Scan(&text); err != nil {
			return err
		}
		all, err := numbers(text)
		for n := range slices.Chunk(all, 2) {
			prices = append(prices, game.Score{Card: game.CardID(n[0]), N: n[1]})
		}
		return err
	})
	return prices, r.q.Flush()
}

// Holdings implements [game.Reader].
func (r *reader) Holdings(p game.PlayerID, which []query.Term, cards ...game.CardID) ([]game.Holding, error) {
	held := make([]game.Holding, 0, len(cards))
	for _, card := range cards {
		s := &surveyor{}
		text := "SELECT " + copyColumns + `, count(*) OVER (), max(CASE WHEN c.favourite THEN 1 ELSE 0 END) OVER (),
	max(CASE WHEN c.locked THEN 1 ELSE 0 END) OVER () ` + s.ofCard(p, card, which) + " ORDER BY c.print LIMIT 1"
		r.q.Queue(text, func(row engine.Row) error {
			var favourite, locked int
			h := game.Holding{Card: card}
			err := scanCopy(row, &h.Best, &h.Copies, &favourite, &locked)
			h.Favourite, h.Locked = favourite != 0, locked != 0
			held = append(held, h)
			return err
		}, s.args...)
	}
	return held, r.q.Flush()
}

// ofCard is the choice of a player's copies of one card.
func (s *surveyor) ofCard(p game.PlayerID, card game.CardID, which []query.Term) string {
	text := "FROM copy c WHERE c.holder = " + s.place(account(p)) + " AND c.card = " + s.number(int64(card))
	if conditions := s.chosen(p, which, total); len(conditions) > 0 {
		text += " AND " + strings.Join(conditions, " AND ")
	}
	return text
}

// CopiesOf implements [game.Reader].
func (r *reader) CopiesOf(p game.PlayerID, card game.CardID, which ...query.Term) ([]game.Copy, error) {
	var copies []game.Copy
	r.askCopies(p, card, &copies, which...)
	return copies, r.q.Flush()
}

// CopiesOfEach implements [game.Reader].
func (r *reader) CopiesOfEach(p game.PlayerID, cards ...game.CardID) ([][]game.Copy, error) {
	each := make([][]game.Copy, len(cards))
	for i, card := range cards {
		r.askCopies(p, card, &each[i])
	}
	return each, r.q.Flush()
}

// askCopies queues the question for the copies of one card.
func (r *reader) askCopies(p game.PlayerID, card game.CardID, into *[]game.Copy, which ...query.Term) {
	s := &surveyor{}
	text := "SELECT " + copyColumns + " " + s.ofCard(p, card, which) + " ORDER BY c.print"
	r.q.Queue(text, func(row engine.Row) error {
		var c game.Copy
		err := scanCopy(row, &c)
		*into = append(*into, c)
		return err
	}, s.args...)
}

// AlbumNames implements [game.Reader].
func (r *reader) AlbumNames(p game.PlayerID) ([]game.AlbumName, error) {
	var albums []game.AlbumName
	r.q.Queue(albumNames, func(row engine.Row) error {
		var a game.AlbumName
		err := row.Scan(&a.ID, &a.Name)
		albums = append(albums, a)
		return err
	}, int64(p))
	err := r.q.Flush()
	slices.SortFunc(albums, func(a, b game.AlbumName) int { return cmp.Compare(a.Name, b.Name) })
	return albums, err
}

// LastCard implements [game.Reader].
func (r *reader) LastCard(p game.PlayerID) (card game.CardID, err error) {
	found := false
	r.q.Queue(lastCard, func(row engine.Row) error {
		var id int64
		found = true
		err := row.Scan(&id)
		card = game.CardID(id)
		return err
	}, account(p))
	return card, r.one(&found)
}

// KeptQuery implements [game.Reader].
func (r *reader) KeptQuery(token int64) (text string, err error) {
	found := false
	r.q.Queue(selectQuery, func(row engine.Row) error {
		found = true
		return row.Scan(&text)
	}, token)
	return text, r.one(&found)
}

// KeepQuery implements [game.Tx].
func (t *tx) KeepQuery(token int64, text string, until time.Time) error {
	t.q.Queue(keepQuery, nil, token, text, nanos(until))
	return t.q.Err()
}

// ForgetQueries implements [game.Tx].
func (t *tx) ForgetQueries(now time.Time, limit int) (int, error) {
	return t.count(forgetQueries, nanos(now), limit)
}

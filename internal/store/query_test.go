package store_test

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/query"
	"gohye/internal/store"
	"gohye/internal/store/storetest"
)

// A modelCopy is a copy as the model knows it.
type modelCopy struct {
	game.Copy
	holder game.PlayerID
	got    int // the hour in which the holder got it
	albums []string
}

// A model is what the database of a test has in it, as plain data, and what
// lists of it must be, said as simply as can be.
type model struct {
	cards  []game.Card
	homes  map[string]game.Collection
	copies []modelCopy
	daily  map[game.PlayerID]int
	wishes map[game.PlayerID]map[game.CardID]bool
	rated  map[game.PlayerID]map[game.CardID]int64
	tags   map[string]map[game.CardID]int
	prices map[game.CardID]int64
	unseen map[int]int64 // prices of cards by stars that no update has seen
}

var begin = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

func hour(n int) time.Time { return begin.Add(time.Duration(n) * time.Hour) }

func holds(p game.PlayerID) ledger.Account { return ledger.PlayerAccount(int64(p)) }

// asked fills a database with a model.
func asked(t testing.TB, db *store.DB, rng *rand.Rand) (*storetest.World, *model) {
	t.Helper()
	w := storetest.NewWorld(t, db, storetest.Rules(t), &storetest.Stopped{At: hour(100)})
	collections, cards := storetest.Pack()
	m := &model{
		cards: cards, homes: map[string]game.Collection{}, daily: map[game.PlayerID]int{},
		wishes: map[game.PlayerID]map[game.CardID]bool{}, rated: map[game.PlayerID]map[game.CardID]int64{},
		tags: map[string]map[game.CardID]int{}, prices: map[game.CardID]int64{}, unseen: map[int]int64{},
	}
	err := db.View(t.Context(), func(r game.Reader) (err error) {
		for _, c := range cards { // of which there is no copy yet
			if m.unseen[c.Level], err = w.Game.PriceOf(r, c.ID, hour(100)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range collections {
		m.homes[c.ID] = c
	}
	var sql []string
	for p := game.PlayerID(1); p <= 3; p++ {
		m.join(t, db, rng, p)
		sql = append(sql, m.say(rng, p)...)
	}
	m.trade(t, db, rng)
	for i := range m.copies {
		sql = append(sql, m.keep(rng, &m.copies[i])...)
	}
	for _, c := range cards {
		if rng.IntN(2) == 0 {
			m.prices[c.ID] = int64(rng.IntN(40)+1) * 100
			sql = append(sql, fmt.Sprintf(`INSERT INTO price (card, flakes, at, copies, owners, active_owners, active_copies, largest)
VALUES (%d, %d, 1, 1, 1, 1, 1, 1)`, c.ID, m.prices[c.ID]),
				fmt.Sprintf(`INSERT INTO price_history (card, at, flakes) VALUES (%d, 1, %d)`, c.ID, m.prices[c.ID]))
		}
	}
	if err := db.Break(t.Context(), sql...); err != nil {
		t.Fatal(err)
	}
	return w, m
}

// join makes a player with copies.
func (m *model) join(t testing.TB, db *store.DB, rng *rand.Rand, p game.PlayerID) {
	t.Helper()
	m.daily[p] = rng.IntN(20)
	var made []*game.Copy
	at := make([]int, 0, 30)
	for range 10 + rng.IntN(30) {
		h := rng.IntN(20)
		at = append(at, h)
		made = append(made, &game.Copy{
			Card: game.CardID(rng.IntN(storetest.Cards*2/3) + 1), Level: rng.IntN(5) + 1, Exp: rng.IntN(300), Made: hour(h),
		})
	}
	err := db.Update(t.Context(), func(tx game.Tx) error {
		player := game.Player{ID: p, Name: "p", Joined: begin, DailyAt: hour(m.daily[p])}
		if err := tx.CreatePlayer(player); err != nil {
			return err
		}
		return tx.Mint(fmt.Sprintf("mint/%d", p), begin, holds(p), "test", made)
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range made {
		m.copies = append(m.copies, modelCopy{Copy: *c, holder: p, got: at[i]})
	}
}

// trade moves some copies, which makes them new to who gets them.
func (m *model) trade(t testing.TB, db *store.DB, rng *rand.Rand) {
	t.Helper()
	for n := range 25 {
		c := &m.copies[rng.IntN(len(m.copies))]
		to := game.PlayerID(rng.IntN(3) + 1)
		if to == c.holder {
			continue
		}
		h := 20 + n
		err := db.Update(t.Context(), func(tx game.Tx) error {
			return tx.Post(ledger.Posting{Key: fmt.Sprintf("move/%d", n), At: hour(h), Transfers: []ledger.Transfer{{
				Unit: ledger.Copy, From: holds(c.holder), To: holds(to), Amount: 1, Copy: int64(c.ID), Reason: "test",
			}}})
		})
		if err != nil {
			t.Fatal(err)
		}
		c.holder, c.got = to, h
	}
	for p := range m.daily { // so that some of what was traded is new
		m.daily[p] = 10 + rng.IntN(35)
		if err := db.Break(t.Context(), fmt.Sprintf(`UPDATE player SET daily_at = %d WHERE id = %d`, hour(m.daily[p]).UnixNano(), p)); err != nil {
			t.Fatal(err)
		}
	}
}

// keep is what the holder does with a copy.
func (m *model) keep(rng *rand.Rand, c *modelCopy) (sql []string) {
	c.Favourite, c.Locked = rng.IntN(4) == 0, rng.IntN(4) == 0
	sql = append(sql, fmt.Sprintf(`UPDATE copy SET favourite = %v, locked = %v WHERE id = %d`, c.Favourite, c.Locked, c.ID))
	for i, name := range []string{"best", "My Best"} {
		if rng.IntN(3) > 0 {
			continue
		}
		moves, stale := "moves", rng.IntN(4) == 0
		if stale { // it was put there before it came back
			moves = "moves + 1"
		} else {
			c.albums = append(c.albums, strings.ToLower(name))
		}
		sql = append(sql, fmt.Sprintf(`INSERT INTO album_copy (album, copy, moves) SELECT %d, id, %s FROM copy WHERE id = %d`, int(c.holder)*10+i, moves, c.ID))
	}
	return sql
}

// say is what a player says about cards.
func (m *model) say(rng *rand.Rand, p game.PlayerID) (sql []string) {
	m.wishes[p], m.rated[p] = map[game.CardID]bool{}, map[game.CardID]int64{}
	for i, name := range []string{"best", "My Best"} {
		sql = append(sql, fmt.Sprintf(`INSERT INTO album (id, player, name, made) VALUES (%d, %d, '%s', 1)`, int(p)*10+i, p, name))
	}
	for _, c := range m.cards {
		if rng.IntN(4) == 0 {
			m.wishes[p][c.ID] = true
			sql = append(sql, fmt.Sprintf(`INSERT INTO wish (player, card, at) VALUES (%d, %d, 1)`, p, c.ID))
		}
		if rng.IntN(4) == 0 {
			m.rated[p][c.ID] = int64(rng.IntN(10) + 1)
			sql = append(sql, fmt.Sprintf(`INSERT INTO rating (player, card, points) VALUES (%d, %d, %d)`, p, c.ID, m.rated[p][c.ID]))
		}
		for _, tag := range []string{"cute", "달"} {
			vote := rng.IntN(3) - 1
			if vote == 0 {
				continue
			}
			if m.tags[tag] == nil {
				m.tags[tag] = map[game.CardID]int{}
			}
			m.tags[tag][c.ID] += vote
			sql = append(sql, fmt.Sprintf(`INSERT INTO tag_vote (card, tag, player, vote) VALUES (%d, '%s', %d, %d)`, c.ID, tag, p, vote))
		}
	}
	return sql
}

// of are the copies of a card that a player has.
func (m *model) of(p game.PlayerID, card game.CardID) (all []modelCopy) {
	for _, c := range m.copies {
		if c.holder == p && c.Card == card {
			all = append(all, c)
		}
	}
	return all
}

// A row is a line of a list as the model has it.
type row struct {
	card   game.Card
	chosen []modelCopy
	all    []modelCopy
}

// list is what a list must be; ok is false when it must be refused.
func (m *model) list(o game.ListOrder, q query.Query) (rows []row, ok bool) {
	of := o.Holder
	if of == 0 {
		of = o.Asker
	}
	copies := false
	for _, t := range q.Terms {
		copies = copies || t.Kind.OfCopies()
	}
	sorts := slices.ContainsFunc(q.Sorts, func(s query.Sort) bool { return s.By.OfCopies() })
	if (copies || sorts) && o.Holder == 0 && o.Without == o.Asker {
		return nil, false
	}
	last := m.last(o.Asker)
	for _, card := range m.cards {
		r := row{card: card, all: m.of(of, card.ID)}
		for _, c := range r.all {
			if m.chooses(q, of, c, len(r.all)) {
				r.chosen = append(r.chosen, c)
			}
		}
		switch {
		case (o.Holder != 0 || copies) && len(r.chosen) == 0:
		case o.Without != 0 && len(m.of(o.Without, card.ID)) > 0:
		case !m.isMeant(q, o.Asker, card, last):
		default:
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(b.card.Level-a.card.Level, cmp.Compare(a.card.Name, b.card.Name))
	})
	for _, s := range slices.Backward(q.Sorts) {
		slices.SortStableFunc(rows, func(a, b row) int {
			d := cmp.Compare(m.key(s.By, o.Asker, a), m.key(s.By, o.Asker, b))
			if s.By == query.ByName {
				d = cmp.Compare(a.card.Name, b.card.Name)
			}
			if s.Descending {
				d = -d
			}
			return d
		})
	}
	return rows, true
}

func (m *model) last(p game.PlayerID) (card game.CardID) {
	var newest modelCopy
	for _, c := range m.copies {
		if c.holder == p && (c.got > newest.got || c.got == newest.got && c.ID > newest.ID) {
			newest = c
		}
	}
	return newest.Card
}

// key is what a row is sorted by.
func (m *model) key(by query.Key, asker game.PlayerID, r row) (n int64) {
	if len(r.chosen) == 0 && by.OfCopies() {
		return 0
	}
	most := func(f func(modelCopy) int64) (n int64) {
		for i, c := range r.chosen {
			if i == 0 || f(c) > n {
				n = f(c)
			}
		}
		return n
	}
	switch by {
	case query.ByStars:
		return int64(r.card.Level)
	case query.ByCollection:
		return int64(strings.Compare(r.card.Collection, "dusk")) // there are two
	case query.ByDate:
		return most(func(c modelCopy) int64 { return hour(c.got).UnixNano() })
	case query.ByAmount:
		return int64(len(r.all))
	case query.ByRating:
		return m.rated[asker][r.card.ID]
	case query.ByExp:
		return most(func(c modelCopy) int64 { return int64(c.Level*1_000_000 + c.Exp) })
	case query.ByWorth:
		return m.worth(r.card)
	case query.ByPrint:
		return -most(func(c modelCopy) int64 { return -int64(c.Print) })
	case query.ByName:
	}
	return 0
}

func (m *model) worth(c game.Card) int64 {
	if n, ok := m.prices[c.ID]; ok {
		return n
	}
	return m.unseen[c.Level]
}

// chooses reports whether the terms about copies choose this one of n.
func (m *model) chooses(q query.Query, holder game.PlayerID, c modelCopy, n int) bool {
	for _, t := range q.Terms {
		var is bool
		switch t.Kind {
		case query.Amount:
			is = t.Compare.Holds(int64(n), t.Number)
		case query.Multi:
			is = n > 1
		case query.Exp:
			is = t.Compare.Holds(int64(c.Exp), t.Number)
		case query.Level:
			is = t.Compare.Holds(int64(c.Level), t.Number)
		case query.Print:
			is = t.Compare.Holds(int64(c.Print), t.Number)
		case query.Fav:
			is = c.Favourite
		case query.Locked:
			is = c.Locked
		case query.New:
			is = c.got >= m.daily[holder]
		case query.Album:
			is = slices.Contains(c.albums, t.Text)
		case query.Stars, query.Rating, query.Worth, query.Card, query.Collection, query.Tag, query.Promo,
			query.Gif, query.Rated, query.Wish, query.Miss, query.Last:
			continue
		}
		if is == t.Not {
			return false
		}
	}
	return true
}

// isMeant reports whether the words and the terms about cards mean this one.
func (m *model) isMeant(q query.Query, asker game.PlayerID, c game.Card, last game.CardID) bool {
	for _, n := range q.Names {
		in := strings.ToLower(c.Name)
		if !n.Exact {
			in += "|" + c.Collection + "|" + c.Key
		}
		if !strings.Contains(in, n.Text) {
			return false
		}
	}
	either := map[query.Kind]bool{} // alternatives: whether one of them holds
	for _, t := range q.Terms {
		var is, alternative bool
		switch t.Kind {
		case query.Stars:
			is, alternative = t.Compare.Holds(int64(c.Level), t.Number), t.Compare == query.Equal
		case query.Card:
			is, alternative = int64(c.ID) == t.Number, true
		case query.Collection:
			is, alternative = strings.HasPrefix(c.Collection, t.Text), true
		case query.Tag:
			is = slices.Contains(c.Tags, t.Text) || m.tags[t.Text][c.ID] > 0
		case query.Promo:
			is = m.homes[c.Collection].Promo
		case query.Gif:
			is = c.Animated
		case query.Rated:
			is = m.rated[asker][c.ID] > 0
		case query.Rating:
			is = m.rated[asker][c.ID] > 0 && t.Compare.Holds(m.rated[asker][c.ID], t.Number)
		case query.Worth:
			is = t.Compare.Holds(m.worth(c), t.Number)
		case query.Wish:
			is = m.wishes[asker][c.ID]
		case query.Miss:
			is = len(m.of(asker, c.ID)) == 0
		case query.Last:
			is = c.ID == last
		case query.Amount, query.Exp, query.Level, query.Print, query.Album, query.Multi, query.Fav, query.Locked, query.New:
			continue
		}
		if alternative && !t.Not {
			either[t.Kind] = either[t.Kind] || is
		} else if is == t.Not {
			return false
		}
	}
	for _, holds := range either {
		if !holds {
			return false
		}
	}
	return true
}

// phrases make a random query.
func phrases(rng *rand.Rand) string {
	number := func() string { return fmt.Sprint(rng.IntN(12)) }
	op := func() string { return []string{"<", ">", "=", "<=", ">=", "!="}[rng.IntN(6)] }
	sign := func() string { return []string{"", "", "!"}[rng.IntN(3)] }
	one := []func() string{
		func() string { return []string{"card", "0", "1", "d", "dusk", "dawn", `"card 0"`, `\2`}[rng.IntN(8)] },
		func() string { return sign() + fmt.Sprint(rng.IntN(5)+1) },
		func() string { return "star" + op() + fmt.Sprint(rng.IntN(5)+1) },
		func() string { return sign() + []string{"-dawn", "-dusk", "-d", "collection=dawn"}[rng.IntN(4)] },
		func() string {
			return sign() + []string{"#cute", "#달", "girlgroups", "#nothing", "#7", "#12"}[rng.IntN(6)]
		},
		func() string {
			return sign() + []string{"multi", "promo", "gif", "fav", "locked", "new", "rated", "wish", "miss", "diff"}[rng.IntN(10)]
		},
		func() string {
			return sign() + []string{"multi", "fav", "locked", "new", "album=best", `album="my best"`}[rng.IntN(6)]
		},
		func() string { return []string{"amount", "lvl", "print", "rating"}[rng.IntN(4)] + op() + number() },
		func() string { return "exp" + op() + fmt.Sprint(rng.IntN(300)) },
		func() string { return "eval" + op() + fmt.Sprint(rng.IntN(4000)) },
		func() string { return []string{"<", ">", "="}[rng.IntN(3)] + fmt.Sprint(rng.IntN(4)) },
		func() string { return "." },
		func() string {
			return []string{"<", ">"}[rng.IntN(2)] +
				[]string{"star", "name", "col", "date", "amount", "rating", "level", "eval", "print"}[rng.IntN(9)]
		},
	}
	words := make([]string, 1+rng.IntN(4))
	for i := range words {
		words[i] = one[rng.IntN(len(one))]()
	}
	return strings.Join(words, " ")
}

// orders are the lists that there are, for player 1.
func orders() map[string]game.ListOrder {
	return map[string]game.ListOrder{
		"cards":       {Asker: 1, Holder: 1},
		"cards of":    {Asker: 1, Holder: 2},
		"searchcards": {Asker: 1},
		"miss":        {Asker: 1, Without: 1},
		"diff for":    {Asker: 1, Holder: 1, Without: 2},
		"diff from":   {Asker: 1, Holder: 2, Without: 1},
	}
}

// Promise: whatever is asked, both databases and the game answer what a plain
// model of the same things does, in the same order.
func TestQueriesAnswerWhatTheyMean(t *testing.T) {
	t.Parallel()
	for _, engine := range storetest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			seed := rand.Uint64()
			t.Logf("seed %d", seed)
			rng := rand.New(rand.NewPCG(seed, 1))
			w, m := asked(t, storetest.Open(t, engine), rng)
			full := 0
			for range 1500 {
				text := phrases(rng)
				for name, o := range orders() {
					o.Query, o.Size = text, 100
					full += compare(t, w, m, name, o)
				}
			}
			if full < 1000 {
				t.Errorf("only %d of the lists had anything in them", full)
			}
		})
	}
}

// compare holds a list against the model's, and reports 1 when it is not empty.
func compare(t *testing.T, w *storetest.World, m *model, name string, o game.ListOrder) int {
	t.Helper()
	q, err := query.Parse(o.Query)
	if err != nil {
		t.Fatal(err)
	}
	want, ok := m.list(o, q)
	page, err := w.Game.List(t.Context(), o)
	if _, refused := errors.AsType[game.QueryError](err); refused != !ok || err != nil && !refused {
		t.Fatalf("%s %q: %v; it is to be refused: %v", name, o.Query, err, !ok)
	}
	show := func(cards []string) string { return strings.Join(cards, " ") }
	var got, wanted []string
	copies := 0
	for _, e := range page.Entries {
		got = append(got, fmt.Sprintf("%d×%d#%d", e.Card.ID, e.Holding.Copies, e.Holding.Best.Print))
	}
	uses := slices.ContainsFunc(q.Terms, func(t query.Term) bool { return t.Kind.OfCopies() }) ||
		slices.ContainsFunc(q.Sorts, func(s query.Sort) bool { return s.By.OfCopies() })
	for _, r := range want {
		if o.Holder == 0 && !uses { // a list of the catalogue that did not ask for copies
			r.chosen = nil
		}
		first := 0
		for _, c := range r.chosen {
			if first == 0 || c.Print < first {
				first = c.Print
			}
		}
		copies += len(r.chosen)
		wanted = append(wanted, fmt.Sprintf("%d×%d#%d", r.card.ID, len(r.chosen), first))
	}
	if show(got) != show(wanted) || page.Copies != copies || page.Cards != len(want) {
		t.Fatalf("%s %q:\n got %d copies: %s\nwant %d copies: %s", name, o.Query, page.Copies, show(got), copies, show(wanted))
	}
	return min(1, len(got))
}

// FuzzStatements: no text makes a statement that fails, whatever list it is for.
func FuzzStatements(f *testing.F) {
	for _, w := range query.Words() {
		f.Add(w.Example, w.Form)
	}
	w, _ := asked(f, storetest.Open(f, "sqlite"), rand.New(rand.NewPCG(1, 2)))
	rng := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		f.Add(phrases(rng), phrases(rng))
	}
	f.Add("#a'b !#\"; -- album=best", "\x00 lvl>9223372036854775807 exp<-9223372036854775808")
	f.Fuzz(func(t *testing.T, text, more string) {
		for _, text := range []string{text, text + " " + more} {
			for name, o := range orders() {
				o.Query, o.Size = text, 10
				_, err := w.Game.List(t.Context(), o)
				notAFault(t, name, text, err)
			}
			_, err := w.Game.Auctions(t.Context(), 1, text, game.SortPrice, 0, 10)
			notAFault(t, "auctions", text, err)
			_, err = w.Game.PlanAuction(t.Context(), 1, text, game.AuctionOrder{Start: 1000, Hours: 6})
			notAFault(t, "create", text, err)
		}
	})
}

func notAFault(t *testing.T, name, text string, err error) {
	t.Helper()
	if _, refused := errors.AsType[game.Refusal](err); err != nil && !refused {
		t.Fatalf("%s %q: %v", name, text, err)
	}
}

package game

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func testRules(t *testing.T) *Rules {
	t.Helper()
	r := DefaultRules()
	if err := r.Check(); err != nil {
		t.Fatal(err)
	}
	return &r
}

func TestClaimPrice(t *testing.T) {
	t.Parallel()
	r := DefaultRules().Claim
	tests := []struct {
		before, n int
		want      int64
	}{
		{0, 1, 700}, {0, 2, 2100}, {0, 3, 4200}, {1, 1, 1400}, {29, 1, 21000}, {3, 2, 2800 + 3500},
	}
	for _, tt := range tests {
		if got := r.price(tt.before, tt.n); got != tt.want {
			t.Errorf("price(%d, %d) = %d, want %d", tt.before, tt.n, got, tt.want)
		}
	}
}

func TestClaimPays(t *testing.T) {
	t.Parallel()
	r := DefaultRules().Claim
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		name   string
		player Player
		n      int
		cost   int64
		err    error
	}{
		{"exactly enough", Player{Flakes: 700, ClaimDay: 5}, 1, 700, nil},
		{"one flake short", Player{Flakes: 699, ClaimDay: 5}, 1, 0, InsufficientFundsError{Need: 700, Have: 699}},
		{"the third today", Player{Flakes: 9999, ClaimDay: 5, Claims: 2}, 1, 2100, nil},
		{"a new day starts again", Player{Flakes: 9999, ClaimDay: 4, Claims: 30}, 1, 700, nil},
		{"the cooldown's last nanosecond", Player{Flakes: 9999, ReadyAt: now.Add(1)}, 1, 0, CooldownError{What: ClaimCooldown, Until: now.Add(1)}},
		{"the cooldown's end", Player{Flakes: 9999, ReadyAt: now}, 1, 700, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := tt.player
			cost, err := r.pay(&p, 5, tt.n, now)
			if cost != tt.cost || !errors.Is(err, tt.err) {
				t.Errorf("pay = %d, %v; want %d, %v", cost, err, tt.cost, tt.err)
			}
			if err == nil && (p.ClaimDay != 5 || p.Flakes != tt.player.Flakes) {
				t.Errorf("pay left %+v", p)
			}
		})
	}
}

func TestNewPlayerCanClaimAtOnce(t *testing.T) {
	t.Parallel()
	r := testRules(t)
	p := Player{Flakes: r.Start.Flakes}
	if _, err := r.Claim.pay(&p, 1, 1, time.Now()); err != nil {
		t.Errorf("a new player's first claim: %v", err)
	}
}

func TestStartExp(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	bounds := map[int][2]int{1: {45, 1045}, 2: {225, 1725}, 3: {1013, 3013}, 4: {0, 0}, 5: {0, 0}}
	for level, b := range bounds {
		for range 2000 {
			if e := startExp(rng, level); e < b[0] || e > b[1] {
				t.Fatalf("startExp of level %d = %d, outside %v", level, e, b)
			}
		}
	}
}

func testCatalogue(t *testing.T) *Catalogue {
	t.Helper()
	var cards []Card
	add := func(n, level int, col, key string, tags ...string) {
		for range n {
			id := CardID(len(cards) + 1)
			cards = append(cards, Card{ID: id, Name: key, Key: fmt.Sprintf("%s_%d", key, id), Level: level, Collection: col, Tags: tags})
		}
	}
	add(40, 1, "moon", "moon", "girlgroups")
	add(20, 2, "moon", "moon", "girlgroups")
	add(10, 3, "sun", "sun", "boygroups")
	add(5, 4, "sun", "sun", "boygroups")
	add(5, 5, "sun", "sun", "boygroups")
	add(5, 1, "Lottery", "prize")
	add(5, 1, "promo", "gift")
	add(5, 1, "pieces", "piece")
	add(5, 1, "moon", "moonfrag")
	return NewCatalogue(1, testRules(t), []Collection{
		{ID: "moon", Name: "Moon"},
		{ID: "sun", Name: "Sun"},
		{ID: "Lottery"},
		{ID: "promo", Promo: true},
		{ID: "pieces", Fragments: true},
	}, cards)
}

func TestDrawKeepsToTheRules(t *testing.T) {
	t.Parallel()
	c, r := testCatalogue(t), testRules(t)
	rng := rand.New(rand.NewPCG(3, 4))
	const n = 20000
	seen := [levels + 1]int{}
	for range n {
		id, ok := c.draw(rng, "", r.Claim.Weights)
		card := c.Card(id)
		if !ok || (card.Collection != "moon" && card.Collection != "sun") || strings.Contains(card.Key, "frag") {
			t.Fatalf("drew %+v", card)
		}
		seen[card.Level]++
	}
	for level, want := range map[int]float64{1: .70, 2: .20, 3: .07, 4: .03, 5: 0} {
		got := float64(seen[level]) / n
		if got < want*0.85-0.002 || got > want*1.15+0.002 {
			t.Errorf("level %d came %.3f of the time, want about %.2f", level, got, want)
		}
	}
}

func TestDrawByGroup(t *testing.T) {
	t.Parallel()
	c, r := testCatalogue(t), testRules(t)
	rng := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		id, ok := c.draw(rng, "boygroups", r.Claim.Weights)
		if card := c.Card(id); !ok || card.Collection != "sun" || card.Level < 3 || card.Level > 4 {
			t.Fatalf("drew %+v; levels without cards must give their weight away", card)
		}
	}
	if _, ok := c.draw(rng, "nobody", r.Claim.Weights); ok {
		t.Error("drew a card of an unknown group")
	}
}

func TestRulesCheckNamesTheKey(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*Rules){
		"time_zone":      func(r *Rules) { r.TimeZone = "Mars/Base" },
		"start.flakes":   func(r *Rules) { r.Start.Flakes = 500 },
		"claim.max":      func(r *Rules) { r.Claim.Max = 11 },
		"claim.weights":  func(r *Rules) { r.Claim.Weights = []int{0, 0} },
		"claim.cooldown": func(r *Rules) { r.Claim.Cooldown = Duration(time.Minute) },
		"claim.session":  func(r *Rules) { r.Claim.Session = 0 },
		"daily.flakes":   func(r *Rules) { r.Daily.Flakes = 0 },
		"drop.cards":     func(r *Rules) { r.Drop.Cards = 6 },
		"drop.window":    func(r *Rules) { r.Drop.Window = 0 },
		"drop.open":      func(r *Rules) { r.Drop.Open = Duration(time.Hour) },
	}
	for key, change := range tests {
		r := DefaultRules()
		change(&r)
		if err := r.Check(); err == nil || !strings.HasPrefix(err.Error(), key) {
			t.Errorf("%s: Check() = %v", key, err)
		}
	}
}

func TestDayFollowsTheTimeZone(t *testing.T) {
	t.Parallel()
	r := DefaultRules()
	r.TimeZone = "Asia/Seoul"
	if err := r.Check(); err != nil {
		t.Fatal(err)
	}
	before := time.Date(2026, 3, 1, 14, 59, 59, 0, time.UTC) // 23:59:59 in Seoul
	if a, b := r.day(before), r.day(before.Add(time.Second)); b != a+1 {
		t.Errorf("midnight in Seoul goes from day %d to %d", a, b)
	}
}

// openDrop is a drop of three cards that was opened at t0 by player 1.
func openDrop(t0 time.Time) Drop {
	return Drop{
		ID: 9, Owner: 1, Seed: strings.Repeat("ab", 32), Opened: t0, Until: t0.Add(time.Minute),
		Offers: []Offer{{Slot: 1, Card: 11, State: OfferOpen}, {Slot: 2, Card: 12, State: OfferOpen}, {Slot: 3, Card: 13, State: OfferOpen}},
	}
}

func TestGrabAccept(t *testing.T) {
	t.Parallel()
	t0 := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	window := t0.Add(10 * time.Second)
	ana := Player{ID: 2}
	tests := []struct {
		name   string
		now    time.Time
		slot   int
		player Player
		change func(*Drop)
		err    error
	}{
		{"first press", t0.Add(time.Second), 1, ana, nil, nil},
		{"no such card", t0, 4, ana, nil, GoneError{}},
		{"the drop's last nanosecond", t0.Add(time.Minute - 1), 1, ana, nil, nil},
		{"the drop's end", t0.Add(time.Minute), 1, ana, nil, DropOverError{}},
		{"the window's last nanosecond", window.Add(-1), 1, ana, func(d *Drop) { d.Offers[0].Ends = window }, nil},
		{"the window's end", window, 1, ana, func(d *Drop) { d.Offers[0].Ends = window }, DropOverError{}},
		{"a window that outlives the drop", t0.Add(time.Minute), 1, ana, func(d *Drop) { d.Offers[0].Ends = t0.Add(time.Minute + 1) }, nil},
		{"won by another", t0, 1, ana, func(d *Drop) { d.Offers[0].State, d.Offers[0].Winner = OfferWon, 3 }, TakenError{Winner: 3}},
		{"nobody wanted it", t0, 1, ana, func(d *Drop) { d.Offers[0].State = OfferExpired }, DropOverError{}},
		{"already in for this card", t0, 1, ana, func(d *Drop) { d.Grabs = []Grab{{Slot: 1, Player: 2}} }, AlreadyInError{Slot: 1}},
		{"already in for another card", t0, 1, ana, func(d *Drop) { d.Grabs = []Grab{{Slot: 3, Player: 2}} }, AlreadyInError{Slot: 3}},
		{"on cooldown", t0, 1, Player{ID: 2, ReadyAt: t0.Add(1)}, nil, CooldownError{What: GrabCooldown, Until: t0.Add(1)}},
		{"cooldown just over", t0, 1, Player{ID: 2, ReadyAt: t0}, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := openDrop(t0)
			if tt.change != nil {
				tt.change(&d)
			}
			o, err := d.accept(tt.player, tt.slot, tt.now)
			if !errors.Is(err, tt.err) || (err == nil) != (o != nil) {
				t.Errorf("accept = %v, %v; want %v", o, err, tt.err)
			}
		})
	}
}

func TestDropNext(t *testing.T) {
	t.Parallel()
	t0 := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	d := openDrop(t0)
	if got := d.next(); !got.Equal(d.Until) {
		t.Errorf("untouched: next = %v, want the end", got)
	}
	d.Offers[1].Ends = t0.Add(3 * time.Second)
	if got := d.next(); !got.Equal(t0.Add(3 * time.Second)) {
		t.Errorf("one window: next = %v", got)
	}
	for i := range d.Offers {
		d.Offers[i].State = OfferExpired
	}
	if got := d.next(); !got.IsZero() {
		t.Errorf("all decided: next = %v", got)
	}
}

func TestDrawWinner(t *testing.T) {
	t.Parallel()
	seed := strings.Repeat("07", 32)
	a, err := DrawWinner(seed, 5, 1, 99, []PlayerID{30, 10, 20})
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := DrawWinner(seed, 5, 1, 99, []PlayerID{10, 20, 30}); a != b {
		t.Errorf("the order of presses changed the winner: %d, %d", a, b)
	}
	if w, _ := DrawWinner(seed, 5, 1, 20, []PlayerID{10, 20, 30}); w != 20 {
		t.Errorf("the owner pressed and %d won", w)
	}
	for _, bad := range []string{"", "zz", strings.Repeat("0", 62)} {
		if _, err := DrawWinner(bad, 5, 1, 99, []PlayerID{1}); err == nil {
			t.Errorf("seed %q was accepted", bad)
		}
	}
	if _, err := DrawWinner(seed, 5, 1, 99, nil); err == nil {
		t.Error("a draw of nobody was accepted")
	}
}

func TestDrawWinnerIsFair(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(7, 8))
	wins := map[PlayerID]int{}
	players := []PlayerID{101, 102, 103, 104, 105}
	const n = 5000
	for i := range n {
		var seed [32]byte
		for j := range seed {
			seed[j] = byte(rng.Uint32())
		}
		w, err := DrawWinner(hex.EncodeToString(seed[:]), DropID(i), 1, 1, players)
		if err != nil {
			t.Fatal(err)
		}
		wins[w]++
	}
	for _, p := range players {
		if share := float64(wins[p]) / n; share < 0.17 || share > 0.23 {
			t.Errorf("player %d won %.3f of the draws, want about 0.2", p, share)
		}
	}
}

func TestCopyCode(t *testing.T) {
	t.Parallel()
	for _, id := range []CopyID{1, 35, 36, 1 << 40} {
		if got, ok := ParseCopyCode(strings.ToUpper(id.Code())); !ok || got != id {
			t.Errorf("ParseCopyCode(%s) = %d, %v", id.Code(), got, ok)
		}
	}
	for _, bad := range []string{"", "-1", "0", "%%"} {
		if _, ok := ParseCopyCode(bad); ok {
			t.Errorf("ParseCopyCode(%q) is a copy", bad)
		}
	}
}

package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store"
)

// only are rules by which nobody gets other quests than these.
func only(t *testing.T, ids ...game.QuestID) game.Rules {
	t.Helper()
	rules := Rules(t)
	taken := map[string]bool{}
	for _, d := range game.QuestTable() {
		if slices.Contains(ids, d.ID) {
			taken[fmt.Sprint(d.Period, d.Tier)] = true
		}
	}
	for _, d := range game.QuestTable() {
		if taken[fmt.Sprint(d.Period, d.Tier)] && !slices.Contains(ids, d.ID) {
			rules.Quest.Without = append(rules.Quest.Without, string(d.ID))
		}
	}
	if err := rules.Check(); err != nil {
		t.Fatal(err)
	}
	return rules
}

// do counts what a player has done on a day, as use cases of the game do.
func do(t *testing.T, db *store.DB, p game.PlayerID, at time.Time, what game.DeedKind, n int64) {
	t.Helper()
	update(t, db, func(tx game.Tx) error {
		return tx.Count(p, at, game.Deed{What: what, N: n, Day: day(at)})
	})
}

// day is a day in UTC.
func day(at time.Time) int { return int(at.Unix() / 86400) }

// board reads a player's quests.
func board(t *testing.T, w *World, key string, p game.PlayerID) game.QuestBoard {
	t.Helper()
	b, err := w.Game.Quests(t.Context(), Act(key, p))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// quest finds a quest on a board.
func quest(t *testing.T, b game.QuestBoard, id game.QuestID) game.QuestState {
	t.Helper()
	i := slices.IndexFunc(b.Quests, func(q game.QuestState) bool { return q.ID == id })
	if i < 0 {
		t.Fatalf("no quest %s in %+v", id, b.Quests)
	}
	return b.Quests[i]
}

// questDeals: nine quests a player, once a period, however many ask at once, and
// none anew after their rewards were claimed.
func questDeals(t *testing.T, db *store.DB) {
	c := &Stopped{At: noon()} // a Tuesday
	w := NewWorld(t, db, only(t, "workaholic", "fast_worker", "flake_fan"), c)
	other := game.New(db, c, w.Game.Rules(), [32]byte{2})
	boards := make([]game.QuestBoard, 16)
	together(len(boards), func(i int) {
		g := w.Game
		if i%2 == 1 {
			g = other
		}
		b, err := g.Quests(t.Context(), Act(fmt.Sprintf("i/%d", i), 1))
		if err != nil {
			t.Error(err)
		}
		boards[i] = b
	})
	for _, b := range boards {
		if len(b.Quests) != 9 || !reflect.DeepEqual(b, boards[0]) {
			t.Fatalf("dealt %+v, and %+v", b.Quests, boards[0].Quests)
		}
	}
	do(t, db, 1, c.At, game.DeedWork, 10)
	do(t, db, 1, c.At, game.DeedEarn, 1500)
	haul, err := w.Game.ClaimQuests(t.Context(), Act("i/claim", 1))
	if err != nil || len(haul.Quests) != 3 || haul.Quests[0].ID != "workaholic" || haul.Reward.Flakes != 1300 {
		t.Fatalf("%+v, %v", haul, err)
	}
	if _, err := w.Game.Daily(t.Context(), Act("i/daily", 1)); err != nil {
		t.Errorf("a daily, which deals quests, after all were claimed: %v", err)
	}
	if _, err := w.Game.ClaimQuests(t.Context(), Act("i/claim again", 1)); err != nil && !errors.Is(err, game.NothingToClaimError{}) {
		t.Errorf("claimed again: %v", err)
	}
	if b := board(t, w, "i/again", 1); len(b.Quests) != 9 || quest(t, b, "workaholic").Claimed.IsZero() {
		t.Errorf("after the claim: %+v", b.Quests)
	}
	c.At = time.Date(2026, 11, 24, 23, 59, 59, 999_999_999, time.UTC)
	if b := board(t, w, "i/last", 1); quest(t, b, "workaholic").Start != day(noon()) {
		t.Errorf("the day's last nanosecond brings %+v", b.Quests)
	}
	c.At = c.At.Add(1)
	b := board(t, w, "i/next", 1)
	if q := quest(t, b, "workaholic"); q.Start != day(noon())+1 || q.Done || q.Goals[0].Have != 0 {
		t.Errorf("the next day brings %+v", b.Quests)
	}
	for _, q := range b.Quests {
		if q.Period != game.EveryDay && !slices.ContainsFunc(boards[0].Quests, func(old game.QuestState) bool { return old.ID == q.ID && old.Start == q.Start }) {
			t.Errorf("a new day changed %+v", q)
		}
	}
	if end := b.Ends[game.EveryMonth]; !end.Equal(time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("the month ends %s", end)
	}
}

// questGuards: the rows refuse what the rules would.
func questGuards(t *testing.T, db *store.DB) {
	join(t, db, 1, 5)
	q := game.Quest{ID: "workaholic", Period: game.EveryDay, Start: 20_000, Tier: 1}
	add := func(tx game.Tx) error { return tx.AddQuest(1, q) }
	claim := func(tx game.Tx) error { return tx.ClaimQuest(1, q, noon()) }
	step := func(tx game.Tx) error {
		return tx.AdvanceChain(1, game.Chain{ID: "debut"}, game.Chain{ID: "debut", Step: 1, Base: 7})
	}
	paid := func(tx game.Tx) error {
		return tx.AddAchievement(1, game.Achievement{ID: "regular", Tier: 1, At: noon()})
	}
	if db.Update(t.Context(), claim) == nil {
		t.Error("claimed a quest that nobody has")
	}
	for name, f := range map[string]func(game.Tx) error{"a quest": add, "a step of a chain": step, "an achievement": paid} {
		update(t, db, f)
		if db.Update(t.Context(), f) == nil {
			t.Errorf("%s twice", name)
		}
	}
	var claimed atomic.Int64
	together(8, func(int) {
		if db.Update(t.Context(), claim) == nil {
			claimed.Add(1)
		}
	})
	if claimed.Load() != 1 {
		t.Errorf("claimed %d times", claimed.Load())
	}
	end := game.Chain{ID: "debut", Step: 2, Done: noon()}
	update(t, db, func(tx game.Tx) error { return tx.AdvanceChain(1, game.Chain{ID: "debut", Step: 1}, end) })
	again := func(tx game.Tx) error { return tx.AdvanceChain(1, end, game.Chain{ID: "debut", Step: 3}) }
	if db.Update(t.Context(), again) == nil {
		t.Error("a chain goes on after its end")
	}
	err := db.View(t.Context(), func(r game.Reader) error {
		chains, err := r.Chains(1)
		if want := []game.Chain{end}; !reflect.DeepEqual(chains, want) {
			t.Errorf("chains %+v, want %+v", chains, want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	// What nobody has paid must not look as if: the audit comes after the test.
	update(t, db, func(tx game.Tx) error {
		for _, key := range []string{"quest/1/day/20000/1", "chain/1/debut", "achievement/1/regular/1"} {
			if err := tx.Post(pay(key, ledger.Mint, account(1), 1)); err != nil {
				return err
			}
		}
		return nil
	})
}

// questClaims: many claims and much progress at the same instant, by the player
// and by others about him: everything is paid once, and all of it.
func questClaims(t *testing.T, db *store.DB) {
	c := &Stopped{At: noon()}
	w := NewWorld(t, db, only(t, "workaholic", "fast_worker", "flake_fan", "middle_manager"), c)
	other := game.New(db, c, w.Game.Rules(), [32]byte{2})
	join(t, db, 1, 0+5)
	join(t, db, 2, 1000)
	board(t, w, "i/deal", 1)
	var got, quests atomic.Int64
	claim := func(i int) {
		g := w.Game
		if i%2 == 1 {
			g = other
		}
		haul, err := g.ClaimQuests(t.Context(), Act(fmt.Sprintf("i/c%d", i), 1))
		if err != nil && !errors.Is(err, game.NothingToClaimError{}) {
			t.Error(err)
		}
		got.Add(haul.Reward.Flakes)
		quests.Add(int64(len(haul.Quests)))
	}
	together(60, func(i int) {
		switch i % 3 {
		case 0:
			claim(i)
		case 1: // player 2 buys from player 1
			err := db.Update(t.Context(), func(tx game.Tx) error {
				if _, err := tx.Player(2, ""); err != nil {
					return err
				}
				deeds := []game.Deed{{What: game.DeedEarn, N: 100, Day: day(c.At)}, {What: game.DeedSold, N: 1, Day: day(c.At)}}
				if err := tx.Count(1, c.At, deeds...); err != nil {
					return err
				}
				return tx.Post(pay(fmt.Sprintf("buy/%d", i), account(2), account(1), 1))
			})
			if err != nil {
				t.Error(err)
			}
		default:
			do(t, db, 1, c.At, game.DeedWork, 2)
		}
	})
	claim(100)
	claim(101) // what the first brought may have completed one more
	// 40 works: 250 + 400 + 1200; 2000 flakes earned: 650.
	if quests.Load() != 4 || got.Load() != 2500 || flakes(t, db, 1) != 5+20+2500 {
		t.Errorf("%d quests brought %d flakes; there are %d", quests.Load(), got.Load(), flakes(t, db, 1))
	}
	s := stock(t, db, 1)
	if s[ledger.Vial] != 20+30+50+80 || s[ledger.XP] != 25+35+50+90 {
		t.Errorf("has %v", s)
	}
	if n := counts(t, db, 1); n[game.DeedQuest] != 4 || n[game.DeedEarn] != 2000+2500 {
		t.Errorf("counted %v", n)
	}
}

// questTimes: what is done at the last nanosecond of a day counts for it, what is
// done a nanosecond later does not; a reward that was not claimed waits, and not
// for ever. In a zone in which that day has 23 hours.
func questTimes(t *testing.T, db *store.DB) {
	rules := only(t, "starter_auctioneer", "market_moves")
	rules.TimeZone = "Europe/Berlin"
	if err := rules.Check(); err != nil {
		t.Fatal(err)
	}
	berlin, err := time.LoadLocation(rules.TimeZone)
	if err != nil {
		t.Fatal(err)
	}
	c := &Stopped{At: time.Date(2026, 3, 29, 0, 0, 0, 0, berlin)}
	w := NewWorld(t, db, rules, c)
	if end := board(t, w, "i/first", 1).Ends[game.EveryDay]; end.Sub(c.At) != 23*time.Hour {
		t.Errorf("the day lasts %s", end.Sub(c.At))
	}
	bid := func(i int) {
		t.Helper()
		auction, err := w.Game.OpenAuction(t.Context(), Act(fmt.Sprintf("i/o%d", i), 2), game.AuctionOrder{
			Copy: mint(t, db, fmt.Sprintf("m%d", i), 2, game.CardID(1))[0].ID, Start: 100, Hours: 6,
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Game.Bid(t.Context(), Act(fmt.Sprintf("i/b%d", i), 1), game.BidOrder{Auction: auction.ID, Amount: 100}); err != nil {
			t.Fatal(err)
		}
	}
	c.At = time.Date(2026, 3, 30, 0, 0, 0, -1, berlin)
	bid(1)
	bid(2)
	c.At = time.Date(2026, 3, 30, 0, 0, 0, 0, berlin)
	bid(3)
	b := board(t, w, "i/second", 1)
	if one, three := quest(t, b, "starter_auctioneer"), quest(t, b, "market_moves"); !one.Done || three.Goals[0].Have != 1 || b.Ready != 3 || b.Late != 1 { // and a step of a chain
		t.Errorf("%+v, %+v, ready %d, late %d", one, three, b.Ready, b.Late)
	}
	c.At = time.Date(2026, 4, 6, 0, 0, 0, -1, berlin) // the eighth day, of which the last is not over
	b = board(t, w, "i/week", 1)
	if b.Late != 2 {
		t.Errorf("a week later %d rewards wait", b.Late)
	}
	haul, err := w.Game.ClaimQuests(t.Context(), Act("i/claim", 1))
	if err != nil || len(haul.Quests) != 2 || haul.Reward.Flakes != 500 {
		t.Errorf("%+v, %v", haul, err)
	}
	bid(4)
	c.At = time.Date(2026, 4, 13, 0, 0, 0, -1, berlin)
	if b := board(t, w, "i/kept", 1); b.Late != 1 {
		t.Errorf("in the last nanosecond %d rewards wait", b.Late)
	}
	c.At = c.At.Add(1)
	if _, err := w.Game.ClaimQuests(t.Context(), Act("i/late", 1)); !errors.Is(err, game.NothingToClaimError{}) {
		t.Errorf("what was not claimed for a week: %v", err)
	}
}

// questDraws: cards that are looked at are written down while a quest asks for
// them, each once, and never otherwise.
func questDraws(t *testing.T, db *store.DB) {
	c := &Stopped{At: noon()}
	w := NewWorld(t, db, only(t, "rising_collector", "collection_helper", "consistent_worker"), c)
	draw := func(key string, card game.CardID) int64 {
		t.Helper()
		if err := w.Game.Drew(t.Context(), Act(key, 1), card); err != nil {
			t.Fatal(err)
		}
		return counts(t, db, 1)[game.DeedDraw]
	}
	join(t, db, 1, 5)
	if n := draw("i/none", 1); n != 0 {
		t.Errorf("written without a quest: %d", n)
	}
	board(t, w, "i/deal", 1)
	together(8, func(i int) {
		if err := w.Game.Drew(t.Context(), Act(fmt.Sprintf("i/d%d", i), 1), 1); err != nil {
			t.Error(err)
		}
	})
	b := board(t, w, "i/look", 1)
	if q := quest(t, b, "rising_collector"); !q.Done {
		t.Errorf("one card: %+v", q)
	}
	if q := quest(t, b, "collection_helper"); q.Goals[0].Have != 1 {
		t.Errorf("the same card eight times: %+v", q)
	}
	before := counts(t, db, 1)[game.DeedDraw]
	if n := draw("i/same", 1); n != before {
		t.Error("a card that was drawn is written again")
	}
	c.At = c.At.AddDate(0, 0, 1)
	board(t, w, "i/tomorrow", 1)
	for card := range game.CardID(4) {
		draw(fmt.Sprintf("i/e%d", card), card+1)
	}
	if q := quest(t, board(t, w, "i/end", 1), "collection_helper"); !q.Done {
		t.Errorf("four cards on two days: %+v", q)
	}
	before = counts(t, db, 1)[game.DeedDraw]
	if n := draw("i/more", 9); n != before {
		t.Error("written although all is done")
	}
}

// questPasts: old days are forgotten, what was done ever is not, and quests about
// quests count weeks that are long over.
func questPasts(t *testing.T, db *store.DB) {
	c := &Stopped{At: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)} // a Monday
	ids := []game.QuestID{"workaholic", "fast_worker", "flake_fan", "weekly_champion", "all_star_player"}
	w := NewWorld(t, db, only(t, ids...), c)
	for i := range 30 { // every day of March
		if _, err := w.Game.Daily(t.Context(), Act(fmt.Sprintf("i/d%d", i), 1)); err != nil {
			t.Fatal(err)
		}
		do(t, db, 1, c.At, game.DeedWork, 10)
		do(t, db, 1, c.At, game.DeedEarn, 1500)
		c.At = c.At.AddDate(0, 0, 1)
	}
	b := board(t, w, "i/b", 1) // the first of April
	haul, err := w.Game.ClaimQuests(t.Context(), Act("i/claim", 1))
	if err != nil || b.Late == 0 {
		t.Fatalf("%+v, %v", b, err)
	}
	got := map[game.QuestID]int{}
	for _, q := range haul.Quests {
		got[q.ID]++
	}
	// Dailies of the last seven days, weeks that ended on the 29th; the week of the
	// 30th is not over, and has two days.
	if got["workaholic"] != 7 || got["weekly_champion"] != 1 || got["all_star_player"] != 1 {
		t.Errorf("claimed %v", got)
	}
	for range 80 {
		c.At = c.At.AddDate(0, 0, 1)
		if _, err := w.Game.Daily(t.Context(), Act(c.At.String(), 1)); err != nil {
			t.Fatal(err)
		}
	}
	err = db.View(t.Context(), func(r game.Reader) error {
		diary, err := r.Diary(1, 1)
		if err != nil {
			return err
		}
		quests, err := r.Quests(1, 1)
		oldest := day(time.Date(2026, 5, 25, 0, 0, 0, 0, time.UTC)) // a week before the month of a week ago
		if len(diary.Counts) == 0 || diary.Counts[0].Day < oldest || slices.ContainsFunc(quests, func(q game.Quest) bool { return q.Start < oldest }) {
			t.Errorf("on %s there is still %+v, and %+v", c.At, diary.Counts[0], quests[0])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := counts(t, db, 1); n[game.DeedDaily] != 110 || n[game.DeedWork] != 300 {
		t.Errorf("counted %v", n)
	}
}

// chains: steps count from their beginning, and the end is paid once.
func chains(t *testing.T, db *store.DB) {
	c := &Stopped{At: noon()}
	w := NewWorld(t, db, only(t, "starter_auctioneer", "auction_hunter"), c) // what the end of a chain earns is no quest's
	join(t, db, 1, 5)
	for i, deed := range []game.Deed{
		{What: game.DeedDaily, N: 1}, {What: game.DeedClaim, N: 3}, {What: game.DeedWork, N: 3}, {What: game.DeedQuest, N: 1},
	} {
		do(t, db, 1, c.At, deed.What, deed.N-1)
		if i == 0 {
			if _, err := w.Game.ClaimQuests(t.Context(), Act("i/none", 1)); !errors.Is(err, game.NothingToClaimError{}) {
				t.Errorf("nothing done: %v", err)
			}
		}
		do(t, db, 1, c.At, deed.What, 1)
		var claimed, flakes atomic.Int64
		together(8, func(j int) {
			haul, err := w.Game.ClaimQuests(t.Context(), Act(fmt.Sprintf("i/%d/%d", i, j), 1))
			if err != nil && !errors.Is(err, game.NothingToClaimError{}) {
				t.Error(err)
			}
			claimed.Add(int64(len(haul.Steps)))
			flakes.Add(haul.Reward.Flakes)
		})
		want := int64(0)
		if i == 3 {
			want = 2000
		}
		if claimed.Load() != 1 || flakes.Load() != want {
			t.Errorf("step %d was claimed %d times and brought %d", i, claimed.Load(), flakes.Load())
		}
	}
	if c := board(t, w, "i/b", 1).Chains[0]; !c.Over() || flakes(t, db, 1) != 2005 {
		t.Errorf("%+v, %d flakes", c, flakes(t, db, 1))
	}
}

// achieving: each tier is paid once, however many ask at once.
func achieving(t *testing.T, db *store.DB) {
	c := &Stopped{At: noon()}
	w := NewWorld(t, db, Rules(t), c)
	other := game.New(db, c, w.Game.Rules(), [32]byte{2})
	if _, err := w.Game.ClaimAchievements(t.Context(), Act("i/stranger", 9)); !errors.Is(err, game.NothingToClaimError{}) {
		t.Errorf("a stranger: %v", err)
	}
	join(t, db, 1, 5)
	do(t, db, 1, c.At, game.DeedWin, 12)
	do(t, db, 1, c.At, game.DeedClaim, 9)
	b, err := w.Game.Achievements(t.Context(), 1)
	if err != nil || b.Ready != 2 {
		t.Errorf("%d are ready, %v", b.Ready, err)
	}
	var paid, got atomic.Int64
	together(16, func(i int) {
		g := w.Game
		if i%2 == 1 {
			g = other
		}
		if i%4 == 3 {
			do(t, db, 1, c.At, game.DeedClaim, 1)
		}
		haul, err := g.ClaimAchievements(t.Context(), Act(fmt.Sprintf("i/%d", i), 1))
		if err != nil && !errors.Is(err, game.NothingToClaimError{}) {
			t.Error(err)
		}
		paid.Add(int64(len(haul.Paid)))
		got.Add(haul.Reward.Flakes)
	})
	if paid.Load() != 3 || got.Load() != 250+1000+250 || flakes(t, db, 1) != 5+1500 {
		t.Errorf("paid %d, %d flakes; there are %d", paid.Load(), got.Load(), flakes(t, db, 1))
	}
	b, err = w.Game.Achievements(t.Context(), 1)
	if i := slices.IndexFunc(b.States, func(s game.AchievementState) bool { return s.ID == "victor" }); err != nil || b.Ready != 0 || b.States[i].Paid != 2 {
		t.Errorf("%+v, %v", b.States[i], err)
	}
}

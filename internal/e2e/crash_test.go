package e2e_test

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"gohye/internal/sandbox"
)

var (
	crashRounds  = flag.Int("crash.rounds", 0, "how often the program is killed; 0 is GOHYE_TEST_CRASHES or 2")
	crashPlayers = flag.Int("crash.players", 0, "how many players play meanwhile; 0 is 200, or 40 with -short or -race, which makes a program ten times as slow")
	crashSeed    = flag.Uint64("crash.seed", 0, "seed of the moments and of what players do; 0 is the time")
)

// TestCrash kills the program at random moments while hundreds play, again and
// again: no violation, nothing that was answered is missing, nothing is stuck.
func TestCrash(t *testing.T) {
	t.Parallel()
	rounds, players, seed := crashOrder(t)
	t.Logf("%d rounds, %d players, -crash.seed %d", rounds, players, seed)
	onBoth(t, func(t *testing.T, database string) {
		g := newGuild(t)
		set := g.settings(database).with("RULES", rules(t, busy))
		b := launch(t, set)
		c, rng := gather(t, g, players, seed), rand.New(rand.NewPCG(seed, 1<<32))
		for round := range rounds {
			after := 200*time.Millisecond + time.Duration(rng.Int64N(int64(1200*time.Millisecond)))
			crash(t, c, b, after)
			report := audit(t, database)
			_, count := c.done()
			t.Logf("round %d: killed after %s; told so far: %v, %d copies", round+1, after.Round(time.Millisecond), count, report.Copies)
			answeredIsKept(t, c, open(t, database))
			b = launch(t, set)
			alive(t, c)
			if t.Failed() {
				return
			}
		}
		settled(t, c, database)
		b.stop(t)
		audit(t, database)
		// A drop whose answer the kill took away has no message to be edited,
		// of what was being sent only a part arrived, and what was known of
		// Discord's limits was forgotten.
		g.check(t, func(x sandbox.Exchange) bool {
			return x.Status == 429 || x.Status == 404 && strings.Contains(string(x.Answer), "10015") ||
				x.Status == 400 && strings.Contains(string(x.Answer), "50109")
		})
	})
}

// crashOrder is how often, under how many players, and by which seed.
func crashOrder(t *testing.T) (rounds, players int, seed uint64) {
	t.Helper()
	rounds, players, seed = *crashRounds, *crashPlayers, *crashSeed
	if text := os.Getenv("GOHYE_TEST_CRASHES"); rounds == 0 && text != "" {
		var err error
		if rounds, err = strconv.Atoi(text); err != nil || rounds < 1 {
			t.Fatalf("GOHYE_TEST_CRASHES is %q and not a number above 0", text)
		}
	}
	if rounds == 0 {
		rounds = 2
	}
	if players == 0 {
		players = 200
		if testing.Short() || raced {
			players = 40
		}
	}
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	return rounds, players, seed
}

// crash lets everybody play and kills the program a while after the first of
// them have been answered, however busy the machine is.
func crash(t *testing.T, c *crowd, b *bot, after time.Duration) {
	t.Helper()
	before, _ := c.done()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	killed := make(chan struct{})
	go func() {
		defer close(killed)
		const begun = 20 // claims, some of them of several cards
		_, count := c.done()
		for enough, end := count["claim"]+begun, time.Now().Add(30*time.Second); count["claim"] < enough && time.Now().Before(end); _, count = c.done() {
			<-time.After(5 * time.Millisecond)
		}
		<-time.After(after)
		b.kill()
		cancel()
	}()
	c.play(ctx, func() bool { return true })
	<-killed
	if deeds, _ := c.done(); len(deeds) == len(before) {
		t.Errorf("nobody did anything before the program was killed; they were told %v", c.told)
	}
}

// answeredIsKept demands that everything which was answered is in the database.
func answeredIsKept(t *testing.T, c *crowd, db *sql.DB) {
	t.Helper()
	acts := column(t, db, "SELECT key FROM act")
	paid := column(t, db, "SELECT DISTINCT key FROM entry WHERE unit = 'flake'")
	minted := column(t, db, "SELECT DISTINCT key FROM entry WHERE unit = 'copy'") // made, or moved
	auctionsAreKept(t, c, db)
	deeds, _ := c.done()
	for _, d := range deeds {
		key := fmt.Sprintf("i/%d", d.interaction)
		if !acts[key] {
			t.Errorf("player %d was told about a %s, and the database has no act %s", d.player, d.what, key)
		}
		if (d.what == "claim" || d.what == "daily") && !paid[key] {
			t.Errorf("player %d was told about a %s, and no flakes moved for %s", d.player, d.what, key)
		}
		if d.what == "claim" && !minted[key] {
			t.Errorf("player %d was told about a claim, and no card was made for %s", d.player, key)
		}
		if (d.what == "Combine" || d.what == "Forge" || d.what == "Liquefy") && !minted[key] {
			t.Errorf("player %d was told about a %s, and no card was spent for %s", d.player, d.what, key)
		}
	}
}

// auctionsAreKept demands that every bid which was answered as leading is among
// the auction's bids, and that every auction which was answered as sold or taken
// back has ended so, once.
func auctionsAreKept(t *testing.T, c *crowd, db *sql.DB) {
	t.Helper()
	deeds, _ := c.done()
	led := map[[2]int64]int64{} // by auction and player
	for _, d := range deeds {
		if d.code == "" {
			continue
		}
		id, err := strconv.ParseInt(d.code, 36, 64)
		if err != nil {
			t.Fatal(err)
		}
		state := text(t, db, "SELECT state FROM auction WHERE id = $1", id)
		if want := map[string]string{"buy": "sold", "cancel": "cancelled"}[d.what]; want != "" {
			moves := number(t, db, "SELECT count(*) FROM entry WHERE unit = 'copy' AND key = $1", fmt.Sprintf("auction/%d/end", id))
			if state != want || moves != 1 {
				t.Errorf("player %d was told about a %s of auction %s, which is %s and has given its card away %d times", d.player, d.what, d.code, state, moves)
			}
		}
		if d.what == "bid" {
			led[[2]int64{id, int64(d.player)}]++
		}
	}
	for of, told := range led {
		if n := number(t, db, "SELECT count(*) FROM auction_bid WHERE auction = $1 AND player = $2", of[0], of[1]); n < told {
			t.Errorf("player %d was told %d times to lead in auction %d, and has %d bids there", of[1], told, of[0], n)
		}
	}
}

// alive demands that the buttons of messages from before the kill answer.
func alive(t *testing.T, c *crowd) {
	t.Helper()
	pressed := 0
	for _, m := range c.members {
		if pressed == 20 {
			break
		}
		face := "▶️"
		if m.claim.Button(face) == "" {
			continue
		}
		pressed++
		a := m.press(m.claim, face)
		says(t, "▶ after a kill", a, "claimed ") // a card, or after the last one all of them
		m.claim = a.Message
	}
	if pressed == 0 {
		t.Log("nobody had a claim with ▶")
	}
}

// settled demands that every drop that was announced ends, in the database and
// in its message, whoever was killed on the way. The auctions' ends are a day
// off, and one channel takes a message of theirs in a second.
func settled(t *testing.T, c *crowd, database string) {
	t.Helper()
	db := open(t, database)
	eventually(t, "all drops are over", func() error {
		if n := number(t, db, "SELECT count(*) FROM drops WHERE NOT done"); n > 0 {
			return fmt.Errorf("%d are not", n)
		}
		if n := number(t, db, "SELECT count(*) FROM job WHERE kind LIKE 'drop.%' OR queue = 0 AND kind <> 'auction.close'"); n > 0 {
			return fmt.Errorf("%d alarms are waiting", n)
		}
		return nil
	})
	deeds, count := c.done()
	eventually(t, "all drops are shown to be over", func() error {
		for _, d := range deeds {
			if d.what == "drop" && !c.shown(d.message) {
				return fmt.Errorf("message %d of %d drops is not", d.message, count["drop"])
			}
		}
		return nil
	})
}

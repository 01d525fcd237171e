package game

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gohye/internal/jobs"
)

// A Drop is a few cards that appear in a channel for everyone. Whoever presses
// a card's button within the fair-grab window, which begins with the card's
// first press, takes part in its draw. The draw is decided by a seed whose hash
// was shown before anybody could press, and which is shown afterwards, so that
// anybody can compute the winner again with [DrawWinner].
type Drop struct {
	ID             DropID
	Owner          PlayerID
	Guild, Channel int64
	// Reply is the token with which the message can be edited until fifteen
	// minutes after Opened.
	Reply  string
	Seed   string // 64 hex digits, secret until the drop is over
	Opened time.Time
	Until  time.Time // no press is a first press any more after this
	Over   bool      // every offer is decided
	Offers []Offer   // by slot, from 1
	Grabs  []Grab    // ascending by player
}

// An Offer is one card of a drop.
type Offer struct {
	Slot int
	Card CardID
	// Ends is the end of the fair-grab window; zero until the first press.
	Ends   time.Time
	State  OfferState
	Winner PlayerID // set when State is OfferWon
	Copy   CopyID   // the winner's copy, likewise
}

// An OfferState is the state of one card of a drop.
type OfferState string

// The states of an offer.
const (
	OfferOpen    OfferState = "open"
	OfferWon     OfferState = "won"
	OfferExpired OfferState = "expired" // nobody pressed in time
)

// A Grab is a player who takes part in the draw of one card. A player takes
// part in one draw of a drop only.
type Grab struct {
	Slot   int
	Player PlayerID
	At     time.Time
}

// The kinds of alarms that drops set; the key is the drop's id.
const (
	// JobDropTurn is due when a window or the drop ends: handle it with Turn.
	JobDropTurn = "drop.turn"
	// JobDropShow says that the drop's message must be shown anew.
	JobDropShow = "drop.show"
)

// SeedHash is what the first message shows: the hex SHA-256 of the seed's 32
// bytes.
func (d *Drop) SeedHash() string {
	seed, _ := hex.DecodeString(d.Seed)
	sum := sha256.Sum256(seed)
	return hex.EncodeToString(sum[:])
}

// Offer is the offer in this slot, or nil.
func (d *Drop) Offer(slot int) *Offer {
	for i := range d.Offers {
		if d.Offers[i].Slot == slot {
			return &d.Offers[i]
		}
	}
	return nil
}

// in are the players who take part in a slot's draw, ascending.
func (d *Drop) in(slot int) []PlayerID {
	var in []PlayerID
	for _, g := range d.Grabs {
		if g.Slot == slot {
			in = append(in, g.Player)
		}
	}
	slices.Sort(in)
	return in
}

// DrawWinner is the draw: the drop's owner wins when among the players, because
// the owner goes first on one of the cards. Otherwise the HMAC-SHA256 of
// "drop/slot/player,player,…" (ids ascending, decimal) under the seed's 32 bytes
// is read as a big-endian number from its first eight bytes; modulo the number
// of players it is the index of the winner. The bias of the modulo is below
// players/2⁶⁴.
func DrawWinner(seed string, drop DropID, slot int, owner PlayerID, players []PlayerID) (PlayerID, error) {
	key, err := hex.DecodeString(seed)
	if err != nil || len(key) != 32 || len(players) == 0 {
		return 0, fmt.Errorf("game: drop %d: a draw needs a seed of 64 hex digits and players", drop)
	}
	if slices.Contains(players, owner) {
		return owner, nil
	}
	sorted := slices.Sorted(slices.Values(players))
	names := make([]string, len(sorted))
	for i, p := range sorted {
		names[i] = strconv.FormatInt(int64(p), 10)
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%d/%d/%s", drop, slot, strings.Join(names, ","))
	n := binary.BigEndian.Uint64(mac.Sum(nil))
	return sorted[n%uint64(len(sorted))], nil
}

// Drop lets cards appear in the channel. The answer must show SeedHash and not
// Seed. Refused: CooldownError, NoCardsError, ReplayedError.
func (g *Game) Drop(ctx context.Context, act Act) (Drop, error) {
	now, rules := g.clock.Now(), g.rules.Drop
	cards, err := drawCards(g.draws(), g.Catalogue(), g.rules.Claim.Weights, ClaimOrder{Count: rules.Cards})
	if err != nil {
		return Drop{}, err
	}
	secret := g.secret()
	var d Drop
	err = g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, DropCooldown)
		if err != nil {
			return err
		}
		if now.Before(p.ReadyAt) {
			return CooldownError{What: DropCooldown, Until: p.ReadyAt}
		}
		d = Drop{
			Owner: p.ID, Guild: act.Guild, Channel: act.Channel, Reply: act.Reply,
			Seed: hex.EncodeToString(secret[:]), Opened: now, Until: now.Add(time.Duration(rules.Open)),
		}
		for i, c := range cards {
			d.Offers = append(d.Offers, Offer{Slot: i + 1, Card: c.ID, State: OfferOpen})
		}
		if err := tx.SavePlayer(p); err != nil {
			return err
		}
		if rules.Cooldown > 0 {
			if err := tx.SetCooldown(p.ID, DropCooldown, now.Add(time.Duration(rules.Cooldown))); err != nil {
				return err
			}
		}
		if err := tx.OpenDrop(&d); err != nil {
			return err
		}
		if err := g.did(tx, p.ID, now, one(DeedDrop)); err != nil {
			return err
		}
		if err := g.tellWishers(tx, &d, now); err != nil {
			return err
		}
		return tx.Schedule(turnAt(&d, d.Until))
	})
	return d, err
}

func turnAt(d *Drop, due time.Time) jobs.Job {
	return jobs.Job{Kind: JobDropTurn, Key: strconv.FormatInt(int64(d.ID), 10), Due: due}
}

func showNow(d *Drop, now time.Time) jobs.Job {
	return jobs.Job{Queue: jobs.Deliveries, Kind: JobDropShow, Key: strconv.FormatInt(int64(d.ID), 10), Due: now}
}

// A GrabResult says what the player takes part in.
type GrabResult struct {
	Card   Card
	Ends   time.Time // when the draw is decided
	Others int       // how many others took part at that moment
	First  bool      // the player's press began the window
}

// Grab lets a player take part in the draw of one card. Refused: GoneError,
// DropOverError, TakenError, AlreadyInError, CooldownError, ReplayedError.
func (g *Game) Grab(ctx context.Context, act Act, id DropID, slot int) (GrabResult, error) {
	now := g.clock.Now()
	var res GrabResult
	err := g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, GrabCooldown)
		if err != nil {
			return err
		}
		d, err := tx.Drop(id)
		if errors.Is(err, ErrNotFound) {
			return GoneError{}
		}
		if err != nil {
			return err
		}
		o, err := d.accept(p, slot, now)
		if err != nil {
			return err
		}
		res = GrabResult{First: o.Ends.IsZero(), Others: len(d.in(slot))}
		if res.First {
			o.Ends = now.Add(time.Duration(g.rules.Drop.Window))
			if err := g.openWindow(tx, &d, *o, now); err != nil {
				return err
			}
		}
		res.Ends = o.Ends
		if card := g.Catalogue().Card(o.Card); card != nil {
			res.Card = *card
		}
		if err := tx.SavePlayer(p); err != nil {
			return err
		}
		return tx.AddGrab(id, Grab{Slot: slot, Player: p.ID, At: now})
	})
	return res, err
}

// openWindow begins the fair-grab window of an offer.
func (g *Game) openWindow(tx Tx, d *Drop, o Offer, now time.Time) error {
	if err := tx.SaveOffer(d.ID, o); err != nil {
		return err
	}
	if err := tx.Schedule(showNow(d, now)); err != nil {
		return err
	}
	return tx.Schedule(turnAt(d, d.next()))
}

// accept is the rule for a press: the offer that the player now takes part in.
func (d *Drop) accept(p Player, slot int, now time.Time) (*Offer, error) {
	o := d.Offer(slot)
	switch {
	case o == nil:
		return nil, GoneError{}
	case o.State == OfferWon:
		return nil, TakenError{Winner: o.Winner}
	case o.State == OfferExpired || d.Over,
		o.Ends.IsZero() && !now.Before(d.Until),
		!o.Ends.IsZero() && !now.Before(o.Ends):
		return nil, DropOverError{}
	}
	for _, g := range d.Grabs {
		if g.Player == p.ID {
			return nil, AlreadyInError{Slot: g.Slot}
		}
	}
	if now.Before(p.ReadyAt) {
		return nil, CooldownError{What: GrabCooldown, Until: p.ReadyAt}
	}
	return o, nil
}

// next is when the drop must be looked at again: the earliest end among its
// open offers.
func (d *Drop) next() time.Time {
	var next time.Time
	for _, o := range d.Offers {
		if o.State != OfferOpen {
			continue
		}
		end := o.Ends
		if end.IsZero() {
			end = d.Until
		}
		if next.IsZero() || end.Before(next) {
			next = end
		}
	}
	return next
}

// Turn decides every offer of the drop whose end has come: a winner gets a
// fresh copy, a card that nobody pressed is gone. It is the handler of
// JobDropTurn and may be called early, late, twice and by two processes: what
// counts are the rows.
func (g *Game) Turn(ctx context.Context, id DropID) error {
	now := g.clock.Now()
	return g.store.Update(ctx, func(tx Tx) error {
		d, err := tx.Drop(id)
		if errors.Is(err, ErrNotFound) || err == nil && d.Over {
			return nil
		}
		if err != nil {
			return err
		}
		decided := false
		for i := range d.Offers {
			done, err := g.decide(tx, &d, &d.Offers[i], now)
			if err != nil {
				return err
			}
			decided = decided || done
		}
		next := d.next()
		if next.IsZero() {
			d.Over = true
			if err := tx.CloseDrop(id); err != nil {
				return err
			}
		} else if err := tx.Schedule(turnAt(&d, next)); err != nil {
			return err
		}
		if !decided && !d.Over {
			return nil
		}
		return tx.Schedule(showNow(&d, now))
	})
}

// decide ends one offer if its time has come.
func (g *Game) decide(tx Tx, d *Drop, o *Offer, now time.Time) (done bool, err error) {
	if o.State != OfferOpen {
		return false, nil
	}
	if o.Ends.IsZero() {
		if now.Before(d.Until) {
			return false, nil
		}
		o.State = OfferExpired
		return true, tx.SaveOffer(d.ID, *o)
	}
	if now.Before(o.Ends) {
		return false, nil
	}
	winner, err := DrawWinner(d.Seed, d.ID, o.Slot, d.Owner, d.in(o.Slot))
	if err != nil {
		return false, err
	}
	made := []*Copy{{Card: o.Card, Level: 1, Made: now}}
	key := fmt.Sprintf("drop/%d/%d", d.ID, o.Slot)
	if err := tx.Mint(key, now, playerAccount(winner), "drop", made); err != nil {
		return false, err
	}
	o.State, o.Winner, o.Copy = OfferWon, winner, made[0].ID
	if pause := time.Duration(g.rules.Drop.GrabCooldown); pause > 0 {
		if err := tx.SetCooldown(winner, GrabCooldown, now.Add(pause)); err != nil {
			return false, err
		}
	}
	if err := g.did(tx, winner, now, one(DeedGrab)); err != nil {
		return false, err
	}
	return true, tx.SaveOffer(d.ID, *o)
}

// A DropView is a drop as its message shows it.
type DropView struct {
	Drop  Drop
	Cards []Card // by slot
}

// LookAtDrop shows a drop. Refused: GoneError.
func (g *Game) LookAtDrop(ctx context.Context, id DropID) (DropView, error) {
	var v DropView
	err := g.store.View(ctx, func(r Reader) (err error) {
		v.Drop, err = r.Drop(id)
		return err
	})
	if errors.Is(err, ErrNotFound) {
		return v, GoneError{}
	}
	if err != nil {
		return v, err
	}
	return g.viewDrop(v.Drop), nil
}

// viewDrop adds the cards; one that has left the catalogue is shown by number.
func (g *Game) viewDrop(d Drop) DropView {
	v := DropView{Drop: d}
	for _, o := range d.Offers {
		card := Card{ID: o.Card, Name: fmt.Sprintf("#%d", o.Card)}
		if c := g.Catalogue().Card(o.Card); c != nil {
			card = *c
		}
		v.Cards = append(v.Cards, card)
	}
	return v
}

// String is the drop's id as buttons carry it.
func (id DropID) String() string { return strconv.FormatInt(int64(id), 36) }

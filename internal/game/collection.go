package game

import (
	"context"
	"slices"
	"strings"
	"time"
)

// A HoldingsPage is one page of what a player holds.
type HoldingsPage struct {
	Page, Pages int // Page counts from 0; Pages is at least 1
	Entries     []HeldCard
	Cards       int // different cards in all
	Copies      int // copies in all
}

// A HeldCard is what a player has of one card.
type HeldCard struct {
	Card    Card
	Holding Holding
}

// Holdings shows a page of what a player holds; words limit it to cards whose
// name, collection or level they name. A page beyond the end is the last one.
func (g *Game) Holdings(ctx context.Context, player PlayerID, words string, page, size int) (HoldingsPage, error) {
	var only []CardID
	if strings.TrimSpace(words) != "" {
		if only = g.Catalogue().Search(words); len(only) == 0 {
			return HoldingsPage{Pages: 1}, nil
		}
	}
	res := HoldingsPage{Page: max(page, 0), Pages: 1}
	err := g.store.View(ctx, func(r Reader) error {
		for {
			held, total, copies, err := r.Holding(player, only, res.Page*size, size)
			if err != nil {
				return err
			}
			res.Cards, res.Copies = total, copies
			res.Pages = max(1, (total+size-1)/size)
			if res.Page < res.Pages {
				res.Entries = g.held(held)
				return nil
			}
			res.Page = res.Pages - 1
		}
	})
	return res, err
}

func (g *Game) held(held []Holding) []HeldCard {
	entries := make([]HeldCard, 0, len(held))
	for _, h := range held {
		if card := g.Catalogue().Card(h.Card); card != nil {
			entries = append(entries, HeldCard{Card: *card, Holding: h})
		}
	}
	return entries
}

// Summon shows the player's best copy of the card that name names best: its
// exact name, else the first that contains every word. Refused:
// UnknownCardError.
func (g *Game) Summon(ctx context.Context, player PlayerID, name string) (HeldCard, error) {
	ids := g.Catalogue().Search(name)
	if len(ids) == 0 {
		return HeldCard{}, UnknownCardError{Name: name}
	}
	found := HeldCard{}
	err := g.store.View(ctx, func(r Reader) error {
		held, err := g.holdingOf(r, player, ids)
		if err != nil {
			return err
		}
		if len(held) == 0 {
			return UnknownCardError{Name: name}
		}
		exact := func(h HeldCard) bool { return strings.EqualFold(h.Card.Name, strings.TrimSpace(name)) }
		found = held[0]
		if i := slices.IndexFunc(held, exact); i >= 0 {
			found = held[i]
		}
		return nil
	})
	return found, err
}

// holdingOf lists what a player has of some cards, all pages of it.
func (g *Game) holdingOf(r Reader, player PlayerID, ids []CardID) ([]HeldCard, error) {
	held, _, _, err := r.Holding(player, ids, 0, 100)
	return g.held(held), err
}

// Suggest lists up to limit names of cards that the player holds and that
// contain what was typed.
func (g *Game) Suggest(ctx context.Context, player PlayerID, typed string, limit int) ([]Card, error) {
	var only []CardID
	if strings.TrimSpace(typed) != "" {
		if only = g.Catalogue().Search(typed); len(only) == 0 {
			return nil, nil
		}
	}
	var cards []Card
	err := g.store.View(ctx, func(r Reader) error {
		held, _, _, err := r.Holding(player, only, 0, limit)
		for _, h := range g.held(held) {
			cards = append(cards, h.Card)
		}
		return err
	})
	return cards, err
}

// Search finds cards by words: a digit is a level, any other word must be in
// the card's name or its collection's. Ascending by id.
func (c *Catalogue) Search(words string) []CardID {
	fields := strings.Fields(strings.ToLower(words))
	var found []CardID
	for _, card := range c.order {
		if c.matches(card, fields) {
			found = append(found, card.ID)
		}
	}
	return found
}

func (c *Catalogue) matches(card *Card, words []string) bool {
	name := strings.ToLower(card.Name)
	for _, w := range words {
		if len(w) == 1 && w[0] >= '1' && w[0] <= '5' {
			if card.Level != int(w[0]-'0') {
				return false
			}
			continue
		}
		w = strings.ReplaceAll(w, "_", " ")
		if !strings.Contains(name, w) && !strings.Contains(card.Key, w) &&
			!strings.Contains(strings.ToLower(c.Collection(card.Collection).Name), w) {
			return false
		}
	}
	return true
}

// Sweep ends what is over: claim sessions, cooldowns, the keys of old
// interactions and finished drops. It returns how many rows it ended; call it
// again at once when that is a multiple of limit.
func (g *Game) Sweep(ctx context.Context, limit int) (n int, err error) {
	now := g.clock.Now()
	err = g.store.Update(ctx, func(tx Tx) error {
		n = 0
		for _, sweep := range []func(Tx) (int, error){
			func(tx Tx) (int, error) { return tx.ExpireClaims(now, limit) },
			func(tx Tx) (int, error) { return tx.ForgetCooldowns(now, limit) },
			// Discord delivers an interaction again only while its session can
			// be resumed, and its token lives fifteen minutes.
			func(tx Tx) (int, error) { return tx.ForgetActs(now.Add(-time.Hour), limit) },
			func(tx Tx) (int, error) { return tx.ForgetDrops(now.Add(-24*time.Hour), limit) },
		} {
			k, err := sweep(tx)
			if err != nil {
				return err
			}
			n += k
		}
		return nil
	})
	return n, err
}

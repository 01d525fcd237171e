package bench

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"gohye/internal/sandbox/client"
)

// The names of the two measurements of bids.
const (
	bidOnOne  = "auction bid, one"
	bidOnMany = "auction bid, many"
)

// bids are everybody's bids on one auction, and on one for each player: a
// player goes from one to the next, so that all of them are wanted. Whoever
// leads already does nothing, which does not count.
func (b *bench) bids(w *world) []act {
	on := func(name string, auctions int) act {
		var codes []string
		return act{
			command: "auction bid", name: name,
			words: []string{"The price is "}, idle: "You lead already",
			args: func(player, n int) []client.Arg {
				return []client.Arg{{Name: "auction_id", Value: codes[(player+n)%len(codes)]}}
			},
			prepare: func(ctx context.Context) (err error) {
				if codes == nil {
					codes, err = w.auctions(ctx, auctions)
				}
				return err
			},
		}
	}
	return []act{on(bidOnOne, 1), on(bidOnMany, len(w.players))}
}

var auctionCode = regexp.MustCompile("auction is open: `([0-9a-z]+)`")

// auctions lets the seller open n auctions and returns their codes.
func (w *world) auctions(ctx context.Context, n int) (codes []string, err error) {
	const claimed = 10
	for len(codes) < n {
		if len(codes)%claimed == 0 {
			if _, err := w.seller.Command(ctx, w.channel, claim, client.Arg{Name: "count", Value: claimed}); err != nil {
				return nil, err
			}
		}
		code, err := w.auction(ctx)
		if err != nil {
			return nil, fmt.Errorf("opening an auction: %w", err)
		}
		codes = append(codes, code)
	}
	return codes, nil
}

// auction lets the seller auction the first card that is suggested.
func (w *world) auction(ctx context.Context) (code string, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	found, err := w.seller.Autocomplete(ctx, w.channel, "auction create", "card_name", client.Arg{Name: "card_name", Value: ""})
	if err != nil {
		return "", err
	}
	if len(found.Choices) == 0 {
		return "", fmt.Errorf("no card is suggested")
	}
	plan, err := read(w.seller.Command(ctx, w.channel, "auction create",
		client.Arg{Name: "card_name", Value: strings.Trim(string(found.Choices[0].Value), `"`)},
		client.Arg{Name: "start_price", Value: 100}, client.Arg{Name: "duration", Value: 24}))
	if err != nil {
		return "", err
	}
	button := plan.Button("Confirm")
	if button == "" {
		return "", fmt.Errorf("answered with %.300s", plan.Text())
	}
	opened, err := read(w.seller.Press(ctx, plan, button))
	if err != nil {
		return "", err
	}
	match := auctionCode.FindStringSubmatch(opened.Text())
	if match == nil {
		return "", fmt.Errorf("answered with %.300s", opened.Text())
	}
	return match[1], nil
}

// read is what an answer says, which under load nobody decodes by itself.
func read(ans client.Answer, err error) (client.Message, error) {
	if err == nil {
		err = ans.Message.Decode()
	}
	return ans.Message, err
}

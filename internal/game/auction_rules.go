package game

import (
	"errors"
	"time"
)

// AuctionRules are the rules of /auction.
type AuctionRules struct {
	MinHours  int      `toml:"min_hours" doc:"Shortest auction, in hours."`
	MaxHours  int      `toml:"max_hours" doc:"Longest auction, in hours."`
	MinPrice  int64    `toml:"min_price" doc:"Lowest start price, in flakes."`
	Increment int64    `toml:"increment" doc:"How much a bid must be above the price where the seller does not say."`
	Extension Duration `toml:"extension" doc:"A bid that comes later than this before the end moves the end to this long after it."`
	Fee       int64    `toml:"fee" doc:"Flakes for listing a card."`
	Tax       int      `toml:"tax" doc:"Percent of the price that the seller does not get (0 to 99)."`
	MaxOpen   int      `toml:"max_open" doc:"Most open auctions of a player; 0 is no limit."`
	MaxStars  int      `toml:"max_stars" doc:"Cards with more stars are not auctioned."`
	Exclude   []string `toml:"exclude" doc:"Collections that are not auctioned."`
	Refresh   Duration `toml:"refresh" doc:"Shortest time between two updates of an auction's message (1s to 1m)."`
	Soon      Duration `toml:"soon" doc:"How long before the end those who watch an auction are told."`
}

func defaultAuctionRules() AuctionRules {
	return AuctionRules{
		MinHours: 1, MaxHours: 24, MinPrice: 100, Increment: 100,
		Extension: Duration(10 * time.Second),
		MaxOpen:   50, MaxStars: 4,
		Exclude: []string{"signed", "lottery", "jackpot"},
		Refresh: Duration(3 * time.Second), Soon: Duration(5 * time.Minute),
	}
}

func (a *AuctionRules) check() error {
	switch {
	case a.MinHours < 1 || a.MaxHours < a.MinHours || a.MaxHours > 24*30:
		return errors.New("auction.min_hours and auction.max_hours: write two numbers of hours from 1 to 720, the smaller one first")
	case a.MinPrice < 1 || a.MinPrice > maxPrice || a.Increment < 1 || a.Increment > maxPrice:
		return errors.New("auction.min_price and auction.increment: must be at least 1")
	case a.Extension < 0 || time.Duration(a.Extension) > time.Hour:
		return errors.New("auction.extension: must be between 0s and 1h")
	case a.Fee < 0:
		return errors.New("auction.fee: must not be negative")
	case a.Tax < 0 || a.Tax > 99:
		return errors.New("auction.tax: must be between 0 and 99 percent")
	case a.MaxOpen < 0:
		return errors.New("auction.max_open: must not be negative; 0 is no limit")
	case a.MaxStars < 1 || a.MaxStars > levels:
		return errors.New("auction.max_stars: must be between 1 and 5")
	case time.Duration(a.Refresh) < time.Second || time.Duration(a.Refresh) > time.Minute:
		return errors.New("auction.refresh: must be between 1s and 1m, because Discord limits how often a message is edited")
	case a.Soon < 0:
		return errors.New("auction.soon: must not be negative")
	}
	return nil
}

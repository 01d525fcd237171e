package game

import (
	"errors"
	"fmt"
	"time"
)

// Rules are the numbers of the game. The host's rules file changes them;
// [DefaultRules] are the earlier bot's, with its mistakes taken out. The doc
// tags are what "gohye rules" prints above each key.
type Rules struct {
	TimeZone string       `toml:"time_zone" doc:"Time zone in which a new day begins, such as Europe/Berlin."`
	Start    StartRules   `toml:"start" doc:"What a new player gets."`
	Claim    ClaimRules   `toml:"claim" doc:"/claim"`
	Daily    DailyRules   `toml:"daily" doc:"/daily"`
	Drop     DropRules    `toml:"drop" doc:"/drop"`
	Auction  AuctionRules `toml:"auction" doc:"/auction"`
	Price    PriceRules   `toml:"price" doc:"What cards are worth: /price and everything that is priced by it."`
	Mark     MarkRules    `toml:"mark" doc:"Wishlists, tags and albums."`
	Effect   EffectRules  `toml:"effect" doc:"What effects do, by tier."`

	Level   LevelRules   `toml:"level" doc:"/levelup"`
	Forge   ForgeRules   `toml:"forge" doc:"/forge"`
	Fuse    FuseRules    `toml:"fuse" doc:"/fuse"`
	Liquefy LiquefyRules `toml:"liquefy" doc:"/liquefy"`
	Ascend  AscendRules  `toml:"ascend" doc:"/ascend"`
	Boost   BoostRules   `toml:"boost" doc:"/boost"`

	Work        WorkRules        `toml:"work" doc:"/work"`
	Quest       QuestRules       `toml:"quest" doc:"/quests"`
	Achievement AchievementRules `toml:"achievement" doc:"/achievements"`
	Shop        ShopRules        `toml:"shop" doc:"/shop, /craft-effect and /use-effect"`
	Vote        VoteRules        `toml:"vote" doc:"/vote"`

	zone *time.Location // TimeZone, resolved by Check
}

// StartRules are what a new player begins with.
type StartRules struct {
	Flakes int64 `toml:"flakes" doc:"Flakes of a new player. At least the price of one claim, so that everybody can begin."`
	Vials  int64 `toml:"vials" doc:"Vials of a new player."`
}

// ClaimRules are the rules of /claim.
type ClaimRules struct {
	Price    int64    `toml:"price" doc:"Flakes for the first claim since the last reset."`
	Step     int64    `toml:"step" doc:"Flakes by which each further claim is dearer. /daily and a new day reset the price."`
	Max      int      `toml:"max" doc:"Most cards in one /claim (1 to 10)."`
	Weights  []int    `toml:"weights" doc:"How often cards of 1, 2, 3, 4 stars come, relative to each other. Five stars are never claimed."`
	Cooldown Duration `toml:"cooldown" doc:"Pause between two claims of a player (0s to 10s). It keeps macros off."`
	Session  Duration `toml:"session" doc:"How long a claim stays the player's open claim."`
	Exclude  []string `toml:"exclude" doc:"Collections that are never claimed or dropped, besides promos and fragments."`
}

// DailyRules are the rules of /daily.
type DailyRules struct {
	Flakes   int64    `toml:"flakes" doc:"Flakes of one /daily."`
	Cooldown Duration `toml:"cooldown" doc:"Pause between two /daily of a player."`
	Step     int64    `toml:"step" doc:"Flakes more for each further day in a row with a /daily."`
	Most     int64    `toml:"most" doc:"Most flakes that days in a row bring."`
	Spare    int      `toml:"spare" doc:"The streak survives one missed day in so many (7 is one a week; 0 is none ever)."`
}

// DropRules are the rules of /drop.
type DropRules struct {
	Cards        int      `toml:"cards" doc:"Cards in one drop (1 to 5)."`
	Open         Duration `toml:"open" doc:"How long the cards can be grabbed."`
	Window       Duration `toml:"window" doc:"Fair-grab window: everybody who presses within this time of a card's first press takes part in its draw."`
	Cooldown     Duration `toml:"cooldown" doc:"Pause between two drops of a player."`
	GrabCooldown Duration `toml:"grab_cooldown" doc:"Pause after a grab that won."`
}

// A Duration is a time.Duration that reads and writes itself as text ("20h").
type Duration time.Duration

// UnmarshalText reads "90s", "20h30m".
func (d *Duration) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	if err != nil {
		return fmt.Errorf("%q is not a duration such as 90s or 20h", b)
	}
	*d = Duration(v)
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// DefaultRules are the rules of a host who changed nothing. They pass Check.
func DefaultRules() Rules {
	return Rules{
		TimeZone: "UTC",
		Start:    StartRules{Flakes: 1500},
		Claim: ClaimRules{
			Price: 700, Step: 700, Max: 10,
			Weights:  []int{70, 20, 7, 3},
			Cooldown: Duration(3 * time.Second),
			Session:  Duration(14 * time.Minute),
			Exclude: []string{
				"promos", "ggalbums", "bgalbums", "birthdays", "liveauction",
				"mythical", "mystical", "limited", "special", "lottery",
				"jackpot", "signed", "removed", "fragments",
			},
		},
		Daily: DailyRules{Flakes: 1000, Cooldown: Duration(20 * time.Hour), Step: 50, Most: 500, Spare: 7},
		Drop: DropRules{
			Cards: 3,
			Open:  Duration(time.Minute), Window: Duration(2 * time.Second),
			Cooldown: Duration(30 * time.Minute), GrabCooldown: Duration(5 * time.Minute),
		},
		Price:   defaultPriceRules(),
		Auction: defaultAuctionRules(),
		Mark:    defaultMarkRules(),
		Level:   defaultLevelRules(),
		Forge:   defaultForgeRules(),
		Fuse:    defaultFuseRules(),
		Liquefy: defaultLiquefyRules(),
		Ascend:  defaultAscendRules(),
		Boost:   defaultBoostRules(),
		Effect:  defaultEffectRules(),

		Work:        defaultWorkRules(),
		Quest:       defaultQuestRules(),
		Achievement: defaultAchievementRules(),
		Shop:        defaultShopRules(),
		Vote:        defaultVoteRules(),
	}
}

// Check returns an error that names the first key with an impossible value and
// says what is possible, or nil. It must be called once before use.
func (r *Rules) Check() error {
	zone, err := time.LoadLocation(r.TimeZone)
	if err != nil {
		return fmt.Errorf("time_zone: %q is not a time zone; write one such as UTC or Europe/Berlin", r.TimeZone)
	}
	r.zone = zone
	if err := r.Claim.check(); err != nil {
		return err
	}
	switch {
	case r.Start.Flakes < r.Claim.Price:
		return fmt.Errorf("start.flakes: %d is less than claim.price (%d), so a new player could not claim; raise it", r.Start.Flakes, r.Claim.Price)
	case r.Start.Vials < 0:
		return errors.New("start.vials: must not be negative")
	}
	if err := r.Daily.check(); err != nil {
		return err
	}
	if err := r.Work.check(); err != nil {
		return err
	}
	if err := r.Quest.check(); err != nil {
		return err
	}
	if err := r.Achievement.check(); err != nil {
		return err
	}
	for _, check := range []func() error{
		r.Drop.check, r.Auction.check, r.Price.check, r.Mark.check,
		r.Level.check, r.Forge.check, r.Fuse.check, r.Liquefy.check, r.Ascend.check, r.Boost.check, r.Effect.check,
		r.checkShop, r.Vote.check,
	} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (c *ClaimRules) check() error {
	total := 0
	for _, w := range c.Weights {
		if w < 0 {
			return errors.New("claim.weights: no weight may be negative")
		}
		total += w
	}
	switch {
	case c.Price < 0 || c.Step < 0:
		return errors.New("claim.price and claim.step: must not be negative")
	case c.Max < 1 || c.Max > 10:
		return fmt.Errorf("claim.max: %d is not between 1 and 10", c.Max)
	case len(c.Weights) == 0 || len(c.Weights) > 4 || total == 0:
		return errors.New("claim.weights: write one to four numbers, for 1 to 4 stars, not all zero")
	case c.Cooldown < 0 || time.Duration(c.Cooldown) > 10*time.Second:
		return errors.New("claim.cooldown: must be between 0s and 10s")
	case time.Duration(c.Session) < time.Minute:
		return errors.New("claim.session: must be at least 1m")
	}
	return nil
}

func (d *DailyRules) check() error {
	switch {
	case d.Flakes <= 0:
		return errors.New("daily.flakes: must be at least 1")
	case d.Cooldown < 0:
		return errors.New("daily.cooldown: must not be negative")
	case d.Step < 0 || d.Most < 0:
		return errors.New("daily.step and daily.most: must not be negative")
	case d.Spare < 0:
		return errors.New("daily.spare: must not be negative")
	}
	return nil
}

func (d DropRules) check() error {
	switch {
	case d.Cards < 1 || d.Cards > 5:
		return fmt.Errorf("drop.cards: %d is not between 1 and 5", d.Cards)
	case time.Duration(d.Window) < 500*time.Millisecond || time.Duration(d.Window) > time.Minute:
		return errors.New("drop.window: must be between 500ms and 1m")
	case time.Duration(d.Open) < time.Duration(d.Window) || time.Duration(d.Open) > 10*time.Minute:
		return errors.New("drop.open: must be between drop.window and 10m, because Discord lets an answer be edited for fifteen minutes")
	case d.Cooldown < 0 || d.GrabCooldown < 0:
		return errors.New("drop.cooldown and drop.grab_cooldown: must not be negative")
	}
	return nil
}

// day is the calendar day of now in the rules' time zone, counted from 1970.
func (r *Rules) day(now time.Time) int {
	y, m, d := now.In(r.zone).Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

package game

import (
	"context"
	"time"

	"gohye/internal/jobs"
	"gohye/internal/ledger"
	"gohye/internal/query"
)

// A Store keeps the truth. There is no other way to data than its three
// methods, so nothing can be written outside a transaction. They may be called
// from any goroutine.
//
// A closure may be called more than once (a serialization failure or a deadlock
// is retried), so it must have no effects outside its transaction and must not
// keep the Tx. A refusal or any other error that it returns rolls everything
// back and is returned unchanged. A panic rolls back and goes on to the caller.
// Faults of the store come back wrapped; [ErrUnavailable] is in their chain
// when the database could not be reached, and trying again later may succeed.
type Store interface {
	// Act runs f as the effect of one interaction, at most once in the life of
	// the database: the key is written in the same transaction. The error is
	// [ErrReplayed] when it has taken effect before.
	Act(ctx context.Context, key string, at time.Time, f func(Tx) error) error
	// Update runs f in a transaction that belongs to no interaction: alarms and
	// sweeps, which are idempotent because they read the row again.
	Update(ctx context.Context, f func(Tx) error) error
	// View runs f for reading. Each statement sees committed data; two
	// statements may see different moments.
	View(ctx context.Context, f func(Reader) error) error
	// Cards reads the whole catalogue with its version, which grows with every
	// change of the catalogue.
	Cards(ctx context.Context) (version int64, collections []Collection, cards []Card, err error)
	// CardsVersion is the catalogue's present version.
	CardsVersion(ctx context.Context) (int64, error)
	// PriceSheet reads the supply of every card of which there are copies, and
	// every price, all at one moment and without keeping anybody waiting. Players
	// are active whose last /daily is not before since.
	PriceSheet(ctx context.Context, since time.Time) (PriceSheet, error)
}

// A Reader reads. Lookups of a single thing return [ErrNotFound].
type Reader interface {
	MarkReader

	// Player reads a player with the balances, and the cooldown what ("" for
	// none) into ReadyAt. In a [Tx] the player's row is locked until the end:
	// one player's actions happen one after another.
	Player(id PlayerID, what Cooldown) (Player, error)
	// Copies reads these copies in the order of ids; missing ones are left out.
	Copies(ids ...CopyID) ([]Copy, error)
	// Copy reads one copy. In a [Tx] its row is locked.
	Copy(id CopyID) (Copy, error)
	// Survey asks what a list of cards needs to know, in one statement.
	Survey(s Survey) (Findings, error)
	// PriceStamp says which prices are the present ones; Prices reads all of them.
	PriceStamp() (PriceStamp, error)
	Prices() ([]Score, error)
	// Holdings reads what a player has of these cards, each as [Survey] would with
	// these terms. Cards without such a copy are left out.
	Holdings(p PlayerID, which []query.Term, cards ...CardID) ([]Holding, error)
	// CopiesOf reads the copies of one card that a player holds and that the
	// terms choose, as those of [Survey] do.
	CopiesOf(p PlayerID, card CardID, which ...query.Term) ([]Copy, error)
	// CopiesOfEach is CopiesOf for several cards at one look, without terms; what
	// it returns is in their order.
	CopiesOfEach(p PlayerID, cards ...CardID) ([][]Copy, error)
	// AlbumNames lists a player's albums, by name.
	AlbumNames(p PlayerID) ([]AlbumName, error)
	// LastCard is the card of the copy that came to a player last.
	LastCard(p PlayerID) (CardID, error)
	// KeptQuery reads what [Tx] KeepQuery wrote.
	KeptQuery(token int64) (string, error)
	// Spare lists copies of a player that are neither locked nor favourites, of
	// cards with so many stars, at a level or above: the least valuable first (by
	// level, exp, and print from behind), at most limit.
	Spare(p PlayerID, stars, level, limit int) ([]Copy, error)
	// Practice reads how often there was a /levelup of a copy; nothing for none.
	Practice(id CopyID) (Practice, error)
	// Claim reads a claim session.
	Claim(id ClaimID) (Claim, error)
	// Drop reads a drop with its offers and grabs. In a [Tx] the drop's row is
	// locked: one press after another.
	Drop(id DropID) (Drop, error)
	// Price reads a card's price.
	Price(card CardID) (Price, error)
	// Supply counts one card's copies; a card without any is no error.
	Supply(card CardID, since time.Time) (Supply, error)
	// PriceHistory is the history of a card's price since a moment, and the
	// newest point before it.
	PriceHistory(card CardID, since time.Time) (PriceSeries, error)
	// PriceRun tells about the updates of prices.
	PriceRun() (PriceRun, error)

	// Auction reads an auction. In a [Tx] its row is locked: one bid after
	// another.
	Auction(id AuctionID) (Auction, error)
	// Auctions lists auctions, and counts all that the filter chooses.
	Auctions(f AuctionFilter) (page []Auction, total int, err error)
	// Bids reads the newest bids of an auction, at most limit.
	Bids(id AuctionID, limit int) ([]BidRow, error)
	// Watches reports whether a player watches an auction.
	Watches(p PlayerID, id AuctionID) (bool, error)
	// OwnedByLevel counts the different cards that a player has, by collection and
	// level.
	OwnedByLevel(p PlayerID) ([]LevelCount, error)
	// Collectors lists who has the most different cards of a collection up to the
	// level goal, at most limit.
	Collectors(collection string, goal, limit int) ([]Collector, error)
	// Counts reads how often a player has done what, ever.
	Counts(p PlayerID) (map[DeedKind]int64, error)
	// Diary reads what a player has done on each day since first, which is a day
	// like that of [Deed].
	Diary(p PlayerID, first int) (Diary, error)
	// Quests reads the quests of a player whose periods began on first or later, by
	// period, start and tier.
	Quests(p PlayerID, first int) ([]Quest, error)
	// Chains reads how far a player is in the chains that he has begun.
	Chains(p PlayerID) ([]Chain, error)
	// Achievements reads the achievements of a player that were paid.
	Achievements(p PlayerID) ([]Achievement, error)
	// WorkPrompt reads the question that a player was asked last.
	WorkPrompt(p PlayerID) (WorkPrompt, error)
	// Helpers counts the cards of a collection, and those of collections with a
	// tag, that a player holds. It walks over all of the player's copies.
	Helpers(p PlayerID, collection, tag string) (ofCollection, ofTag Helpers, err error)
	// Effects reads the effects that a player has or has had, by id.
	Effects(p PlayerID) ([]Effect, error)
	// Stock reads everything that a player has of any unit but copies.
	Stock(p PlayerID) (Stock, error)
	// Muted reads which notices a player has switched off; none where there is
	// no such player.
	Muted(p PlayerID) (Mutes, error)
	WorkshopReader
}

// A Tx is one transaction. It is used by one goroutine. Writes may be sent
// together at the next read or at the commit, so the error of a write may come
// from a later call or from the commit.
type Tx interface {
	Reader
	MarkTx
	WorkshopTx

	// CreatePlayer adds a player who has no row yet. Losing a race against
	// another transaction that adds the same one retries the whole closure.
	CreatePlayer(p Player) error
	// SavePlayer writes back everything but the balances (those only Post
	// moves) and ReadyAt (that is SetCooldown's).
	SavePlayer(p Player) error

	// Post moves coins and existing copies; it is the only way to do so. An
	// account that would go below zero, a copy that From does not hold, and a
	// key that was used before are faults: check them in the rule first.
	Post(p ledger.Posting) error
	// Mint makes new copies, held by account to, with the transfers from the
	// mint that say so (under key, with numbers that follow Post's). It gives
	// each copy its ID at once; Print and Owned are set when the transaction has
	// been committed, and not before. Cards are locked in ascending order of
	// their id, whatever the order of copies.
	Mint(key string, at time.Time, to ledger.Account, why ledger.Reason, copies []*Copy) error
	// MarkCopy sets favourite and lock of a copy.
	MarkCopy(id CopyID, favourite, locked bool) error

	// GrowCopy writes level and exp of a copy.
	GrowCopy(id CopyID, level, exp int) error
	// SavePractice writes how often there was a /levelup of a copy.
	SavePractice(id CopyID, p Practice) error

	// Count adds to what a player has done, who may be another than the one who
	// acts. It is written after everything else.
	Count(p PlayerID, at time.Time, deeds ...Deed) error
	// GrowEffect adds to the progress of an effect, if the player has it. Like
	// Count, it is written after everything else.
	GrowEffect(p PlayerID, id EffectID, by int64) error
	// SaveEffect writes an effect over what is there.
	SaveEffect(p PlayerID, e Effect) error

	// AddQuest writes a new quest; PRIMARY KEY (player, period, start, tier).
	AddQuest(p PlayerID, q Quest) error
	// ClaimQuest marks the reward of a quest as paid. That it is already is a
	// fault: check it in the rule first.
	ClaimQuest(p PlayerID, q Quest, at time.Time) error
	// AdvanceChain moves a chain from one step to the next. That it is not at that
	// step any more is a fault, likewise.
	AdvanceChain(p PlayerID, from, to Chain) error
	// ForgetDays takes out what a player did on each day before first, and the
	// quests whose periods began before it. What was done ever stays.
	ForgetDays(p PlayerID, first int) error
	// AddAchievement writes that an achievement was paid; PRIMARY KEY (player, id,
	// tier).
	AddAchievement(p PlayerID, a Achievement) error
	// SaveWorkPrompt writes a question over the player's last one.
	SaveWorkPrompt(w WorkPrompt) error
	// CloseWorkPrompt marks a question as answered. That it is not open is a
	// fault: check it in the rule first.
	CloseWorkPrompt(p PlayerID, number int64) error

	// SetCooldown remembers that p may not do what before until.
	SetCooldown(p PlayerID, what Cooldown, until time.Time) error

	// OpenClaim closes the player's open claim session, if there is one, and
	// opens c, whose ID it sets.
	OpenClaim(c *Claim) error
	// RenewClaim moves the end of an open session; false when it has ended.
	RenewClaim(id ClaimID, until time.Time) (bool, error)

	// OpenDrop writes a new drop with its offers and sets its ID.
	OpenDrop(d *Drop) error
	// AddGrab writes that a player takes part; PRIMARY KEY (drop, player).
	AddGrab(d DropID, g Grab) error
	// SaveOffer writes an offer's window, state and winner.
	SaveOffer(d DropID, o Offer) error
	// CloseDrop marks a drop as over.
	CloseDrop(d DropID) error

	// LeasePrices takes the update of a period for this process until a moment;
	// false when the period, or a later one, is done, or when another process
	// holds a lease that has not ended at now.
	LeasePrices(period, now, until time.Time) (PriceLease, bool, error)
	// HoldPrices locks a lease until the end of the transaction and moves its
	// end; false when it is no longer the caller's.
	HoldPrices(lease PriceLease, until time.Time) (bool, error)
	// FreePrices gives a lease back, if it is still the caller's.
	FreePrices(lease PriceLease) error
	// FinishPrices marks the update of run.Period as done and gives the lease
	// back, if it is still the caller's.
	FinishPrices(lease PriceLease, run PriceRun) error
	// SavePrices writes prices over what is there.
	SavePrices(prices []Price) error
	// RecordPrices adds prices to the history at their own moments; a point of
	// the same moment is written over.
	RecordPrices(prices []Price) error
	// ThinPrices takes what is no longer needed out of the history of the cards
	// from first to last: of each day between from and to all points but the
	// last, and of those not after before all but the newest, which says what
	// the price was then.
	ThinPrices(first, last CardID, from, to, before time.Time) error
	// OpenAuction writes a new auction and sets its ID.
	OpenAuction(a *Auction) error
	// SaveAuction writes back what changes in an auction: its end, state,
	// standing bid and message.
	SaveAuction(a Auction) error
	// AddBid writes a bid; PRIMARY KEY (auction, number).
	AddBid(b BidRow) error
	// SellerOf counts the open auctions of a player, and reads the channel in
	// which auctions of the server are shown; 0 when none was chosen.
	SellerOf(p PlayerID, guild int64) (open int, channel int64, err error)
	// Watchers lists who watches an auction, ascending.
	Watchers(id AuctionID) ([]PlayerID, error)
	// SetWatch lets a player watch an auction, or no longer.
	SetWatch(p PlayerID, id AuctionID, on bool) error
	// SetMutes writes which notices a player has switched off.
	SetMutes(p PlayerID, m Mutes) error
	// SetAuctionChannel writes the channel of a server's auctions; 0 for none.
	SetAuctionChannel(guild, channel int64) error

	// Schedule sets an alarm that commits with the transaction. The same kind
	// and key again moves it.
	Schedule(j jobs.Job) error

	// Sweeps: each ends what is over at now, at most limit rows, and says how
	// many. They compare and change in one statement, so that they can never
	// end what was renewed a moment before.
	ExpireClaims(now time.Time, limit int) (int, error)
	ForgetCooldowns(now time.Time, limit int) (int, error)
	ForgetActs(before time.Time, limit int) (int, error)
	ForgetDrops(before time.Time, limit int) (int, error)
	// KeepQuery writes a query down under a token until a moment; doing it again
	// moves that.
	KeepQuery(token int64, text string, until time.Time) error
	// ForgetQueries forgets queries whose time is over, at most limit.
	ForgetQueries(now time.Time, limit int) (int, error)
}

package ui

import (
	"gohye/internal/game"
	"gohye/internal/locale"
)

// Refused is the answer for a refusal: one sentence that says what to do next,
// for the asking player only.
func Refused(t *locale.Text, r game.Refusal) Message {
	m := note(accentRefused, sentence(t, r))
	m.Ephemeral = true
	return m
}

// sentence has a case for every refusal: gochecksumtype proves it.
func sentence(t *locale.Text, r game.Refusal) string {
	switch r := r.(type) {
	case game.InsufficientFundsError:
		return t.Say("refused.funds", locale.N("Need", r.Need), locale.N("Have", r.Have), locale.N("Short", r.Need-r.Have))
	case game.CooldownError:
		return cooldown(t, r)
	case game.NoCardsError:
		if r.Group == "" {
			return t.Say("refused.no_cards")
		}
		return t.Say("refused.no_cards_in_group")
	case game.TooManyError:
		return t.Say("refused.too_many", locale.N("Most", r.Most))
	case game.UnknownCardError:
		return t.Say("refused.unknown_card", locale.S("Name", plain(r.Name)))
	case game.NoSuchCardError:
		return t.Say("refused.no_such_card", locale.S("Name", plain(r.Name)))
	case game.QueryError:
		return queryFault(t, r)
	case game.NotYoursError:
		return t.Say("refused.not_yours")
	case game.GoneError:
		return t.Say("refused.gone")
	case game.DropOverError:
		return t.Say("refused.drop_over")
	case game.TakenError:
		return t.Say("refused.taken", locale.S("Winner", mention(r.Winner)))
	case game.AlreadyInError:
		return t.Say("refused.already_in", locale.N("Slot", r.Slot))
	case game.ReplayedError:
		return t.Say("refused.replayed")
	case game.AuctionOverError:
		return t.Say("refused.auction_over", locale.S("Code", r.Auction.Code()))
	case game.UnknownAuctionError:
		return t.Say("refused.unknown_auction", locale.S("Code", plain(r.Code)))
	case game.ListedError:
		return t.Say("refused.listed", locale.S("Code", r.Auction.Code()))
	case game.OwnAuctionError:
		return t.Say("refused.own_auction")
	case game.BidTooLowError:
		return t.Say("refused.bid_too_low", locale.N("Least", r.Least))
	case game.LeadingError:
		return t.Say("refused.leading", locale.N("Limit", r.Limit))
	case game.HasBidsError:
		return t.Say("refused.has_bids")
	case game.ProtectedError:
		if r.Locked {
			return t.Say("refused.locked")
		}
		return t.Say("refused.favourite")
	case game.NotForAuctionError:
		return t.Say("refused.not_for_auction", locale.N("Stars", r.MaxStars))
	case game.TooManyAuctionsError:
		return t.Say("refused.too_many_auctions", locale.N("Most", r.Most))
	case game.TooManyMarksError:
		return tooManyMarks(t, r)
	case game.NameError:
		if r.What == game.NameOfTag {
			return t.Say("refused.tag_name")
		}
		return t.Say("refused.album_name")
	case game.PointsError:
		return t.Say("refused.points", locale.N("Least", r.Least), locale.N("Most", r.Most))
	case game.UnknownCollectionError:
		return t.Say("refused.unknown_collection", locale.S("Name", plain(r.Name)))
	case game.UnknownAlbumError:
		return t.Say("refused.unknown_album", locale.S("Name", plain(r.Name)))
	case game.AlbumExistsError:
		return t.Say("refused.album_exists", locale.S("Name", plain(r.Name)))
	case game.WorkOverError:
		return t.Say("refused.work_over")
	case game.NothingToClaimError:
		return t.Say("refused.nothing_to_claim")
	case game.AuctionTermsError:
		return t.Say(termID(r.What), locale.N("Least", r.Least), locale.N("Most", r.Most))
	case game.UnsuitedError:
		return t.Say(unsuitedID(r.Process), locale.N("Stars", r.MaxStars))
	case game.NotLevelledError:
		return t.Say("refused.not_levelled", locale.N("Level", r.Level))
	case game.SpentError:
		return t.Say("refused.spent")
	case game.SameCopyError:
		return t.Say("refused.same_copy")
	case game.SameCardError:
		return t.Say("refused.same_card")
	case game.DifferentStarsError:
		return t.Say("refused.different_stars")
	case game.TooFewCopiesError:
		return t.Say("refused.too_few_copies", locale.N("Need", r.Need), locale.N("Have", r.Have),
			locale.S("Stars", stars(r.Stars)), locale.N("Level", r.Level))
	case game.WorthlessError:
		return t.Say("refused.worthless")
	case game.FruitlessError:
		return t.Say("refused.fruitless")
	case game.ChangedError:
		return t.Say("refused.changed")
	case game.TooFewVialsError:
		return t.Say("refused.vials", locale.N("Need", r.Need), locale.N("Have", r.Have), locale.N("Short", r.Need-r.Have))
	case game.MissingMaterialsError:
		return t.Say("refused.materials", locale.S("Materials", materials(t, r.Missing)))
	case game.MaxedError:
		return t.Say("refused.maxed")
	case game.PractisedError:
		when := locale.S("When", relative(r.Until))
		if r.Week {
			return t.Say("refused.practised_week", locale.N("Most", r.Most), when)
		}
		return t.Say("refused.practised_day", locale.N("Most", r.Most), when)
	case game.NoSuchGoodError, game.RecipeOpenError, game.NoRecipeCardError, game.NoRecipeError,
		game.MissingCardsError, game.NoUsesError, game.NotAnItemError, game.FewClaimsError, game.NoCollectionError,
		game.NothingNewError, game.NothingToActAsError, game.NoEffectError, game.NoTiersError, game.MaxTierError, game.NotGrownError:
		if u, ok := r.(game.Unmet); ok {
			return unmet(t, u)
		}
	}
	return t.Say("refused.impossible")
}

func tooManyMarks(t *locale.Text, r game.TooManyMarksError) string {
	most := locale.N("Count", r.Most)
	switch r.What {
	case game.MarksWishes:
		return t.Say("refused.too_many_wishes", most)
	case game.MarksTags:
		return t.Say("refused.too_many_tags", most)
	case game.MarksAlbums:
		return t.Say("refused.too_many_albums", most)
	case game.MarksCopies:
		return t.Say("refused.too_many_copies", most)
	}
	return t.Say("refused.impossible")
}

// unsuitedID is the text for a card that has no part in a process.
func unsuitedID(p game.Process) string {
	switch p {
	case game.Levelling, game.Combining:
		return "refused.unsuited_level"
	case game.Forging:
		return "refused.unsuited_forge"
	case game.Liquefying:
		return "refused.unsuited_liquefy"
	case game.Ascending:
		return "refused.unsuited_ascend"
	}
	return "refused.impossible"
}

// termID is the text for a term of an auction that is impossible.
func termID(what game.AuctionTerm) string {
	switch what {
	case game.TermHours:
		return "refused.term_hours"
	case game.TermStart:
		return "refused.term_start"
	case game.TermIncrement:
		return "refused.term_increment"
	case game.TermBuyout:
		return "refused.term_buyout"
	}
	return "refused.impossible"
}

func cooldown(t *locale.Text, e game.CooldownError) string {
	when := locale.S("When", relative(e.Until))
	switch e.What {
	case game.ClaimCooldown:
		return t.Say("refused.claim_cooldown", when)
	case game.DailyCooldown:
		return t.Say("refused.daily_cooldown", when)
	case game.DropCooldown:
		return t.Say("refused.drop_cooldown", when)
	case game.GrabCooldown:
		return t.Say("refused.grab_cooldown", when)
	case game.WorkCooldown:
		return t.Say("refused.work_cooldown", when)
	case game.LevelCooldown:
		return t.Say("refused.level_cooldown", when)
	}
	if e.What.IsBooster() {
		return t.Say("refused.boost_cooldown", when)
	}
	if item, ok := e.What.Item(); ok {
		return t.Say("unmet.item_cooldown", locale.S("Good", UnitName(t, item)), when)
	}
	return t.Say("refused.cooldown", when)
}

// Fault is the answer for a fault: an apology with the number under which the
// log has it. The error itself is never shown.
func Fault(t *locale.Text, incident string) Message {
	m := note(accentFault, t.Say("fault.incident", locale.S("Incident", incident)))
	m.Ephemeral = true
	return m
}

// A Plight is a reason of ours for which nothing was done.
type Plight int

// The plights. In all of them nothing has happened and trying again is safe.
const (
	Busy           Plight = iota // the queue is full
	Restarting                   // the bot is going down for a restart
	Unavailable                  // the database is away
	TooSlow                      // the deadline has passed
	OldButton                    // the custom id is of another version
	NotAllowed                   // the gate says no
	NotInDirect                  // the command needs a server
	NotYourPress                 // the button is another player's
	UnknownCommand               // this version has no such command
	NoNumber                     // what was typed is no amount
)

// Sorry is the answer for a plight, for the asking player only.
func Sorry(t *locale.Text, p Plight) Message {
	m := note(accentRefused, plight(t, p))
	m.Ephemeral = true
	return m
}

func plight(t *locale.Text, p Plight) string {
	switch p {
	case Busy:
		return t.Say("fault.busy")
	case Restarting:
		return t.Say("fault.restarting")
	case Unavailable:
		return t.Say("fault.unavailable")
	case TooSlow:
		return t.Say("fault.too_slow")
	case OldButton:
		return t.Say("fault.old_button")
	case NotAllowed:
		return t.Say("gate.not_allowed")
	case NotInDirect:
		return t.Say("gate.not_in_direct")
	case UnknownCommand:
		return t.Say("fault.unknown_command")
	case NoNumber:
		return t.Say("fault.no_number")
	case NotYourPress:
		return t.Say("gate.not_your_press")
	}
	return t.Say("fault.busy")
}

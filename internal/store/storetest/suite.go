package storetest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store"
)

// Run is what an engine must do.
func Run(t *testing.T, engine string) {
	t.Helper()
	tests := []struct {
		name string
		test func(*testing.T, *store.DB)
	}{
		{"one act at a hundred instants takes effect once", sameAct},
		{"different acts of a new player at once", newPlayer},
		{"no balance goes below zero", spenders},
		{"no debit of an account that does not exist", strangersPay},
		{"a copy moves only from its holder", moves},
		{"a posting's key is unique", postedTwice},
		{"a refusal rolls back", refusal},
		{"a panic rolls back and goes on to its caller alone", panics},
		{"an error that the closure hides rolls back", hidden},
		{"a context that is over", contexts},
		{"a player's actions happen one after another", serialActs},
		{"players", players},
		{"prints", prints},
		{"copies and marks", copies},
		{"surveys of cards", surveys},
		{"queries that are kept", keptQueries},
		{"claims", claims},
		{"a day's claims are forgotten with the day", claimDays},
		{"flakes for one claim, and many claims at once", claimsAtOnce},
		{"what comes in while a player spends", paidMeanwhile},
		{"a collection that becomes a promo is claimed no more", turnedPromo},
		{"a sweep never ends what was renewed", renewals},
		{"sweeps", sweeps},
		{"drops", drops},
		{"a drop's presses and turns at once", dropRaces},
		{"auctions", auctions},
		{"what an auction cannot be", auctionConstraints},
		{"lists of auctions", auctionLists},
		{"auctions by a query", auctionQueries},
		{"an auction without a bid is no sale", unsoldIsNoSale},
		{"who watches", watching},
		{"what players and servers choose", choices},
		{"copies of one card, and whose marks they carry", copiesOfOneCard},
		{"64 bidders at once, and 8 closings", manyBidders},
		{"one bid at many instants takes effect once", sameBid},
		{"cancel against bid", cancelAgainstBid},
		{"two players who outbid and buy from each other", crosswise},
		{"two postings in opposite orders", opposite},
		{"buyout against bids against closings", lastMoment},
		{"one copy is for sale once", sellingTwice},
		{"a copy that is for sale", escrowed},
		{"what players have done and have", deeds},
		{"two who count each other's deeds at once", crossDeeds},
		{"wishlists", wishes},
		{"opinions", opinions},
		{"albums", albums},
		{"progress with collections", progress},
		{"many who wish, vote and sort at once", markRaces},
		{"levels", levelUps},
		{"levels at once", levelUpsAtOnce},
		{"levels with an effect", levelEffects},
		{"what can be spent", spares},
		{"copies that are meant", meantCopies},
		{"combining", combines},
		{"combining what has changed", combinesChanged},
		{"forging", forges},
		{"liquefying", liquefies},
		{"ascending", ascends},
		{"fusing", fuses},
		{"boosters", boosts},
		{"a copy has grown since the question", grownMeanwhile},
		{"a copy is spent once", spentOnce},
		{"questions are answered once", clickedTwice},
		{"locked or spent", lockedOrSpent},
		{"days in a row", dailies},
		{"one daily at many instants", dailyRaces},
		{"a daily that fails", dailyFails},
		{"a question of work and its answer", working},
		{"a wrong answer", wrongWork},
		{"cards that help with work", helping},
		{"one question asked and answered many times at once", workRaces},
		{"a question's row is answered once", workGuard},
		{"quests are dealt once a period", questDeals},
		{"what rows of quests refuse", questGuards},
		{"quests are claimed while they progress", questClaims},
		{"quests at the ends of days", questTimes},
		{"quests about different cards", questDraws},
		{"quests about quests, and what is forgotten", questPasts},
		{"chains of quests", chains},
		{"achievements are paid once", achieving},
		{"recipes", recipeRows},
		{"a recipe asks for what its buyer has not got", buying},
		{"no recipe, no price", freeOfCharge},
		{"flakes for one recipe, and many purchases at once", buyingAtOnce},
		{"crafting takes what may be taken, or nothing", crafting},
		{"a confirmation of other copies", confirming},
		{"an effect is extended from the later of now and its end", extending},
		{"one recipe is crafted once", craftingAtOnce},
		{"craft against sale and lock of the same copies", craftAgainstSale},
		{"items are used up and pause", using},
		{"Space Unity brings what is new", spaceUnity},
		{"Judgement Day acts as another item", judging},
		{"the last use, and the last claim, at once", usingAtOnce},
		{"a pause, and many uses at once", pausing},
		{"an effect is upgraded once", upgrading},
		{"the progress of an effect is never lost", growing},
		{"an inventory", owning},
		{"effects at work in sales", perks},
		{"the leader's effect, when another's bid ends the auction", perksOfTheLeader},
		{"votes are paid once", voting},
		{"votes without an id", votesWithoutIDs},
		{"one vote at many instants", votesAtOnce},
		{"many who grow and spend at once", smithyLoad},
		{"jobs", alarms},
		{"jobs are leased once", leases},
		{"jobs wait in queues", queues},
		{"jobs are finished together", finishes},
		{"more ids than a block", manyIDs},
		{"catalogue", catalogue},
		{"secrets", secrets},
		{"supplies", supplies},
		{"prices", prices},
		{"the right to update prices", priceLeases},
		{"the history of prices is thinned", thinning},
		{"prices are updated once a period", repricings},
		{"quotes of prices", quotes},
		{"lists by price", worths},
		{"updates of prices that are interrupted", interruptedRepricings},
		{"prices while players claim", repricingUnderLoad},
		{"an audit while others write", auditing},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.test(t, Open(t, engine))
		})
	}
}

// together calls f n times at the same instant and waits for all.
func together(n int, f func(i int)) {
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-start
			f(i)
		})
	}
	close(start)
	all.Wait()
}

// noon is a moment to begin with.
func noon() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }

// join makes a player with this many flakes.
func join(t *testing.T, db *store.DB, id game.PlayerID, flakes int64) {
	t.Helper()
	err := db.Update(t.Context(), func(tx game.Tx) error {
		if err := tx.CreatePlayer(game.Player{ID: id, Name: "p", Joined: noon()}); err != nil {
			return err
		}
		return tx.Post(pay(fmt.Sprintf("join/%d", id), ledger.Mint, account(id), flakes))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// pay is a posting of flakes.
func pay(key string, from, to ledger.Account, amount int64) ledger.Posting {
	return ledger.Posting{Key: key, At: noon(), Transfers: []ledger.Transfer{{
		Unit: ledger.Flake, From: from, To: to, Amount: ledger.Amount(amount), Reason: "test",
	}}}
}

func account(id game.PlayerID) ledger.Account { return ledger.PlayerAccount(int64(id)) }

// flakes reads a balance.
func flakes(t *testing.T, db *store.DB, id game.PlayerID) (n int64) {
	t.Helper()
	err := db.View(t.Context(), func(r game.Reader) error {
		p, err := r.Player(id, "")
		n = p.Flakes
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// update runs f and fails the test if it does.
func update(t *testing.T, db *store.DB, f func(game.Tx) error) {
	t.Helper()
	if err := db.Update(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// fillCards imports the pack.
func fillCards(t *testing.T, db *store.DB) {
	t.Helper()
	collections, cards := Pack()
	if _, err := db.ImportPack(t.Context(), collections, cards); err != nil {
		t.Fatal(err)
	}
}

// mint makes copies of these cards for a player.
func mint(t *testing.T, db *store.DB, key string, to game.PlayerID, cards ...game.CardID) []*game.Copy {
	t.Helper()
	var made []*game.Copy
	update(t, db, func(tx game.Tx) error {
		made = nil
		for _, card := range cards {
			made = append(made, &game.Copy{Card: card, Level: 1, Made: noon()})
		}
		return tx.Mint(key, noon(), account(to), "test", made)
	})
	return made
}

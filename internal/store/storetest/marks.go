package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"gohye/internal/clock"
	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/store"
)

func wishes(t *testing.T, db *store.DB) {
	w := NewWorld(t, db, Rules(t), clock.System{})
	act := func(key string, p game.PlayerID) game.Act { return Act("wish/"+key, p) }
	set := func(key string, p game.PlayerID, card string, on bool, already bool, left int) {
		t.Helper()
		res, err := w.Game.SetWish(t.Context(), act(key, p), card, on)
		if err != nil || res.Already != already || res.Wishes != left {
			t.Errorf("%s: %+v, %v; want already %t and %d left", key, res, err, already, left)
		}
	}
	set("1", 1, "#1", true, false, 1)
	set("2", 1, "#5", true, false, 2)
	set("3", 1, "#5", true, true, 2)
	set("4", 1, "#9", false, true, 2)
	set("5", 2, "#5", true, false, 1)
	if _, err := w.Game.SetWish(t.Context(), act("6", 1), "#4711", true); !errors.Is(err, game.NoSuchCardError{Name: "#4711"}) {
		t.Errorf("a card that is not there: %v", err)
	}
	mint(t, db, "m", 1, 5, 5)
	p, err := w.Game.Wishes(t.Context(), 1, 0, 1)
	if err != nil || p.Total != 2 || p.Pages != 2 || len(p.Entries) != 1 || p.Entries[0].Card.ID != 5 || p.Entries[0].Copies != 2 {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err = w.Game.Wishes(t.Context(), 1, 9, 1); err != nil || p.Page != 1 || p.Entries[0].Card.ID != 1 {
		t.Errorf("beyond the end: %+v, %v", p, err)
	}
	for _, p := range []game.PlayerID{1, 2} {
		if err := w.Game.SetWishPing(t.Context(), act(fmt.Sprint("ping", p), p), true); err != nil {
			t.Fatal(err)
		}
	}
	wishers := func(guild int64, except game.PlayerID, limit int) (found []game.Wisher) {
		err := db.View(t.Context(), func(r game.Reader) (err error) {
			found, err = r.Wishers(guild, []game.CardID{1, 5}, except, limit)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	for name, tt := range map[string]struct{ got, want []game.Wisher }{
		"all":            {wishers(1, 0, 9), []game.Wisher{{Player: 1, Card: 1}, {Player: 1, Card: 5}, {Player: 2, Card: 5}}},
		"but the owner":  {wishers(1, 1, 9), []game.Wisher{{Player: 2, Card: 5}}},
		"one":            {wishers(1, 0, 1), []game.Wisher{{Player: 1, Card: 1}}},
		"another server": {wishers(2, 0, 9), nil},
	} {
		if !reflect.DeepEqual(tt.got, tt.want) {
			t.Errorf("%s: %v, want %v", name, tt.got, tt.want)
		}
	}
	set("7", 1, "#5", false, false, 1)
	if err := w.Game.SetWishPing(t.Context(), act("off", 2), false); err != nil {
		t.Fatal(err)
	}
	if got := wishers(1, 0, 9); !reflect.DeepEqual(got, []game.Wisher{{Player: 1, Card: 1}}) {
		t.Errorf("left are %v", got)
	}
}

func opinions(t *testing.T, db *store.DB) {
	w := NewWorld(t, db, Rules(t), clock.System{})
	n := 0
	act := func(p game.PlayerID) game.Act { n++; return Act(fmt.Sprint("op/", n), p) }
	rate := func(p game.PlayerID, points, mine, all, players int) {
		t.Helper()
		o, err := w.Game.Rate(t.Context(), act(p), "#1", points)
		if err != nil || o.Mine != mine || o.Points != all || o.Players != players {
			t.Errorf("%+v, %v; want %d of %d by %d", o, err, mine, all, players)
		}
	}
	rate(1, 8, 8, 8, 1)
	rate(2, 5, 5, 13, 2)
	rate(1, 10, 10, 15, 2)
	rate(2, 0, 0, 10, 1)
	if _, err := w.Game.Rate(t.Context(), act(1), "#1", 11); !errors.Is(err, game.PointsError{Least: 1, Most: 10}) {
		t.Errorf("eleven points: %v", err)
	}
	counts := map[game.DeedKind]int64{}
	if err := db.View(t.Context(), func(r game.Reader) (err error) { counts, err = r.Counts(1); return err }); err != nil || counts[game.DeedRate] != 1 {
		t.Errorf("rating one card twice counts %d times, %v", counts[game.DeedRate], err)
	}
	vote := func(p game.PlayerID, tag string, v int, want ...game.Tag) {
		t.Helper()
		view, err := w.Game.VoteTag(t.Context(), act(p), "#1", tag, v)
		if err != nil {
			t.Errorf("%s: %v", tag, err)
		}
		kept, err := w.Game.Tags(t.Context(), p, "#1")
		if err != nil || !reflect.DeepEqual(kept.Tags, want) || len(view.Tags) < len(want) {
			t.Errorf("%s: told %+v, kept %+v, want %+v; %v", tag, view.Tags, kept.Tags, want, err)
		}
	}
	vote(1, " #Stage-Outfit ", 1, game.Tag{Name: "stage-outfit", For: 1, Mine: 1})
	vote(2, "stage-outfit", -1, game.Tag{Name: "stage-outfit", For: 1, Against: 1, Mine: -1})
	vote(2, "stage-outfit", 1, game.Tag{Name: "stage-outfit", For: 2, Mine: 1})
	_, err := w.Game.VoteTag(t.Context(), act(2), "#1", "달", 1)
	if !errors.Is(err, game.NameError{What: game.NameOfTag}) {
		t.Errorf("a tag of one letter: %v", err)
	}
	vote(1, "stage-outfit", 0, game.Tag{Name: "stage-outfit", For: 1})
}

func albums(t *testing.T, db *store.DB) {
	w := NewWorld(t, db, Rules(t), clock.System{})
	n := 0
	act := func(p game.PlayerID) game.Act { n++; return Act(fmt.Sprint("album/", n), p) }
	refused := func(what string, err, want error) {
		t.Helper()
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
	}
	_, err := w.Game.MakeAlbum(t.Context(), act(1), "  My   best ")
	refused("make", err, nil)
	_, err = w.Game.MakeAlbum(t.Context(), act(1), "MY BEST")
	refused("the same name", err, game.AlbumExistsError{Name: "MY BEST"})
	_, err = w.Game.MakeAlbum(t.Context(), act(1), " ")
	refused("no name", err, game.NameError{What: game.NameOfAlbum})
	_, err = w.Game.MakeAlbum(t.Context(), act(2), "My best")
	refused("another player's", err, nil)
	made := mint(t, db, "m", 1, 1, 1, 5)
	put := func(what string) {
		t.Helper()
		if _, _, err := w.Game.PutInAlbum(t.Context(), act(1), "my best", what); err != nil {
			t.Error(err)
		}
	}
	shown := func(want ...game.CopyID) {
		t.Helper()
		p, err := w.Game.ShowAlbum(t.Context(), 1, "My best", 0, 10)
		var ids []game.CopyID
		for _, c := range p.Cards {
			ids = append(ids, c.Copy.ID)
		}
		if err != nil || !reflect.DeepEqual(ids, want) || p.Album.Copies != len(want) {
			t.Errorf("shown %v of %d, want %v; %v", ids, p.Album.Copies, want, err)
		}
	}
	put("#1")
	put("#1") // the other copy
	put(made[2].ID.Code())
	put(made[2].ID.Code())
	shown(made[2].ID, made[0].ID, made[1].ID)
	_, _, err = w.Game.PutInAlbum(t.Context(), act(2), "My best", made[0].ID.Code())
	if _, ok := errors.AsType[game.Refusal](err); !ok {
		t.Errorf("a copy of somebody else: %v", err)
	}
	move := func(key string, from, to game.PlayerID) {
		update(t, db, func(tx game.Tx) error {
			return tx.Post(ledger.Posting{Key: key, At: noon(), Transfers: []ledger.Transfer{{
				Unit: ledger.Copy, From: account(from), To: account(to), Amount: 1, Copy: int64(made[2].ID), Reason: "test",
			}}})
		})
	}
	move("there", 1, 2)
	shown(made[0].ID, made[1].ID)
	move("back", 2, 1)
	shown(made[0].ID, made[1].ID) // it comes back as good as new
	put(made[2].ID.Code())
	if _, _, err := w.Game.TakeFromAlbum(t.Context(), act(1), "My best", "#1"); err != nil {
		t.Error(err)
	}
	a, err := w.Game.RenameAlbum(t.Context(), act(1), "my best", "Best")
	refused("rename", err, nil)
	_, err = w.Game.ShowAlbum(t.Context(), 1, "My best", 0, 10)
	refused("the old name", err, game.UnknownAlbumError{Name: "My best"})
	_, err = w.Game.DeleteAlbum(t.Context(), act(2), a.ID)
	refused("delete another's", err, game.UnknownAlbumError{})
	_, err = w.Game.DeleteAlbum(t.Context(), act(1), a.ID)
	refused("delete", err, nil)
	if left, err := w.Game.Albums(t.Context(), 1); err != nil || len(left) != 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

// markRaces: limits hold however many presses come at once.
func markRaces(t *testing.T, db *store.DB) {
	const n = 24
	rules := Rules(t)
	rules.Mark.MaxWishes, rules.Mark.MaxAlbums, rules.Mark.AlbumSize = 5, 3, 4
	w := NewWorld(t, db, rules, clock.System{})
	join(t, db, 1, 1000)
	cards := make([]game.CardID, n)
	for i := range cards {
		cards[i] = game.CardID(i + 1)
	}
	made := mint(t, db, "m", 1, cards...)
	if _, err := w.Game.MakeAlbum(t.Context(), Act("first", 1), "first"); err != nil {
		t.Fatal(err)
	}
	together(n, func(i int) {
		for what, do := range map[string]func(game.Act) error{
			"wish": func(a game.Act) error {
				_, err := w.Game.SetWish(t.Context(), a, fmt.Sprint("#", i+1), true)
				return err
			},
			"album": func(a game.Act) error {
				_, err := w.Game.MakeAlbum(t.Context(), a, fmt.Sprint("album ", i))
				return err
			},
			"put": func(a game.Act) error {
				_, _, err := w.Game.PutInAlbum(t.Context(), a, "first", made[i].ID.Code())
				return err
			},
		} {
			err := do(Act(fmt.Sprint(what, i), 1))
			if _, refused := errors.AsType[game.Refusal](err); err != nil && !refused {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
	p, err := w.Game.Wishes(t.Context(), 1, 0, n)
	if err != nil || p.Total != 5 {
		t.Errorf("%d wishes, %v; want 5", p.Total, err)
	}
	all, err := w.Game.Albums(t.Context(), 1)
	if err != nil || len(all) != 3 {
		t.Errorf("%v, %v; want 3 albums", all, err)
	}
	a, err := w.Game.ShowAlbum(t.Context(), 1, "first", 0, n)
	if err != nil || len(a.Cards) != 4 {
		t.Errorf("%d copies in the album, %v; want 4", len(a.Cards), err)
	}
}

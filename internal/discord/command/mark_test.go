package command

import (
	"context"
	"fmt"
	"testing"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// said is what a command asked of the game, in words.
func (g *fakeGame) said(format string, args ...any) { g.words = fmt.Sprintf(format, args...) }

func (g *fakeGame) MarkCard(_ context.Context, _ game.Act, what string, mark game.Mark, on bool) (game.MarkedCopy, error) {
	g.said("%s %s %t", what, mark, on)
	return game.MarkedCopy{Card: *g.catalogue.Card(1), Copy: game.Copy{ID: 11, Print: 1}}, g.err
}

func (g *fakeGame) SetWish(_ context.Context, _ game.Act, what string, on bool) (game.WishResult, error) {
	g.said("%s %t", what, on)
	return game.WishResult{Card: *g.catalogue.Card(1), Wishes: 1}, g.err
}

func (g *fakeGame) Wishes(_ context.Context, player game.PlayerID, page, size int) (game.WishesPage, error) {
	g.said("%d %d %d", player, page, size)
	return game.WishesPage{Page: page, Pages: 3, Total: 21, Entries: []game.WishedCard{{Card: *g.catalogue.Card(1), Copies: 2}}}, g.err
}

func (g *fakeGame) SetWishPing(_ context.Context, _ game.Act, on bool) error {
	g.said("ping %t", on)
	return g.err
}

func (g *fakeGame) Rate(_ context.Context, _ game.Act, what string, points int) (game.Opinion, error) {
	g.said("%s %d", what, points)
	return game.Opinion{Card: *g.catalogue.Card(1), Mine: points, Points: points, Players: 1}, g.err
}

func (g *fakeGame) Tags(_ context.Context, _ game.PlayerID, what string) (game.TagsView, error) {
	g.said("%s", what)
	return game.TagsView{Card: *g.catalogue.Card(1), Tags: []game.Tag{{Name: "red", For: 1}}}, g.err
}

func (g *fakeGame) VoteTag(_ context.Context, _ game.Act, what, tag string, vote int) (game.TagsView, error) {
	g.said("%s %s %d", what, tag, vote)
	return game.TagsView{Card: *g.catalogue.Card(1)}, g.err
}

func (g *fakeGame) Albums(_ context.Context, player game.PlayerID) ([]game.Album, error) {
	return []game.Album{{ID: 3, Player: player, Name: "Best", Copies: 2}}, g.err
}

func (g *fakeGame) ShowAlbum(_ context.Context, player game.PlayerID, name string, page, size int) (game.AlbumPage, error) {
	g.said("%d %s %d %d", player, name, page, size)
	return game.AlbumPage{
		Album: game.Album{ID: 3, Player: player, Name: "Best", Copies: 20}, Page: page, Pages: 4,
		Cards: []game.ClaimedCard{{Card: *g.catalogue.Card(1), Copy: game.Copy{Print: 2}}},
	}, g.err
}

func (g *fakeGame) TurnAlbum(ctx context.Context, player game.PlayerID, id game.AlbumID, page, size int) (game.AlbumPage, error) {
	return g.ShowAlbum(ctx, player, fmt.Sprint("#", id), page, size)
}

func (g *fakeGame) MakeAlbum(_ context.Context, _ game.Act, name string) (game.Album, error) {
	g.said("make %s", name)
	return game.Album{Name: name}, g.err
}

func (g *fakeGame) RenameAlbum(_ context.Context, _ game.Act, name, to string) (game.Album, error) {
	g.said("%s to %s", name, to)
	return game.Album{Name: to}, g.err
}

func (g *fakeGame) DeleteAlbum(_ context.Context, _ game.Act, id game.AlbumID) (game.Album, error) {
	g.said("delete %d", id)
	return game.Album{Name: "Best"}, g.err
}

func (g *fakeGame) PutInAlbum(_ context.Context, _ game.Act, name, what string) (game.Album, game.ClaimedCard, error) {
	g.said("%s + %s", name, what)
	return game.Album{Name: name}, game.ClaimedCard{Card: *g.catalogue.Card(1)}, g.err
}

func (g *fakeGame) TakeFromAlbum(_ context.Context, _ game.Act, name, what string) (game.Album, game.ClaimedCard, error) {
	g.said("%s - %s", name, what)
	return game.Album{Name: name}, game.ClaimedCard{Card: *g.catalogue.Card(1)}, g.err
}

func (g *fakeGame) Collections(_ context.Context, player game.PlayerID, o game.ProgressOrder, page, size int) (game.ProgressPage, error) {
	g.said("%d %+v %d %d", player, o, page, size)
	return game.ProgressPage{Page: page, Pages: 3, Total: 21, Entries: []game.Progress{{Cards: 3, Owned: 1}}}, g.err
}

func (g *fakeGame) LookAtCollection(_ context.Context, _ game.PlayerID, words string) (game.CollectionView, error) {
	g.said("look %s", words)
	return game.CollectionView{Progress: game.Progress{Cards: 3, Owned: 1}, Samples: []game.Card{*g.catalogue.Card(1)}}, g.err
}

func (g *fakeGame) SuggestCollections(string, int) []game.Collection {
	return []game.Collection{{ID: "aurora", Name: "Aurora"}}
}

func TestMarksAskForWhatWasTyped(t *testing.T) {
	t.Parallel()
	d, g, _ := deps(t)
	all := All(d)
	card, off := Option{Name: "card", Text: "#1"}, Option{Name: "on", Number: 0}
	name := Option{Name: "name", Text: "Best"}
	for _, tt := range []struct {
		path    []string
		options []Option
		want    string
	}{
		{[]string{"fav"}, []Option{card}, "#1 favourite true"},
		{[]string{"fav"}, []Option{card, off}, "#1 favourite false"},
		{[]string{"lock"}, []Option{card}, "#1 locked true"},
		{[]string{"lock"}, []Option{card, off}, "#1 locked false"},
		{[]string{"wish", "add"}, []Option{card}, "#1 true"},
		{[]string{"wish", "remove"}, []Option{card}, "#1 false"},
		{[]string{"wish", "list"}, nil, "5 0 10"},
		{[]string{"wish", "list"}, []Option{{Name: "user", Number: 7}}, "7 0 10"},
		{[]string{"wish", "ping"}, nil, "ping true"},
		{[]string{"wish", "ping"}, []Option{off}, "ping false"},
		{[]string{"rate"}, []Option{card, {Name: "points", Number: 7}}, "#1 7"},
		{[]string{"rate"}, []Option{card}, "#1 0"},
		{[]string{"tag", "add"}, []Option{card, {Name: "tag", Text: "red"}}, "#1 red 1"},
		{[]string{"tag", "against"}, []Option{card, {Name: "tag", Text: "red"}}, "#1 red -1"},
		{[]string{"tag", "undo"}, []Option{card, {Name: "tag", Text: "red"}}, "#1 red 0"},
		{[]string{"tag", "list"}, []Option{card}, "#1"},
		{[]string{"collection", "list"}, nil, "5 {Words: Done:false Open:false Sort:name} 0 10"},
		{[]string{"collection", "list"}, []Option{{Name: "completed", Number: 1}, {Name: "search", Text: "au"}}, "5 {Words:au Done:true Open:false Sort:name} 0 10"},
		{[]string{"collection", "list"}, []Option{{Name: "completed"}, {Name: "sort-by-progress", Number: 1}}, "5 {Words: Done:false Open:true Sort:progress} 0 10"},
		{[]string{"collection", "info"}, []Option{{Name: "collection", Text: "aurora"}}, "look aurora"},
		{[]string{"album", "create"}, []Option{name}, "make Best"},
		{[]string{"album", "rename"}, []Option{name, {Name: "to", Text: "New"}}, "Best to New"},
		{[]string{"album", "add"}, []Option{name, card}, "Best + #1"},
		{[]string{"album", "remove"}, []Option{name, card}, "Best - #1"},
		{[]string{"album", "show"}, []Option{name, {Name: "user", Number: 7}}, "7 Best 0 6"},
		{[]string{"album", "delete"}, []Option{name}, "5 Best 0 1"},
	} {
		c := find(t, all, tt.path[0])
		for _, a := range c.Actions() {
			if a.Path[len(a.Path)-1] != tt.path[len(tt.path)-1] {
				continue
			}
			if _, err := a.Run(t.Context(), ask(d, tt.options...)); err != nil || g.words != tt.want {
				t.Errorf("/%v %v asks for %q, want %q; %v", tt.path, tt.options, g.words, tt.want, err)
			}
		}
	}
}

func TestMarksPages(t *testing.T) {
	t.Parallel()
	d, g, _ := deps(t)
	all := All(d)
	r := ask(d)
	r.Route = ui.NewRoute(ui.VerbWishes, 5, 2, 1, 7)
	if _, err := component(t, all, ui.VerbWishes).Run(t.Context(), r); err != nil || g.words != "7 2 10" {
		t.Errorf("%q, %v", g.words, err)
	}
	r.Route = ui.NewRoute(ui.VerbAlbum, 5, 3, 1, 7, 3)
	if _, err := component(t, all, ui.VerbAlbum).Run(t.Context(), r); err != nil || g.words != "7 #3 3 6" {
		t.Errorf("%q, %v", g.words, err)
	}
	o := game.ProgressOrder{Words: "au", Open: true, Sort: game.ProgressByDone}
	r.Route = ui.NewRoute(ui.VerbCollections, 5, 2, 1, ui.ProgressFlags(o), 0)
	r.Route.Words = "au"
	if _, err := component(t, all, ui.VerbCollections).Run(t.Context(), r); err != nil || g.words != "5 {Words:au Done:false Open:true Sort:progress} 2 10" {
		t.Errorf("%q, %v", g.words, err)
	}
	r.Route = ui.NewRoute(ui.VerbAlbumDelete, 5, 3)
	if _, err := component(t, all, ui.VerbAlbumDelete).Run(t.Context(), r); err != nil || g.words != "delete 3" {
		t.Errorf("%q, %v", g.words, err)
	}
}

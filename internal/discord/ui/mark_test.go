package ui

import (
	"gohye/internal/game"
	"gohye/internal/locale"
)

// markMessages are the messages of marks, wishlists and albums.
func markMessages(x *locale.Text, name string) map[string]Message {
	cards := cardsOf(6, name)
	faces := Faces(cards)
	copied := game.MarkedCopy{Card: cards[1].Card, Copy: cards[1].Copy}
	before := copied
	before.Already = true
	wishes := game.WishesPage{Page: 1, Pages: 3, Total: 27}
	album := game.AlbumPage{Album: game.Album{ID: 3, Player: ana, Name: "*Best* " + name, Copies: 61}, Page: 1, Pages: 11}
	for i, c := range cards {
		wishes.Entries = append(wishes.Entries, game.WishedCard{Card: c.Card, Copies: i % 3})
		album.Cards = append(album.Cards, c.ClaimedCard)
	}
	many := make([]game.Tag, 400)
	for i := range many {
		many[i] = game.Tag{Name: "stage-outfit", For: i, Against: 200, Mine: i%3 - 1}
	}
	wish := game.WishResult{Card: cards[0].Card, Wishes: 12}
	had := game.WishResult{Card: cards[0].Card, Wishes: 12, Already: true}
	progress := func(id string, owned int) game.Progress {
		p := game.Progress{Collection: game.Collection{ID: id, Name: "*Aurora* " + name, Promo: id == "promo", Fragments: id == "frag"}, Cards: 30, Owned: owned}
		p.ByLevel[1], p.ByLevel[4] = game.LevelProgress{Cards: 20, Owned: owned}, game.LevelProgress{Cards: 10}
		return p
	}
	list := game.ProgressPage{Page: 1, Pages: 3, Total: 27, Done: 1, Entries: []game.Progress{progress("a", 0), progress("frag", 29), progress("promo", 30)}}
	return map[string]Message{
		"collection_list":  Collections(x, ana, Asked{Text: "aurora"}, game.ProgressOrder{Words: "aurora", Done: true}, list),
		"collection_none":  Collections(x, ana, Asked{}, game.ProgressOrder{}, game.ProgressPage{Pages: 1}),
		"collection":       Collection(x, game.CollectionView{Progress: list.Entries[1], Top: []game.Collector{{Player: bob, Cards: 30}, {Player: ana, Cards: 29}}}, faces[:2], []Picture{{URL: "http://example.test/pictures/a.jpg"}}),
		"collection_promo": Collection(x, game.CollectionView{Progress: list.Entries[2]}, nil, nil),
		"mark_favourite":   Marked(x, copied, game.Favourite, true, faces[1]),
		"mark_off":         Marked(x, copied, game.Favourite, false, faces[1]),
		"mark_locked":      Marked(x, copied, game.Locked, true, faces[1]),
		"mark_before":      Marked(x, before, game.Locked, false, faces[1]),
		"wish_added":       Wish(x, wish, true, faces[0]),
		"wish_before":      Wish(x, had, true, faces[0]),
		"wish_removed":     Wish(x, wish, false, faces[0]),
		"wish_not_there":   Wish(x, had, false, faces[0]),
		"wish_ping_on":     WishPing(x, true),
		"wish_ping_off":    WishPing(x, false),
		"wish_list":        Wishes(x, ana, bob, wishes, faces),
		"wish_none":        Wishes(x, ana, ana, game.WishesPage{Pages: 1}, nil),
		"wish_dropped":     Wished(x, []game.PlayerID{ana, bob}, faces[:2]),
		"rate":             Rated(x, game.Opinion{Card: cards[0].Card, Mine: 8, Points: 23, Players: 3}, faces[0]),
		"rate_taken_back":  Rated(x, game.Opinion{Card: cards[0].Card, Points: 7, Players: 1}, faces[0]),
		"rate_nobody":      Rated(x, game.Opinion{Card: cards[0].Card}, faces[0]),
		"tag":              Tags(x, game.TagsView{Card: cards[0].Card, Tags: []game.Tag{{Name: "red", For: 3, Mine: 1}, {Name: "blue", For: 1, Against: 2, Mine: -1}}}, faces[0]),
		"tag_many":         Tags(x, game.TagsView{Card: cards[0].Card, Tags: many}, faces[0]),
		"tag_none":         Tags(x, game.TagsView{Card: cards[0].Card}, faces[0]),
		"album_made":       Album(x, album.Album, true),
		"album_renamed":    Album(x, album.Album, false),
		"album_put":        AlbumMoved(x, album.Album, true, faces[0]),
		"album_taken":      AlbumMoved(x, album.Album, false, faces[0]),
		"album_list":       Albums(x, ana, []game.Album{album.Album, {Name: "One", Copies: 1}}),
		"album_none":       Albums(x, ana, nil),
		"album_page":       AlbumPage(x, bob, album, faces, []Picture{{URL: "http://example.test/pictures/a.jpg"}}),
		"album_empty":      AlbumPage(x, bob, game.AlbumPage{Album: game.Album{Name: "Empty", Player: ana}, Pages: 1}, nil, nil),
		"album_delete":     AlbumDelete(x, album.Album),
		"album_deleted":    AlbumDeleted(x, album.Album),
	}
}

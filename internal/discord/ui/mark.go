package ui

import (
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// The verbs of wishlists and albums.
const (
	VerbWishes      = "wp" // a page of a wishlist: owner, page, button, whose
	VerbAlbum       = "bp" // a page of an album: owner, page, button, whose, album
	VerbAlbumDelete = "bd" // owner, album
)

// Marked says that a mark was set or taken off.
func Marked(t *locale.Text, m game.MarkedCopy, mark game.Mark, on bool, f Face) Message {
	id := map[game.Mark][2]string{
		game.Favourite: {t.Say("mark.favourite"), t.Say("mark.no_favourite")},
		game.Locked:    {t.Say("mark.locked"), t.Say("mark.unlocked")},
	}[mark]
	said := id[1]
	if on {
		said = id[0]
	}
	if m.Already {
		said = t.Say("mark.already", locale.S("Mark", said))
	}
	return whisper(accentGood, said+"\n"+title(f)+marks(m.Copy.Favourite, m.Copy.Locked)+"\n"+
		t.Say("card.code", locale.S("Code", m.Copy.ID.Code())))
}

// Wish says what is on a wishlist now.
func Wish(t *locale.Text, w game.WishResult, on bool, f Face) Message {
	card, count := locale.S("Card", title(f)), locale.N("Count", w.Wishes)
	said := t.Say("wish.removed", card, count)
	switch {
	case on && w.Already:
		said = t.Say("wish.already", card, count)
	case on:
		said = t.Say("wish.added", card, count)
	case w.Already:
		said = t.Say("wish.not_there", card, count)
	}
	return whisper(accentGood, said)
}

// WishPing says whether the player is told in this server.
func WishPing(t *locale.Text, on bool) Message {
	if on {
		return whisper(accentGood, t.Say("wish.ping_on"))
	}
	return whisper(accentGood, t.Say("wish.ping_off"))
}

// Wishes is a page of the wishlist of a player, for owner to turn.
func Wishes(t *locale.Text, owner, whose game.PlayerID, p game.WishesPage, faces []Face) Message {
	who := locale.S("Player", mention(whose))
	if len(p.Entries) == 0 {
		return note(accentPlain, t.Say("wish.none", who))
	}
	var b strings.Builder
	b.WriteString(t.Say("wish.title", who, locale.N("Count", p.Total)))
	for i, w := range p.Entries {
		b.WriteString("\n" + title(faces[i]))
		if w.Copies > 0 {
			b.WriteString(" ✅ ×" + t.Number(int64(w.Copies)))
		}
	}
	parts := []discord.ContainerSubComponent{text(b.String())}
	parts = append(parts, turning(t, p.Page, p.Pages, func(page, which int64) Route {
		return NewRoute(VerbWishes, int64(owner), page, which, int64(whose))
	})...)
	return Message{Components: []discord.LayoutComponent{box(accent(faces[0].Card.Level), parts...)}}
}

// Wished tells those who wish for cards that these have been dropped.
func Wished(t *locale.Text, players []game.PlayerID, faces []Face) Message {
	names := make([]string, len(players))
	for i, p := range players {
		names[i] = mention(p)
	}
	cards := make([]string, len(faces))
	for i, f := range faces {
		cards[i] = brief(f)
	}
	m := note(accentPlain, t.Say("wish.dropped", locale.S("Players", strings.Join(names, " ")), locale.S("Cards", strings.Join(cards, ", "))))
	m.Mentions = players
	return m
}

// Rated shows what players think of a card.
func Rated(t *locale.Text, o game.Opinion, f Face) Message {
	lines := []string{title(f), t.Say("rate.taken_back")}
	if o.Mine != 0 {
		lines[1] = t.Say("rate.yours", locale.N("Points", o.Mine))
	}
	if o.Players > 0 {
		tenths := (o.Points*10 + o.Players/2) / o.Players
		lines = append(lines, t.Say("rate.average", locale.S("Average", decimal(int64(tenths/10))+"."+decimal(int64(tenths%10))),
			locale.N("Count", o.Players)))
	}
	return whisper(accentGood, strings.Join(lines, "\n"))
}

// tagsRoom is how many characters the list of tags may take.
const tagsRoom = 3000

// Tags shows what players call a card.
func Tags(t *locale.Text, v game.TagsView, f Face) Message {
	var b strings.Builder
	b.WriteString(title(f))
	if len(v.Tags) == 0 {
		b.WriteString("\n" + t.Say("tag.none"))
	}
	for _, tag := range v.Tags {
		s := "\n`#" + tag.Name + "` 👍 " + t.Number(int64(tag.For)) + " 👎 " + t.Number(int64(tag.Against))
		switch {
		case tag.Mine > 0:
			s += " · " + t.Say("tag.you_for")
		case tag.Mine < 0:
			s += " · " + t.Say("tag.you_against")
		}
		if !tag.Counts() {
			s = strings.Replace(s, "`#"+tag.Name+"`", "~~`#"+tag.Name+"`~~", 1)
		}
		if b.Len()+len(s) > tagsRoom {
			b.WriteString("\n…")
			break
		}
		b.WriteString(s)
	}
	b.WriteString("\n" + t.Say("tag.hint"))
	return whisper(accent(f.Card.Level), b.String())
}

// Album says what has become of an album.
func Album(t *locale.Text, a game.Album, made bool) Message {
	if made {
		return whisper(accentGood, t.Say("album.made", locale.S("Name", plain(a.Name))))
	}
	return whisper(accentGood, t.Say("album.renamed", locale.S("Name", plain(a.Name))))
}

// AlbumMoved says that a copy is in an album, or no longer.
func AlbumMoved(t *locale.Text, a game.Album, in bool, f Face) Message {
	name, card, count := locale.S("Name", plain(a.Name)), locale.S("Card", printed(f)), locale.N("Count", a.Copies)
	if in {
		return whisper(accentGood, t.Say("album.put", name, card, count))
	}
	return whisper(accentGood, t.Say("album.taken", name, card, count))
}

// Albums lists the albums of a player.
func Albums(t *locale.Text, whose game.PlayerID, albums []game.Album) Message {
	who := locale.S("Player", mention(whose))
	if len(albums) == 0 {
		return note(accentPlain, t.Say("album.none", who))
	}
	var b strings.Builder
	b.WriteString(t.Say("album.list", who))
	for _, a := range albums {
		b.WriteString("\n" + t.Say("album.line", locale.S("Name", plain(a.Name)), locale.N("Count", a.Copies)))
	}
	return note(accentPlain, b.String())
}

// AlbumPageSize is how many copies a page of an album shows.
const AlbumPageSize = 6

// AlbumPage is a page of an album, for owner to turn.
func AlbumPage(t *locale.Text, owner game.PlayerID, p game.AlbumPage, faces []Face, pictures []Picture) Message {
	who, name := locale.S("Player", mention(p.Album.Player)), locale.S("Name", plain(p.Album.Name))
	if len(p.Cards) == 0 {
		return note(accentPlain, t.Say("album.empty", who, name))
	}
	var m Message
	var b strings.Builder
	b.WriteString(t.Say("album.title", who, name, locale.N("Count", p.Album.Copies)))
	for i, f := range faces {
		b.WriteString("\n" + printed(f) + marks(p.Cards[i].Copy.Favourite, p.Cards[i].Copy.Locked))
	}
	parts := append([]discord.ContainerSubComponent{text(b.String())}, m.gallery(pictures, alts(t, faces))...)
	parts = append(parts, turning(t, p.Page, p.Pages, func(page, which int64) Route {
		return NewRoute(VerbAlbum, int64(owner), page, which, int64(p.Album.Player), int64(p.Album.ID))
	})...)
	m.Components = []discord.LayoutComponent{box(accent(faces[0].Card.Level), parts...)}
	return m
}

// AlbumDelete asks whether an album is to go.
func AlbumDelete(t *locale.Text, a game.Album) Message {
	name, count := locale.S("Name", plain(a.Name)), locale.N("Count", a.Copies)
	row := discord.ActionRowComponent{Components: []discord.InteractiveComponent{
		discord.ButtonComponent{Style: discord.ButtonStyleDanger, Label: t.Say("album.delete_yes"), CustomID: NewRoute(VerbAlbumDelete, int64(a.Player), int64(a.ID)).ID()},
		discord.ButtonComponent{Style: discord.ButtonStyleSecondary, Label: t.Say("album.delete_no"), CustomID: NewRoute(VerbNevermind, int64(a.Player)).ID()},
	}}
	return Message{Ephemeral: true, Components: []discord.LayoutComponent{box(accentPlain, text(t.Say("album.delete", name, count)), row)}}
}

// AlbumDeleted says that an album is gone.
func AlbumDeleted(t *locale.Text, a game.Album) Message {
	return whisper(accentGood, t.Say("album.deleted", locale.S("Name", plain(a.Name))))
}

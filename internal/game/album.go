package game

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// An AlbumID names an album.
type AlbumID int64

// An Album is copies that a player shows together, in the order in which they
// were made. A copy that the player gives away is in it no longer.
type Album struct {
	ID     AlbumID
	Player PlayerID
	Name   string
	Made   time.Time
	Copies int
}

// Albums lists a player's albums by name.
func (g *Game) Albums(ctx context.Context, player PlayerID) (albums []Album, err error) {
	err = g.store.View(ctx, func(r Reader) (err error) {
		albums, err = r.Albums(player)
		return err
	})
	return albums, err
}

// An AlbumPage is a page of an album.
type AlbumPage struct {
	Album       Album
	Page, Pages int
	Cards       []ClaimedCard
}

// ShowAlbum is a page of the album of a player that is called name. A page beyond
// the end is the last one. Refused: UnknownAlbumError.
func (g *Game) ShowAlbum(ctx context.Context, player PlayerID, name string, page, size int) (AlbumPage, error) {
	return g.albumPage(ctx, player, page, size, func(albums []Album) (Album, error) {
		a, ok := called(albums, name)
		if !ok {
			return a, UnknownAlbumError{Name: name}
		}
		return a, nil
	})
}

// TurnAlbum is another page of an album, whatever it is called by now. Refused:
// GoneError.
func (g *Game) TurnAlbum(ctx context.Context, player PlayerID, id AlbumID, page, size int) (AlbumPage, error) {
	return g.albumPage(ctx, player, page, size, func(albums []Album) (Album, error) {
		i := slices.IndexFunc(albums, func(a Album) bool { return a.ID == id })
		if i < 0 {
			return Album{}, GoneError{}
		}
		return albums[i], nil
	})
}

func (g *Game) albumPage(ctx context.Context, player PlayerID, page, size int, choose func([]Album) (Album, error)) (AlbumPage, error) {
	var res AlbumPage
	err := g.store.View(ctx, func(r Reader) error {
		albums, err := r.Albums(player)
		if err != nil {
			return err
		}
		a, err := choose(albums)
		if err != nil {
			return err
		}
		res = AlbumPage{Album: a, Pages: max(1, (a.Copies+size-1)/size)}
		res.Page = min(max(page, 0), res.Pages-1)
		copies, err := r.AlbumCopies(a.ID, res.Page*size, size)
		for _, c := range copies {
			res.Cards = append(res.Cards, ClaimedCard{Card: g.card(c.Card), Copy: c})
		}
		return err
	})
	return res, err
}

// called is the album of this name, whatever the case of its letters.
func called(albums []Album, name string) (Album, bool) {
	name = strings.Join(strings.Fields(name), " ")
	i := slices.IndexFunc(albums, func(a Album) bool { return strings.EqualFold(a.Name, name) })
	if i < 0 {
		return Album{}, false
	}
	return albums[i], true
}

// MakeAlbum makes an empty album. Refused: NameError, AlbumExistsError,
// TooManyMarksError, ReplayedError.
func (g *Game) MakeAlbum(ctx context.Context, act Act, name string) (Album, error) {
	now := g.clock.Now()
	kept, ok := albumName(name)
	if !ok {
		return Album{}, NameError{What: NameOfAlbum}
	}
	var a Album
	err := g.onAlbums(ctx, act, now, func(tx Tx, albums []Album) error {
		if _, there := called(albums, kept); there {
			return AlbumExistsError{Name: kept}
		}
		if len(albums) >= g.rules.Mark.MaxAlbums {
			return TooManyMarksError{What: MarksAlbums, Most: g.rules.Mark.MaxAlbums}
		}
		a = Album{Player: act.Player, Name: kept, Made: now}
		return tx.OpenAlbum(&a)
	})
	return a, err
}

// RenameAlbum gives an album another name. Refused: UnknownAlbumError, NameError,
// AlbumExistsError, ReplayedError.
func (g *Game) RenameAlbum(ctx context.Context, act Act, name, to string) (Album, error) {
	kept, ok := albumName(to)
	if !ok {
		return Album{}, NameError{What: NameOfAlbum}
	}
	var a Album
	err := g.onAlbum(ctx, act, name, func(tx Tx, albums []Album, found Album) error {
		if other, there := called(albums, kept); there && other.ID != found.ID {
			return AlbumExistsError{Name: kept}
		}
		a = found
		a.Name = kept
		return tx.RenameAlbum(a.ID, kept)
	})
	return a, err
}

// DeleteAlbum takes an album away; its copies stay with the player. Refused:
// UnknownAlbumError, ReplayedError.
func (g *Game) DeleteAlbum(ctx context.Context, act Act, id AlbumID) (Album, error) {
	var a Album
	err := g.onAlbums(ctx, act, g.clock.Now(), func(tx Tx, albums []Album) error {
		i := slices.IndexFunc(albums, func(a Album) bool { return a.ID == id })
		if i < 0 {
			return UnknownAlbumError{}
		}
		a = albums[i]
		return tx.DeleteAlbum(id)
	})
	return a, err
}

// PutInAlbum puts the copy that what means into an album: a copy's code, or a
// card, of which the player's best copy is taken that is not in it yet. Doing it
// twice with a code changes nothing. Refused: UnknownAlbumError,
// UnknownCardError, NotYoursError, TooManyMarksError, ReplayedError.
func (g *Game) PutInAlbum(ctx context.Context, act Act, name, what string) (Album, ClaimedCard, error) {
	return g.moveInAlbum(ctx, act, name, what, true)
}

// TakeFromAlbum takes the copy that what means out of an album; it stays with the
// player. Doing it twice with a code changes nothing. Refused: UnknownAlbumError,
// UnknownCardError, NotYoursError, ReplayedError.
func (g *Game) TakeFromAlbum(ctx context.Context, act Act, name, what string) (Album, ClaimedCard, error) {
	return g.moveInAlbum(ctx, act, name, what, false)
}

func (g *Game) moveInAlbum(ctx context.Context, act Act, name, what string, in bool) (Album, ClaimedCard, error) {
	var meant Copy
	err := g.store.View(ctx, func(r Reader) (err error) {
		meant, err = g.forAlbum(r, act.Player, name, what, in)
		return err
	})
	if err != nil {
		return Album{}, ClaimedCard{}, err
	}
	var a Album
	var c Copy
	err = g.onAlbum(ctx, act, name, func(tx Tx, _ []Album, found Album) error {
		a = found
		if c, err = tx.Copy(meant.ID); err != nil {
			return err
		}
		if c.Holder != playerAccount(act.Player) {
			return NotYoursError{}
		}
		was, err := tx.InAlbum(a.ID, c.ID)
		switch {
		case err != nil || was == in:
			return err
		case !in:
			a.Copies--
			return tx.TakeFromAlbum(a.ID, c.ID)
		case a.Copies >= g.rules.Mark.AlbumSize:
			return TooManyMarksError{What: MarksCopies, Most: g.rules.Mark.AlbumSize}
		}
		a.Copies++
		return tx.PutInAlbum(a.ID, c.ID)
	})
	return a, ClaimedCard{Card: g.card(c.Card), Copy: c}, err
}

// forAlbum is the copy that a player means to put into an album or to take out:
// of a card the best one for which there is something to do.
func (g *Game) forAlbum(r Reader, player PlayerID, name, what string, in bool) (Copy, error) {
	albums, err := r.Albums(player)
	if err != nil {
		return Copy{}, err
	}
	a, ok := called(albums, name)
	if !ok {
		return Copy{}, UnknownAlbumError{Name: name}
	}
	copies, err := g.copiesMeant(r, player, what)
	if err != nil {
		return Copy{}, err
	}
	there, err := r.AlbumCopies(a.ID, 0, a.Copies)
	if err != nil {
		return Copy{}, err
	}
	done := func(c Copy) bool {
		return slices.ContainsFunc(there, func(x Copy) bool { return x.ID == c.ID }) == in
	}
	return slices.MinFunc(copies, func(a, b Copy) int { return cmp.Or(later(done(a), done(b)), -cheaper(a, b)) }), nil
}

// onAlbum does something with the album of the player that is called name.
func (g *Game) onAlbum(ctx context.Context, act Act, name string, f func(Tx, []Album, Album) error) error {
	return g.onAlbums(ctx, act, g.clock.Now(), func(tx Tx, albums []Album) error {
		a, ok := called(albums, name)
		if !ok {
			return UnknownAlbumError{Name: name}
		}
		return f(tx, albums, a)
	})
}

// onAlbums does something with the player's albums, which nobody else changes
// meanwhile: the player's row is locked.
func (g *Game) onAlbums(ctx context.Context, act Act, now time.Time, f func(Tx, []Album) error) error {
	return g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, "")
		if err != nil {
			return err
		}
		albums, err := tx.Albums(p.ID)
		if err != nil {
			return err
		}
		if err := f(tx, albums); err != nil {
			return err
		}
		return tx.SavePlayer(p)
	})
}

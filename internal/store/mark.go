package store

import (
	"time"

	"gohye/internal/game"
	"gohye/internal/store/engine"
)

const (
	wishPage = `SELECT w.card, (SELECT count(*) FROM copy WHERE holder = $2 AND card = w.card)
FROM wish w JOIN card k ON k.id = w.card WHERE w.player = $1 ORDER BY k.level DESC, k.name, k.id LIMIT $3 OFFSET $4`
	wishTotal = `SELECT count(*), COALESCE(sum(CASE WHEN card = $2 THEN 1 ELSE 0 END), 0) FROM wish WHERE player = $1`
	wishers   = `SELECT w.player, w.card FROM wish w JOIN wish_ping g ON g.player = w.player AND g.guild = $1
WHERE w.card IN (SELECT CAST(key AS BIGINT) FROM json_each($2)) AND w.player <> $3 ORDER BY w.card, w.at, w.player LIMIT $4`
	selectWishPing = `SELECT 1 FROM wish_ping WHERE player = $1 AND guild = $2`
	insertWish     = `INSERT INTO wish (player, card, at) VALUES ($1, $2, $3) ON CONFLICT (player, card) DO NOTHING`
	deleteWish     = `DELETE FROM wish WHERE player = $1 AND card = $2`
	insertWishPing = `INSERT INTO wish_ping (player, guild) VALUES ($1, $2) ON CONFLICT (player, guild) DO NOTHING`
	deleteWishPing = `DELETE FROM wish_ping WHERE player = $1 AND guild = $2`

	selectOpinion = `SELECT COALESCE(sum(points), 0), count(*), COALESCE(max(CASE WHEN player = $1 THEN points ELSE 0 END), 0)
FROM rating WHERE card = $2`
	saveRating = `INSERT INTO rating (player, card, points) VALUES ($1, $2, $3)
ON CONFLICT (player, card) DO UPDATE SET points = excluded.points`
	deleteRating = `DELETE FROM rating WHERE player = $1 AND card = $2`

	selectTags = `SELECT tag, sum(CASE WHEN vote > 0 THEN 1 ELSE 0 END) AS likes, sum(CASE WHEN vote < 0 THEN 1 ELSE 0 END),
	sum(CASE WHEN player = $1 THEN vote ELSE 0 END)
FROM tag_vote WHERE card = $2 GROUP BY tag ORDER BY likes DESC, tag`
	saveTagVote = `INSERT INTO tag_vote (card, tag, player, vote) VALUES ($1, $2, $3, $4)
ON CONFLICT (card, tag, player) DO UPDATE SET vote = excluded.vote`
	deleteTagVote = `DELETE FROM tag_vote WHERE card = $1 AND tag = $2 AND player = $3`

	// inAlbum is what makes a row of album_copy count.
	inAlbum      = ` FROM album_copy x JOIN copy c ON c.id = x.copy AND c.moves = x.moves `
	selectAlbums = `SELECT a.id, a.name, a.made, (SELECT count(*)` + inAlbum + `WHERE x.album = a.id)
FROM album a WHERE a.player = $1 ORDER BY a.name, a.id`
	albumCopies = `SELECT ` + copyColumns + inAlbum + `JOIN card k ON k.id = c.card WHERE x.album = $1
ORDER BY k.level DESC, k.name, c.print, c.id LIMIT $2 OFFSET $3`
	selectInAlbum = `SELECT 1` + inAlbum + `WHERE x.album = $1 AND x.copy = $2`
	insertAlbum   = `INSERT INTO album (id, player, name, made) VALUES ($1, $2, $3, $4)`
	renameAlbum   = `UPDATE album SET name = $2 WHERE id = $1`
	deleteAlbum   = `DELETE FROM album WHERE id = $1`
	putInAlbum    = `INSERT INTO album_copy (album, copy, moves) SELECT CAST($1 AS BIGINT), id, moves FROM copy WHERE id = $2
ON CONFLICT (album, copy) DO UPDATE SET moves = excluded.moves`
	takeFromAlbum = `DELETE FROM album_copy WHERE album = $1 AND copy = $2`
)

// Wishes implements [game.MarkReader].
func (r *reader) Wishes(p game.PlayerID, skip, limit int) (page []game.WishRow, total int, err error) {
	r.q.Queue(wishTotal, func(row engine.Row) error { return row.Scan(&total, new(int)) }, int64(p), int64(0))
	r.q.Queue(wishPage, func(row engine.Row) error {
		var w game.WishRow
		var card int64
		err := row.Scan(&card, &w.Copies)
		w.Card = game.CardID(card)
		page = append(page, w)
		return err
	}, int64(p), account(p), limit, skip)
	return page, total, r.q.Flush()
}

// Wished implements [game.MarkReader].
func (r *reader) Wished(p game.PlayerID, card game.CardID) (wished bool, wishes int, err error) {
	n := 0
	r.q.Queue(wishTotal, func(row engine.Row) error { return row.Scan(&wishes, &n) }, int64(p), int64(card))
	err = r.q.Flush()
	return n > 0, wishes, err
}

// Wishers implements [game.MarkReader].
func (r *reader) Wishers(guild int64, cards []game.CardID, except game.PlayerID, limit int) ([]game.Wisher, error) {
	var found []game.Wisher
	r.q.Queue(wishers, func(row engine.Row) error {
		var player, card int64
		err := row.Scan(&player, &card)
		found = append(found, game.Wisher{Player: game.PlayerID(player), Card: game.CardID(card)})
		return err
	}, guild, cardSet(cards), int64(except), limit)
	return found, r.q.Flush()
}

// WishPing implements [game.MarkReader].
func (r *reader) WishPing(p game.PlayerID, guild int64) (on bool, err error) {
	r.q.Queue(selectWishPing, func(engine.Row) error { on = true; return nil }, int64(p), guild)
	return on, r.q.Flush()
}

// Opinion implements [game.MarkReader].
func (r *reader) Opinion(p game.PlayerID, card game.CardID) (o game.Opinion, err error) {
	r.q.Queue(selectOpinion, func(row engine.Row) error { return row.Scan(&o.Points, &o.Players, &o.Mine) }, int64(p), int64(card))
	return o, r.q.Flush()
}

// Tags implements [game.MarkReader].
func (r *reader) Tags(p game.PlayerID, card game.CardID) ([]game.Tag, error) {
	var tags []game.Tag
	r.q.Queue(selectTags, func(row engine.Row) error {
		var t game.Tag
		err := row.Scan(&t.Name, &t.For, &t.Against, &t.Mine)
		tags = append(tags, t)
		return err
	}, int64(p), int64(card))
	return tags, r.q.Flush()
}

// Albums implements [game.MarkReader].
func (r *reader) Albums(p game.PlayerID) ([]game.Album, error) {
	var albums []game.Album
	r.q.Queue(selectAlbums, func(row engine.Row) error {
		a := game.Album{Player: p}
		var id, made int64
		err := row.Scan(&id, &a.Name, &made, &a.Copies)
		a.ID, a.Made = game.AlbumID(id), when(made)
		albums = append(albums, a)
		return err
	}, int64(p))
	return albums, r.q.Flush()
}

// AlbumCopies implements [game.MarkReader].
func (r *reader) AlbumCopies(id game.AlbumID, skip, limit int) ([]game.Copy, error) {
	var copies []game.Copy
	r.q.Queue(albumCopies, func(row engine.Row) error {
		var c game.Copy
		err := scanCopy(row, &c)
		copies = append(copies, c)
		return err
	}, int64(id), limit, skip)
	return copies, r.q.Flush()
}

// InAlbum implements [game.MarkReader].
func (r *reader) InAlbum(id game.AlbumID, c game.CopyID) (in bool, err error) {
	r.q.Queue(selectInAlbum, func(engine.Row) error { in = true; return nil }, int64(id), int64(c))
	return in, r.q.Flush()
}

// AddWish implements [game.MarkTx].
func (t *tx) AddWish(p game.PlayerID, card game.CardID, at time.Time) error {
	t.q.Queue(insertWish, nil, int64(p), int64(card), nanos(at))
	return t.q.Err()
}

// DeleteWish implements [game.MarkTx].
func (t *tx) DeleteWish(p game.PlayerID, card game.CardID) error {
	t.q.Queue(deleteWish, nil, int64(p), int64(card))
	return t.q.Err()
}

// SetWishPing implements [game.MarkTx].
func (t *tx) SetWishPing(p game.PlayerID, guild int64, on bool) error {
	query := deleteWishPing
	if on {
		query = insertWishPing
	}
	t.q.Queue(query, nil, int64(p), guild)
	return t.q.Err()
}

// Rate implements [game.MarkTx].
func (t *tx) Rate(p game.PlayerID, card game.CardID, points int) error {
	if points == 0 {
		t.q.Queue(deleteRating, nil, int64(p), int64(card))
	} else {
		t.q.Queue(saveRating, nil, int64(p), int64(card), points)
	}
	return t.q.Err()
}

// VoteTag implements [game.MarkTx].
func (t *tx) VoteTag(p game.PlayerID, card game.CardID, tag string, vote int) error {
	if vote == 0 {
		t.q.Queue(deleteTagVote, nil, int64(card), tag, int64(p))
	} else {
		t.q.Queue(saveTagVote, nil, int64(card), tag, int64(p), vote)
	}
	return t.q.Err()
}

// OpenAlbum implements [game.MarkTx].
func (t *tx) OpenAlbum(a *game.Album) error {
	id, err := t.id(albumID)
	if err != nil {
		return err
	}
	a.ID = game.AlbumID(id)
	t.q.Queue(insertAlbum, nil, id, int64(a.Player), a.Name, nanos(a.Made))
	return t.q.Err()
}

// RenameAlbum implements [game.MarkTx].
func (t *tx) RenameAlbum(id game.AlbumID, name string) error {
	t.q.Must(renameAlbum, int64(id), name)
	return t.q.Err()
}

// DeleteAlbum implements [game.MarkTx].
func (t *tx) DeleteAlbum(id game.AlbumID) error {
	t.q.Must(deleteAlbum, int64(id))
	return t.q.Err()
}

// PutInAlbum implements [game.MarkTx].
func (t *tx) PutInAlbum(id game.AlbumID, c game.CopyID) error {
	t.q.Must(putInAlbum, int64(id), int64(c))
	return t.q.Err()
}

// TakeFromAlbum implements [game.MarkTx].
func (t *tx) TakeFromAlbum(id game.AlbumID, c game.CopyID) error {
	t.q.Queue(takeFromAlbum, nil, int64(id), int64(c))
	return t.q.Err()
}

package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"

	"gohye/internal/game"
	"gohye/internal/store/engine"
)

const (
	selectVersion     = `SELECT value FROM counter WHERE name = 'catalogue'`
	bumpVersion       = `UPDATE counter SET value = value + 1 WHERE name = 'catalogue' RETURNING value`
	selectCollections = `SELECT id, name, promo, fragments, tags FROM collection ORDER BY id`
	selectCards       = `SELECT id, name, name_key, level, collection, tags, animated FROM card ORDER BY id`
	upsertCollection  = `INSERT INTO collection (id, name, promo, fragments, tags) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, promo = excluded.promo, fragments = excluded.fragments, tags = excluded.tags`
	upsertCard = `INSERT INTO card (id, name, name_key, level, collection, tags, animated) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, level = excluded.level,
	collection = excluded.collection, tags = excluded.tags, animated = excluded.animated`

	//nolint:gosec // no secret, only where one is
	selectSecret = `SELECT value FROM meta WHERE name = $1`
	insertSecret = `INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`
)

// CardsVersion implements [game.Store].
func (db *DB) CardsVersion(ctx context.Context) (version int64, err error) {
	err = db.eng.Read(ctx, func(t engine.Tx) error {
		t.Queue(selectVersion, func(r engine.Row) error { return r.Scan(&version) })
		return t.Flush()
	})
	if err != nil {
		return 0, fault("version of the catalogue", err)
	}
	return version, nil
}

// Cards implements [game.Store].
func (db *DB) Cards(ctx context.Context) (version int64, collections []game.Collection, cards []game.Card, err error) {
	err = db.eng.Snapshot(ctx, func(t engine.Tx) error {
		t.Queue(selectVersion, func(r engine.Row) error { return r.Scan(&version) })
		t.Queue(selectCollections, func(r engine.Row) error {
			var c game.Collection
			var tags string
			if err := r.Scan(&c.ID, &c.Name, &c.Promo, &c.Fragments, &tags); err != nil {
				return err
			}
			collections = append(collections, c)
			return json.Unmarshal([]byte(tags), &collections[len(collections)-1].Tags)
		})
		t.Queue(selectCards, func(r engine.Row) error {
			var c game.Card
			var id int64
			var tags string
			if err := r.Scan(&id, &c.Name, &c.Key, &c.Level, &c.Collection, &tags, &c.Animated); err != nil {
				return err
			}
			c.ID = game.CardID(id)
			cards = append(cards, c)
			return json.Unmarshal([]byte(tags), &cards[len(cards)-1].Tags)
		})
		return t.Flush()
	})
	if err != nil {
		return 0, nil, nil, fault("catalogue", err)
	}
	return version, collections, cards, nil
}

// ImportPack writes collections and cards, new ones and changed ones, in one
// transaction, and raises the catalogue's version if anything differs from what
// is there. It takes nothing away: people may hold copies. changed says how many
// collections and cards were new or different.
func (db *DB) ImportPack(ctx context.Context, collections []game.Collection, cards []game.Card) (changed int, err error) {
	_, oldCollections, oldCards, err := db.Cards(ctx)
	if err != nil {
		return 0, err
	}
	collections = differing(collections, oldCollections, func(c game.Collection) string { return c.ID })
	cards = differing(cards, oldCards, func(c game.Card) game.CardID { return c.ID })
	if len(collections)+len(cards) == 0 {
		return 0, nil
	}
	err = db.eng.Alone(ctx, func(t engine.Tx) error {
		t.Queue(bumpVersion, ignore) // its lock keeps a second import waiting
		return importAll(t, collections, cards)
	})
	if err != nil {
		return 0, fault("import of cards", err)
	}
	return len(collections) + len(cards), nil
}

func importAll(t engine.Tx, collections []game.Collection, cards []game.Card) error {
	for _, c := range collections {
		t.Queue(upsertCollection, nil, c.ID, c.Name, c.Promo, c.Fragments, encodeTags(c.Tags))
	}
	for part := range slices.Chunk(cards, 1000) {
		for _, c := range part {
			t.Queue(upsertCard, nil, int64(c.ID), c.Name, c.Key, c.Level, c.Collection, encodeTags(c.Tags), c.Animated)
		}
		if err := t.Flush(); err != nil {
			return err
		}
	}
	return t.Flush()
}

// differing are the items that are not among the old ones just as they are.
func differing[T any, K comparable](items, old []T, key func(T) K) (changed []T) {
	is := make(map[K]string, len(old))
	for _, o := range old {
		is[key(o)] = fmt.Sprintf("%+v", o)
	}
	for _, item := range items {
		if is[key(item)] != fmt.Sprintf("%+v", item) {
			changed = append(changed, item)
		}
	}
	return changed
}

// encodeTags is the form of tags in a column; none is "[]".
func encodeTags(tags []string) string {
	if len(tags) == 0 {
		return "[]"
	}
	text, _ := json.Marshal(tags) // a list of strings has no error
	return string(text)
}

// Secret is the 32 random bytes of this name, which are made when they are
// first asked for and stay the same for the life of the database.
func (db *DB) Secret(ctx context.Context, name string) (secret []byte, err error) {
	fresh := make([]byte, 32)
	if _, err := rand.Read(fresh); err != nil {
		return nil, fmt.Errorf("store: secret: %w", err)
	}
	err = db.eng.Alone(ctx, func(t engine.Tx) error {
		t.Queue(insertSecret, nil, name, fresh)
		t.Queue(selectSecret, func(r engine.Row) error { return r.Scan(&secret) }, name)
		return t.Flush()
	})
	if err != nil {
		return nil, fault("secret "+name, err)
	}
	return secret, nil
}

package game

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"time"
)

// keptFor is how long the buttons of a long query can be pressed.
const keptFor = 7 * 24 * time.Hour

// KeepQuery writes down a query that is too long for a button, which then
// carries the token. The same text has the same token, whoever asks, so that
// there are no more rows than there are texts.
func (g *Game) KeepQuery(ctx context.Context, text string) (token int64, err error) {
	sum := sha256.Sum256([]byte(text))
	token = int64(binary.BigEndian.Uint64(sum[:8]) >> 1)
	until := g.clock.Now().Add(keptFor)
	err = g.store.Update(ctx, func(tx Tx) error { return tx.KeepQuery(token, text, until) })
	return token, err
}

// KeptQuery is the query of a token. Refused: GoneError.
func (g *Game) KeptQuery(ctx context.Context, token int64) (text string, err error) {
	err = g.store.View(ctx, func(r Reader) (err error) {
		text, err = r.KeptQuery(token)
		return err
	})
	if errors.Is(err, ErrNotFound) {
		return "", GoneError{}
	}
	return text, err
}

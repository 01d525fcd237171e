package store

import (
	"encoding/json"
	"fmt"

	"gohye/internal/game"
	"gohye/internal/store/engine"
)

const (
	selectWork = `SELECT number, scenario, choices, collection, opened, until, open FROM work WHERE player = $1`
	saveWork   = `INSERT INTO work (player, number, scenario, choices, collection, opened, until, open)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (player) DO UPDATE SET number = excluded.number, scenario = excluded.scenario, choices = excluded.choices,
	collection = excluded.collection, opened = excluded.opened, until = excluded.until, open = excluded.open`
	closeWork = `UPDATE work SET open = FALSE WHERE player = $1 AND number = $2 AND open`
	// selectHelpers looks at each copy once. $3 is a tag as it stands in the
	// list of a card's tags, with its quotes.
	selectHelpers = `SELECT
	count(DISTINCT CASE WHEN k.collection = $2 THEN k.id END),
	COALESCE(max(CASE WHEN k.collection = $2 THEN c.level END), 0),
	COALESCE(max(CASE WHEN k.collection = $2 AND k.animated THEN 1 END), 0),
	count(DISTINCT CASE WHEN replace(k.tags, $3, '') <> k.tags THEN k.id END),
	COALESCE(max(CASE WHEN replace(k.tags, $3, '') <> k.tags THEN c.level END), 0),
	COALESCE(max(CASE WHEN replace(k.tags, $3, '') <> k.tags AND k.animated THEN 1 END), 0)
FROM copy c JOIN card k ON k.id = c.card WHERE c.holder = $1`
)

// WorkPrompt implements [game.Reader].
func (r *reader) WorkPrompt(p game.PlayerID) (game.WorkPrompt, error) {
	w := game.WorkPrompt{Player: p}
	found := false
	r.q.Queue(selectWork, func(row engine.Row) error {
		var scenario, choices string
		var opened, until int64
		found = true
		if err := row.Scan(&w.Number, &scenario, &choices, &w.Collection, &opened, &until, &w.Open); err != nil {
			return err
		}
		w.Scenario, w.Opened, w.Until = game.ScenarioID(scenario), when(opened), when(until)
		if err := json.Unmarshal([]byte(choices), &w.Choices); err != nil {
			return fmt.Errorf("the choices of a question are damaged: %w", err)
		}
		return nil
	}, int64(p))
	return w, r.one(&found)
}

// SaveWorkPrompt implements [game.Tx].
func (t *tx) SaveWorkPrompt(w game.WorkPrompt) error {
	choices, err := json.Marshal(w.Choices)
	if err != nil {
		return err
	}
	t.q.Queue(saveWork, nil, int64(w.Player), w.Number, string(w.Scenario), string(choices), w.Collection,
		nanos(w.Opened), nanos(w.Until), w.Open)
	return t.q.Err()
}

// CloseWorkPrompt implements [game.Tx]. The player's lock makes it the last word;
// the guard is for those who forget to take it.
func (t *tx) CloseWorkPrompt(p game.PlayerID, number int64) error {
	t.q.Must(closeWork, int64(p), number)
	return t.q.Err()
}

// Helpers implements [game.Reader].
func (r *reader) Helpers(p game.PlayerID, collection, tag string) (ofCollection, ofTag game.Helpers, err error) {
	quoted, err := json.Marshal(tag) // an empty tag is in no list
	if err != nil {
		return game.Helpers{}, game.Helpers{}, err
	}
	r.q.Queue(selectHelpers, func(row engine.Row) error {
		var one, other int
		err := row.Scan(&ofCollection.Cards, &ofCollection.Level, &one, &ofTag.Cards, &ofTag.Level, &other)
		ofCollection.Animated, ofTag.Animated = one != 0, other != 0
		return err
	}, account(p), collection, string(quoted))
	return ofCollection, ofTag, r.q.Flush()
}

package store

import (
	"encoding/json"
	"fmt"
	"time"

	"gohye/internal/game"
	"gohye/internal/store/engine"
)

const (
	selectOwned   = `SELECT DISTINCT card FROM copy WHERE holder = $1 ORDER BY card`
	recipeColumns = `good, cards, price, key, bought`
	selectRecipe  = `SELECT ` + recipeColumns + ` FROM recipe WHERE player = $1 AND good = $2`
	selectRecipes = `SELECT ` + recipeColumns + ` FROM recipe WHERE player = $1 ORDER BY good`
	saveRecipe    = `INSERT INTO recipe (player, good, cards, price, key, bought) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (player, good) DO UPDATE SET cards = excluded.cards, price = excluded.price, key = excluded.key, bought = excluded.bought`
	useUpRecipe  = `DELETE FROM recipe WHERE player = $1 AND good = $2`
	extendEffect = `INSERT INTO effect (player, id, tier, progress, until) VALUES ($1, $2, 1, 0, $3)
ON CONFLICT (player, id) DO UPDATE SET until = excluded.until`
	raiseEffect     = `UPDATE effect SET tier = tier + 1, progress = 0 WHERE player = $1 AND id = $2 AND tier = $3`
	selectCooldowns = `SELECT what, until FROM cooldown WHERE player = $1`
	selectVote      = `SELECT site, player, at, flakes, vials FROM vote WHERE id = $1`
	selectLastVote  = `SELECT at FROM vote WHERE player = $1 AND ($2 = '' OR site = $2) ORDER BY at DESC LIMIT 1`
	insertVote      = `INSERT INTO vote (id, site, player, at, flakes, vials) VALUES ($1, $2, $3, $4, $5, $6)`
)

// Owned implements [game.Reader].
func (r *reader) Owned(p game.PlayerID) ([]game.CardID, error) {
	var cards []game.CardID
	r.q.Queue(selectOwned, func(row engine.Row) error {
		var id int64
		err := row.Scan(&id)
		cards = append(cards, game.CardID(id))
		return err
	}, account(p))
	return cards, r.q.Flush()
}

func scanRecipe(row engine.Row, r *game.Recipe) error {
	var good, cards string
	var bought int64
	if err := row.Scan(&good, &cards, &r.Price, &r.Key, &bought); err != nil {
		return err
	}
	r.Good, r.Bought = game.GoodID(good), when(bought)
	if err := json.Unmarshal([]byte(cards), &r.Cards); err != nil {
		return fmt.Errorf("the cards of a recipe are damaged: %w", err)
	}
	return nil
}

// Recipe implements [game.Reader].
func (r *reader) Recipe(p game.PlayerID, good game.GoodID) (game.Recipe, error) {
	var recipe game.Recipe
	found := false
	r.q.Queue(selectRecipe, func(row engine.Row) error {
		found = true
		return scanRecipe(row, &recipe)
	}, int64(p), string(good))
	return recipe, r.one(&found)
}

// Recipes implements [game.Reader].
func (r *reader) Recipes(p game.PlayerID) ([]game.Recipe, error) {
	var recipes []game.Recipe
	r.q.Queue(selectRecipes, func(row engine.Row) error {
		var recipe game.Recipe
		err := scanRecipe(row, &recipe)
		recipes = append(recipes, recipe)
		return err
	}, int64(p))
	return recipes, r.q.Flush()
}

// SaveRecipe implements [game.Tx].
func (t *tx) SaveRecipe(p game.PlayerID, r game.Recipe) error {
	cards, _ := json.Marshal(r.Cards) // a list of numbers has no error
	t.q.Queue(saveRecipe, nil, int64(p), string(r.Good), string(cards), r.Price, r.Key, nanos(r.Bought))
	return t.q.Err()
}

// UseUpRecipe implements [game.Tx].
func (t *tx) UseUpRecipe(p game.PlayerID, good game.GoodID) error {
	t.q.Must(useUpRecipe, int64(p), string(good))
	return t.q.Err()
}

// ExtendEffect implements [game.Tx].
func (t *tx) ExtendEffect(p game.PlayerID, id game.EffectID, until time.Time) error {
	t.q.Queue(extendEffect, nil, int64(p), string(id), nanos(until))
	return t.q.Err()
}

// RaiseEffect implements [game.Tx].
func (t *tx) RaiseEffect(p game.PlayerID, id game.EffectID, from int) error {
	t.q.Must(raiseEffect, int64(p), string(id), from)
	return t.q.Err()
}

// EffectsOf implements [game.Reader].
func (r *reader) EffectsOf(players ...game.PlayerID) (map[game.PlayerID][]game.Effect, error) {
	all := make(map[game.PlayerID][]game.Effect, len(players))
	for _, p := range players {
		r.q.Queue(selectEffects, func(row engine.Row) error {
			e, err := scanEffect(row)
			all[p] = append(all[p], e)
			return err
		}, int64(p))
	}
	return all, r.q.Flush()
}

// Cooldowns implements [game.Reader].
func (r *reader) Cooldowns(p game.PlayerID) (map[game.Cooldown]time.Time, error) {
	all := map[game.Cooldown]time.Time{}
	r.q.Queue(selectCooldowns, func(row engine.Row) error {
		var what string
		var until int64
		err := row.Scan(&what, &until)
		all[game.Cooldown(what)] = when(until)
		return err
	}, int64(p))
	return all, r.q.Flush()
}

// Vote implements [game.Reader].
func (r *reader) Vote(id string) (game.Vote, error) {
	v := game.Vote{ID: id}
	found := false
	r.q.Queue(selectVote, func(row engine.Row) error {
		var player, at int64
		found = true
		err := row.Scan(&v.Site, &player, &at, &v.Flakes, &v.Vials)
		v.Player, v.At = game.PlayerID(player), when(at)
		return err
	}, id)
	return v, r.one(&found)
}

// LastVote implements [game.Reader].
func (r *reader) LastVote(p game.PlayerID, site string) (time.Time, error) {
	var last int64
	r.q.Queue(selectLastVote, func(row engine.Row) error { return row.Scan(&last) }, int64(p), site)
	err := r.q.Flush()
	return when(last), err
}

// AddVote implements [game.Tx].
func (t *tx) AddVote(v game.Vote) error {
	t.q.Queue(insertVote, nil, v.ID, v.Site, int64(v.Player), nanos(v.At), v.Flakes, v.Vials)
	return t.q.Err()
}

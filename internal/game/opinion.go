package game

import "context"

// An Opinion is what players think of a card.
type Opinion struct {
	Card    Card
	Mine    int // the player's points, 1 to 10; 0 for none
	Points  int // of all together
	Players int // who have given some
}

// Rate gives a card points, 1 to 10, or takes them back with 0. Refused:
// NoSuchCardError, QueryError, PointsError, ReplayedError.
func (g *Game) Rate(ctx context.Context, act Act, what string, points int) (Opinion, error) {
	now := g.clock.Now()
	card, err := g.cardNamed(ctx, act.Player, what)
	switch {
	case err != nil:
		return Opinion{}, err
	case points != 0 && (points < minPoints || points > maxMark):
		return Opinion{}, PointsError{Least: minPoints, Most: maxMark}
	}
	var o Opinion
	err = g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, "")
		if err != nil {
			return err
		}
		if o, err = tx.Opinion(p.ID, card.ID); err != nil {
			return err
		}
		first := o.Mine == 0 && points != 0
		o.rate(points)
		o.Card = *card
		if err := tx.SavePlayer(p); err != nil {
			return err
		}
		if err := tx.Rate(p.ID, card.ID, points); err != nil || !first {
			return err
		}
		return g.did(tx, p.ID, now, one(DeedRate))
	})
	return o, err
}

// rate puts the player's points in the place of the former ones.
func (o *Opinion) rate(points int) {
	if o.Mine != 0 {
		o.Points, o.Players = o.Points-o.Mine, o.Players-1
	}
	if points != 0 {
		o.Points, o.Players = o.Points+points, o.Players+1
	}
	o.Mine = points
}

// A Tag is what players call a card.
type Tag struct {
	Name         string
	For, Against int // players
	Mine         int // the player's own vote: 1, -1 or 0
}

// Counts reports whether the tag counts: more are for it than against it.
func (t *Tag) Counts() bool { return t.For > t.Against }

// A TagsView is a card with its tags, those with the most votes for them first.
type TagsView struct {
	Card Card
	Tags []Tag
}

// Tags is a card with what players call it. Refused: NoSuchCardError, QueryError.
func (g *Game) Tags(ctx context.Context, player PlayerID, what string) (TagsView, error) {
	card, err := g.cardNamed(ctx, player, what)
	if err != nil {
		return TagsView{}, err
	}
	v := TagsView{Card: *card}
	err = g.store.View(ctx, func(r Reader) (err error) {
		v.Tags, err = r.Tags(player, card.ID)
		return err
	})
	return v, err
}

// VoteTag votes for a tag of a card (1) or against it (-1), or takes the vote back
// (0). Refused: NoSuchCardError, QueryError, NameError, TooManyMarksError, ReplayedError.
func (g *Game) VoteTag(ctx context.Context, act Act, what, tag string, vote int) (TagsView, error) {
	now := g.clock.Now()
	card, err := g.cardNamed(ctx, act.Player, what)
	if err != nil {
		return TagsView{}, err
	}
	name, ok := tagName(tag)
	if !ok {
		return TagsView{}, NameError{What: NameOfTag}
	}
	v := TagsView{Card: *card}
	err = g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, "")
		if err != nil {
			return err
		}
		if v.Tags, err = tx.Tags(p.ID, card.ID); err != nil {
			return err
		}
		if v.vote(name, vote) > g.rules.Mark.MaxTags {
			return TooManyMarksError{What: MarksTags, Most: g.rules.Mark.MaxTags}
		}
		if err := tx.SavePlayer(p); err != nil {
			return err
		}
		return tx.VoteTag(p.ID, card.ID, name, vote)
	})
	return v, err
}

// vote puts the player's vote in the place of the former one, and returns about
// how many tags of the card the player has voted then.
func (v *TagsView) vote(name string, vote int) (votes int) {
	found := false
	for i := range v.Tags {
		t := &v.Tags[i]
		if t.Name == name {
			t.count(-1)
			t.Mine, found = vote, true
			t.count(1)
		}
		if t.Mine != 0 {
			votes++
		}
	}
	if !found && vote != 0 {
		t := Tag{Name: name, Mine: vote}
		t.count(1)
		v.Tags = append(v.Tags, t)
		votes++
	}
	return votes
}

// count adds the player's own vote n times.
func (t *Tag) count(n int) {
	switch t.Mine {
	case 1:
		t.For += n
	case -1:
		t.Against += n
	}
}

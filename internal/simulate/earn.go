package simulate

import (
	"context"
	"errors"
	"slices"

	"gohye/internal/game"
)

// work asks for a question, and answers it when it has been read: rightly, by how
// much players of the kind know.
func work(ctx context.Context, w *world, p *person, _ view) error {
	asked, err := w.game.Work(ctx, w.act(p))
	if err != nil {
		return err
	}
	position := slices.Index(asked.Prompt.Choices[:], 0)
	if w.dice.Float64() >= w.kinds[p.kind].Knows {
		position = (position + 1) % len(asked.Prompt.Choices)
	}
	p.visit.then = func(ctx context.Context, w *world, p *person, _ view) error {
		_, err := w.game.AnswerWork(ctx, w.act(p), asked.Prompt.Number, position)
		return err
	}
	return nil
}

// quests looks at the quests, which deals those of a new day.
func quests(ctx context.Context, w *world, p *person, _ view) error {
	_, err := w.game.Quests(ctx, w.act(p))
	return err
}

// collect claims what quests and achievements bring.
func collect(ctx context.Context, w *world, p *person, _ view) error {
	_, err := w.game.ClaimQuests(ctx, w.act(p))
	if _, none := asRefusal[game.NothingToClaimError](err); err != nil && !none {
		return err
	}
	_, more := w.game.ClaimAchievements(ctx, w.act(p))
	if _, none := asRefusal[game.NothingToClaimError](more); none && err != nil {
		return errNothing
	} else if none {
		return nil
	}
	return errors.Join(more)
}

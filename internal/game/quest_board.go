package game

import (
	"context"
	"errors"
	"strconv"
	"time"
)

// A QuestState is a quest as it is shown.
type QuestState struct {
	Quest
	Goals  []GoalState
	Reward Reward
	Done   bool
}

// A GoalState is a goal with what was done of it.
type GoalState struct {
	Goal
	Have int64
}

// A QuestBoard is what /quests shows: the quests of the present periods.
type QuestBoard struct {
	Player PlayerID
	Quests []QuestState
	Ends   map[Period]time.Time
	Chains []ChainState
	// Ready counts what can be claimed now, Late of them from earlier periods;
	// Keep is for how many days after its end a reward waits.
	Ready, Late, Keep int
}

// Quests shows a player's quests. Who has none for a period yet gets them. Refused:
// nothing.
func (g *Game) Quests(ctx context.Context, act Act) (QuestBoard, error) {
	now, rng := g.clock.Now(), g.draws()
	high, low := rng.Uint64(), rng.Uint64()
	board, missing, err := g.readBoard(ctx, act.Player, now)
	if err != nil || !missing {
		return board, err
	}
	err = g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, "")
		if err != nil {
			return err
		}
		return g.dealQuests(tx, p.ID, now, dice(high, low))
	})
	if _, again := errors.AsType[ReplayedError](err); err != nil && !again {
		return QuestBoard{}, err
	}
	board, _, err = g.readBoard(ctx, act.Player, now)
	return board, err
}

// readBoard is the board of a moment; missing says that there is a period without
// quests.
func (g *Game) readBoard(ctx context.Context, p PlayerID, now time.Time) (board QuestBoard, missing bool, err error) {
	err = g.store.View(ctx, func(r Reader) error {
		rec, chains, counts, err := g.questRecord(r, p, now)
		if err != nil {
			return err
		}
		board = g.board(p, rec, chainStates(chains, counts), now)
		missing = len(board.Quests) < tiers*len(Periods())
		return nil
	})
	return board, missing, err
}

// questRecord reads all that quests and chains are computed from.
func (g *Game) questRecord(r Reader, p PlayerID, now time.Time) (rec record, chains []Chain, counts map[DeedKind]int64, err error) {
	oldest := g.rules.Quest.oldest(g.rules.day(now))
	if rec.quests, err = r.Quests(p, oldest); err != nil {
		return rec, nil, nil, err
	}
	if rec.diary, err = r.Diary(p, oldest); err != nil {
		return rec, nil, nil, err
	}
	if chains, err = r.Chains(p); err != nil {
		return rec, nil, nil, err
	}
	counts, err = r.Counts(p)
	return rec, chains, counts, err
}

func (g *Game) board(p PlayerID, rec record, chains []ChainState, now time.Time) QuestBoard {
	today := g.rules.day(now)
	board := QuestBoard{Player: p, Ends: map[Period]time.Time{}, Chains: chains, Keep: g.rules.Quest.Keep}
	for _, period := range Periods() {
		board.Ends[period] = g.rules.begin(period.next(period.start(today)))
	}
	for _, q := range rec.quests {
		present := q.Start == q.Period.start(today)
		if present {
			board.Quests = append(board.Quests, g.questState(&rec, q))
		}
		if rec.claimable(q, &g.rules.Quest, today) {
			board.Ready++
			if !present {
				board.Late++
			}
		}
	}
	for _, c := range chains {
		if c.ready() {
			board.Ready++
		}
	}
	return board
}

func (g *Game) questState(rec *record, q Quest) QuestState {
	s := QuestState{Quest: q, Reward: g.rules.Quest.reward(q.Period, q.Tier), Done: rec.done(q)}
	d, _ := rec.def(q)
	for _, goal := range d.Goals {
		s.Goals = append(s.Goals, GoalState{Goal: goal, Have: rec.have(goal, q.Start, q.Period.next(q.Start))})
	}
	return s
}

// Drew notes that a player has looked at a card of his own, if one of his quests
// asks for that: only then is anything written. Refused: nothing.
func (g *Game) Drew(ctx context.Context, act Act, card CardID) error {
	now, asked := g.clock.Now(), false
	mark := strconv.FormatInt(int64(card), 10)
	err := g.store.View(ctx, func(r Reader) error {
		today := g.rules.day(now)
		first := min(EveryWeek.start(today), EveryMonth.start(today))
		quests, err := r.Quests(act.Player, first)
		if err != nil || len(quests) == 0 {
			return err
		}
		diary, err := r.Diary(act.Player, first)
		rec := record{diary: diary, quests: quests}
		asked = rec.asksForDraw(mark, today)
		return err
	})
	if err != nil || !asked {
		return err
	}
	err = g.act(ctx, act, now, func(tx Tx) error {
		return g.did(tx, act.Player, now, Deed{What: DeedDraw, N: 1, Mark: mark})
	})
	if _, again := errors.AsType[ReplayedError](err); again {
		return nil
	}
	return err
}

// asksForDraw reports whether a quest of the day is not done and would come further
// by this card.
func (r *record) asksForDraw(card string, today int) bool {
	for _, q := range r.quests {
		if q.Start != q.Period.start(today) {
			continue
		}
		d, _ := r.def(q)
		for _, g := range d.Goals {
			if g.By == Different && g.What == DeedDraw && !r.drawn(card, q.Start) && r.have(g, q.Start, q.Period.next(q.Start)) < g.N {
				return true
			}
		}
	}
	return false
}

// drawn reports whether a card was drawn since a day.
func (r *record) drawn(card string, first int) bool {
	for _, m := range r.diary.Marks {
		if m.What == DeedDraw && m.Mark == card && m.Day >= first {
			return true
		}
	}
	return false
}

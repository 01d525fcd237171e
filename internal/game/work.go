package game

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// WorkCooldown is the pause between two questions of /work. It has no row: the
// question's own says when it was asked.
const WorkCooldown Cooldown = "work"

// A ScenarioID names a question of /work. Its texts are the locale's.
type ScenarioID string

// A Scenario is a job with its question.
type Scenario struct {
	ID    ScenarioID
	Stars int // how rare the job is, 1 to 5
}

// Scenarios are all jobs, at least two for each number of stars.
func Scenarios() []Scenario {
	return []Scenario{
		{"practice", 1},
		{"clip", 1},
		{"flyers", 1},
		{"broadcast", 2},
		{"quiz_show", 2},
		{"radio", 2},
		{"recording", 3},
		{"cover_shoot", 3},
		{"tour", 4},
		{"soundtrack", 4},
		{"agency", 5},
		{"stadium", 5},
	}
}

// A WorkPrompt is the question that a player was asked last: the row behind its
// buttons. The right answer is nowhere else.
type WorkPrompt struct {
	Player PlayerID
	// Number counts the player's questions. The buttons of an older one carry
	// an older number.
	Number   int64
	Scenario ScenarioID
	// Choices says which choice each button is; 0 is the right one.
	Choices [4]int
	// Collection is whose cards help.
	Collection    string
	Opened, Until time.Time
	Open          bool // not answered yet
}

// stars are the stars of the question's job; ok is false for a job of another
// version of the program.
func (w WorkPrompt) stars() (n int, ok bool) {
	for _, s := range Scenarios() {
		if s.ID == w.Scenario {
			return s.Stars, true
		}
	}
	return 0, false
}

// A WorkView is a question as its message shows it.
type WorkView struct {
	Prompt     WorkPrompt
	Stars      int
	Collection Collection // whose cards help; its ID is "" when none do
}

// Work asks the player a question, or shows the one that is still open again.
// Refused: CooldownError, ReplayedError.
func (g *Game) Work(ctx context.Context, act Act) (WorkView, error) {
	now, draft := g.clock.Now(), g.draftPrompt(act.Player)
	var w WorkPrompt
	err := g.act(ctx, act, now, func(tx Tx) error {
		p, err := g.player(tx, act, now, "")
		if err != nil {
			return err
		}
		last, err := tx.WorkPrompt(p.ID)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		again, err := g.rules.Work.next(last, now)
		if err != nil {
			return err
		}
		if w = last; again {
			return nil
		}
		w = draft
		w.Number, w.Opened, w.Until, w.Open = last.Number+1, now, now.Add(time.Duration(g.rules.Work.Time)), true
		return tx.SaveWorkPrompt(w)
	})
	if err != nil {
		return WorkView{}, err
	}
	return g.workView(w), nil
}

func (g *Game) workView(w WorkPrompt) WorkView {
	v := WorkView{Prompt: w}
	v.Stars, _ = w.stars()
	if w.Collection != "" {
		v.Collection = g.Catalogue().Collection(w.Collection)
	}
	return v
}

// draftPrompt draws a question.
func (g *Game) draftPrompt(p PlayerID) WorkPrompt {
	rng := g.draws()
	w := WorkPrompt{Player: p, Scenario: drawScenario(rng, g.rules.Work.Weights)}
	copy(w.Choices[:], rng.Perm(len(w.Choices)))
	if id, ok := g.Catalogue().draw(rng, "", []int{1, 1, 1, 1}); ok {
		w.Collection = g.Catalogue().Card(id).Collection
	}
	return w
}

// drawScenario draws a job: its stars by the weights, then one of them.
func drawScenario(rng *rand.Rand, weights []int) ScenarioID {
	total := 0
	for _, w := range weights {
		total += w
	}
	n, stars := rng.IntN(total), 0
	for stars < len(weights) && n >= 0 {
		n -= weights[stars]
		stars++
	}
	var of []ScenarioID
	for _, s := range Scenarios() {
		if s.Stars == stars {
			of = append(of, s.ID)
		}
	}
	return of[rng.IntN(len(of))]
}

// A WorkResult is what an answer brought.
type WorkResult struct {
	View   WorkView
	Right  bool
	Reward Reward
	// Boost is by how many percent cards and an effect made the reward larger.
	Boost int64
	// Balance is how many flakes there are now; Next is when the next question
	// can be had.
	Balance int64
	Next    time.Time
}

// AnswerWork answers a question, once, and pays for it. Refused: WorkOverError,
// GoneError, ReplayedError.
func (g *Game) AnswerWork(ctx context.Context, act Act, number int64, position int) (WorkResult, error) {
	now, rng := g.clock.Now(), g.draws()
	high, low := rng.Uint64(), rng.Uint64() // every run of the transaction rolls the same
	collection, tag, err := g.helpers(ctx, act.Player)
	if err != nil {
		return WorkResult{}, err
	}
	var res WorkResult
	err = g.act(ctx, act, now, func(tx Tx) error {
		p, err := tx.Player(act.Player, "")
		if errors.Is(err, ErrNotFound) {
			return WorkOverError{}
		}
		if err != nil {
			return err
		}
		res, err = g.judge(tx, p, number, position, now)
		if err != nil {
			return err
		}
		rules, dice := &g.rules.Work, rand.New(rand.NewPCG(high, low))
		res.Reward = rules.consolation(dice)
		if res.Right {
			effect, err := g.bonus(tx, p.ID, YouthYouth, now)
			if err != nil {
				return err
			}
			res.Boost = rules.boost(collection, tag, effect)
			res.Reward = rules.reward(dice, res.View.Stars, res.Boost)
		}
		res.Balance = p.Flakes + res.Reward.Flakes
		return g.payWork(tx, act, now, res)
	})
	if err != nil {
		return WorkResult{}, err
	}
	return res, nil
}

// judge reads the question under the player's lock and says whether the answer
// counts and is right.
func (g *Game) judge(tx Tx, p Player, number int64, position int, now time.Time) (WorkResult, error) {
	w, err := tx.WorkPrompt(p.ID)
	if errors.Is(err, ErrNotFound) {
		return WorkResult{}, WorkOverError{}
	}
	if err != nil {
		return WorkResult{}, err
	}
	right, err := w.answer(number, position, now)
	if err != nil {
		return WorkResult{}, err
	}
	if _, known := w.stars(); !known {
		return WorkResult{}, WorkOverError{}
	}
	return WorkResult{View: g.workView(w), Right: right, Next: w.Opened.Add(time.Duration(g.rules.Work.Cooldown))}, nil
}

// payWork writes what belongs together: the question is answered, its reward
// is paid, and the work counts, if it was done right.
func (g *Game) payWork(tx Tx, act Act, now time.Time, res WorkResult) error {
	if err := tx.CloseWorkPrompt(act.Player, res.View.Prompt.Number); err != nil {
		return err
	}
	if posting := res.Reward.posting(act.Key, act.Player, now, "work"); len(posting.Transfers) > 0 {
		if err := tx.Post(posting); err != nil {
			return err
		}
	}
	var deeds []Deed
	if res.Right {
		deeds = append(deeds, one(DeedWork))
	}
	if res.Reward.Flakes > 0 {
		deeds = append(deeds, Deed{What: DeedEarn, N: res.Reward.Flakes})
	}
	return g.did(tx, act.Player, now, deeds...)
}

// helpers reads the cards that help with the player's question. It walks over
// all of the player's copies, so it is done before the transaction: nobody waits
// for it, and a card that comes or goes in that moment is no loss to anybody.
func (g *Game) helpers(ctx context.Context, p PlayerID) (collection, tag Helpers, err error) {
	err = g.store.View(ctx, func(r Reader) error {
		w, err := r.WorkPrompt(p)
		if errors.Is(err, ErrNotFound) || err == nil && (w.Collection == "" || !w.Open) {
			return nil
		}
		if err != nil {
			return err
		}
		kind := ""
		if tags := g.Catalogue().Collection(w.Collection).Tags; len(tags) > 0 {
			kind = tags[0]
		}
		collection, tag, err = r.Helpers(p, w.Collection, kind)
		return err
	})
	return collection, tag, err
}

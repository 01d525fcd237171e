package discord

import (
	"context"
	"log/slog"
	"time"

	"github.com/disgoorg/disgo/discord"
)

// deferLater lists an interaction for its deferral. Called with mu held.
func (r *Router) deferLater(it *interaction) {
	it.due = it.arrived.Add(r.o.DeferAfter)
	it.listed = true
	it.previous = r.dueLast
	if r.dueLast == nil {
		r.dueFirst = it
	} else {
		r.dueLast.next = it
	}
	r.dueLast = it
	r.wakeDeferrals()
}

// wakeDeferrals lets one idle Deferrals look. Called with mu held.
func (r *Router) wakeDeferrals() {
	if r.deferIdle == 0 {
		return
	}
	select {
	case r.deferWake <- struct{}{}:
		r.deferIdle--
	default:
	}
}

// unlist takes an interaction off the list. Called with mu held.
func (r *Router) unlist(it *interaction) {
	if !it.listed {
		return
	}
	if it.previous == nil {
		r.dueFirst = it.next
	} else {
		it.previous.next = it.next
	}
	if it.next == nil {
		r.dueLast = it.previous
	} else {
		it.next.previous = it.previous
	}
	it.previous, it.next, it.listed = nil, nil, false
}

// Deferrals acknowledges interactions that are not answered in time. It
// returns nil when ctx ends. Run several side by side: each sends one at a
// time.
func (r *Router) Deferrals(ctx context.Context) error {
	timer := r.o.Clock.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		it, wait := r.nextDeferral(r.o.Clock.Now())
		if it != nil {
			r.sendDeferral(ctx, it)
			continue
		}
		var due <-chan time.Time
		if wait > 0 {
			timer.Reset(wait)
			due = timer.C()
		}
		select {
		case <-ctx.Done():
			return nil
		case <-due:
		case <-r.deferWake:
		}
	}
}

// nextDeferral takes the first interaction whose deferral is due off the list;
// or it says how long to wait, 0 while the list is empty.
func (r *Router) nextDeferral(now time.Time) (*interaction, time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	it := r.dueFirst
	if it == nil {
		r.deferIdle++
		return nil, 0
	}
	if wait := it.due.Sub(now); wait > 0 {
		return nil, wait
	}
	r.unlist(it)
	it.state = ackDeferring
	it.settled = make(chan struct{})
	if r.dueFirst != nil {
		r.wakeDeferrals()
	}
	return it, 0
}

// sendDeferral tells Discord that the answer comes later. Whether that worked
// is settled when it returns.
func (r *Router) sendDeferral(ctx context.Context, it *interaction) {
	ctx, cancel := r.sendContext(ctx, it)
	defer cancel()
	settled := false
	settle := func(state ackState) {
		r.mu.Lock()
		defer r.mu.Unlock()
		settled = true
		it.state = state
		if state == ackDeferred {
			it.acked = r.o.Clock.Now()
		}
		close(it.settled)
	}
	defer func() {
		if !settled { // a panic of the sender: the worker must not wait for ever
			settle(ackLost)
		}
	}()
	err := r.o.Sender.Callback(ctx, it.id, it.token, it.target.deferral())
	if err != nil {
		settle(ackLost)
		r.log(ctx, slog.LevelWarn, "deferral failed", it, slog.Any("error", err))
		return
	}
	settle(ackDeferred)
}

// deferral is the response that says that the answer comes later.
func (t *target) deferral() discord.InteractionResponse {
	if t.updates {
		return discord.InteractionResponse{Type: discord.InteractionResponseTypeDeferredUpdateMessage}
	}
	resp := discord.InteractionResponse{Type: discord.InteractionResponseTypeDeferredCreateMessage}
	if t.ephemeral {
		resp.Data = discord.MessageCreate{Flags: discord.MessageFlagEphemeral}
	}
	return resp
}

// sendContext bounds a first answer by the time that Discord still waits for
// it. It goes on when ctx is cancelled: a stop must not take the answer away
// from what has already taken effect.
func (r *Router) sendContext(ctx context.Context, it *interaction) (context.Context, context.CancelFunc) {
	left := ackWithin - r.o.Clock.Now().Sub(it.arrived)
	return context.WithTimeout(context.WithoutCancel(ctx), max(left, 200*time.Millisecond))
}

// begin reports whether there is a point in running the interaction: somebody
// can still be told. One that waited too long is lost from now on.
func (r *Router) begin(it *interaction) bool {
	late := func() bool { return r.o.Clock.Now().Sub(it.arrived) >= ackWithin }
	r.mu.Lock()
	state, settled := it.state, it.settled
	if state == ackPending && late() {
		it.state = ackLost
		r.unlist(it)
		r.mu.Unlock()
		return false
	}
	r.mu.Unlock()
	if state == ackDeferring && late() {
		<-settled // sending is bounded
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return it.state != ackLost
}

// claimAnswer makes the caller the one who answers, and says how:
// ackAnswered as the first answer, ackDeferred after a deferral, ackLost not
// at all.
func (r *Router) claimAnswer(it *interaction) ackState {
	r.mu.Lock()
	r.unlist(it)
	if it.state == ackPending {
		it.state = ackAnswered
		r.mu.Unlock()
		return ackAnswered
	}
	state, settled := it.state, it.settled
	r.mu.Unlock()
	if state != ackDeferring {
		return state
	}
	<-settled // sending is bounded
	r.mu.Lock()
	defer r.mu.Unlock()
	return it.state
}

// acknowledged notes that the first answer has reached Discord.
func (r *Router) acknowledged(it *interaction) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if it.acked.IsZero() {
		it.acked = r.o.Clock.Now()
	}
}

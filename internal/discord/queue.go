package discord

import (
	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// A lane is one player's interactions in order. It exists while one of them
// waits or runs. Guarded by Router.mu.
type lane struct {
	player     game.PlayerID
	head, tail *interaction
	length     int
	running    *interaction
}

// take queues an interaction, or sees to it that it is refused. It does not
// block.
func (r *Router) take(it *interaction) {
	it.target = r.targets.find(it)
	r.mu.Lock()
	if r.seen.again(it.id) {
		r.mu.Unlock()
		r.dropped(it, outcomeDuplicate)
		return
	}
	if r.closed {
		r.refuse(it, ui.Restarting)
		return
	}
	l := r.lanes[it.player]
	if r.queued >= r.o.Queue || l != nil && l.length >= r.o.PerPlayer {
		r.refuse(it, ui.Busy)
		return
	}
	r.push(l, it)
	r.mu.Unlock()
}

// push adds it to its player's lane. Called with mu held.
func (r *Router) push(l *lane, it *interaction) {
	r.queued++
	r.inflight++
	if it.target.defers() {
		r.deferLater(it)
	}
	switch {
	case l == nil:
		l = r.spare()
		l.player, l.head, l.tail = it.player, it, it
		r.lanes[it.player] = l
		// There is room: a lane is in ready only while it has a waiting
		// interaction, and there are at most Queue of those.
		r.ready <- l
	case l.head == nil:
		l.head, l.tail = it, it
	default:
		l.tail.behind = it
		l.tail = it
	}
	l.length++
}

// next takes the lane's first interaction to run it.
func (r *Router) next(l *lane) *interaction {
	r.mu.Lock()
	defer r.mu.Unlock()
	it := l.head
	l.head = it.behind
	if l.head == nil {
		l.tail = nil
	}
	it.behind = nil
	l.length--
	l.running = it
	r.queued--
	return it
}

// release ends a lane's running interaction: its next one gets in line, behind
// the other players.
func (r *Router) release(l *lane) {
	r.mu.Lock()
	defer r.mu.Unlock()
	l.running = nil
	if l.head != nil {
		r.ready <- l // there is room, as in push
	} else {
		delete(r.lanes, l.player)
		*l = lane{}
		if len(r.spares) < cap(r.spares) {
			r.spares = append(r.spares, l)
		}
	}
	r.landed()
}

// landed counts an interaction that is over. Called with mu held.
func (r *Router) landed() {
	r.inflight--
	if r.closed && r.inflight == 0 {
		close(r.drained)
	}
}

// spare is an unused lane. Called with mu held.
func (r *Router) spare() *lane {
	n := len(r.spares)
	if n == 0 {
		return &lane{}
	}
	l := r.spares[n-1]
	r.spares = r.spares[:n-1]
	return l
}

// A refusal is an interaction that was not taken, and why.
type refusal struct {
	it      *interaction
	why     ui.Plight
	counted bool // as in flight
}

// refuse hands an interaction to Refusals, or drops it when even they are
// behind. Called with mu held, which it gives back. After the close refusals
// are not counted as in flight: while players go on, draining would not end.
func (r *Router) refuse(it *interaction, why ui.Plight) {
	counted := !r.closed
	full := false
	select {
	case r.refusals <- refusal{it, why, counted}:
		if counted {
			r.inflight++
		}
	default:
		full = true
	}
	r.mu.Unlock()
	if full {
		r.dropped(it, outcomeDropped)
	}
}

package process

// endedList holds the entries that are done or stopped, the oldest first, so
// that they can be shown for a while and do not pile up.
type endedList struct {
	oldest, newest *entry
	n              int
}

// add appends e and returns the entry that has to be forgotten for it, or nil.
func (l *endedList) add(e *entry) *entry {
	l.remove(e)
	e.listed, e.prev = true, l.newest
	if l.newest != nil {
		l.newest.post = e
	} else {
		l.oldest = e
	}
	l.newest = e
	l.n++
	if l.n <= keepEnded {
		return nil
	}
	old := l.oldest
	l.remove(old)
	return old
}

// remove takes e out; nothing happens when it is not in.
func (l *endedList) remove(e *entry) {
	if !e.listed {
		return
	}
	if e.prev != nil {
		e.prev.post = e.post
	} else {
		l.oldest = e.post
	}
	if e.post != nil {
		e.post.prev = e.prev
	} else {
		l.newest = e.prev
	}
	e.listed, e.prev, e.post = false, nil, nil
	l.n--
}

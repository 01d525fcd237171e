package discord

import "github.com/disgoorg/snowflake/v2"

// A seen remembers the latest ids, at least size and at most twice as many.
// It is not safe for concurrent use.
type seen struct {
	size         int
	young, older map[snowflake.ID]struct{}
}

func newSeen(size int) seen {
	return seen{size: size, young: make(map[snowflake.ID]struct{}, size), older: make(map[snowflake.ID]struct{}, size)}
}

// again notes an id and reports whether it was noted before.
func (s *seen) again(id snowflake.ID) bool {
	if _, ok := s.young[id]; ok {
		return true
	}
	_, ok := s.older[id]
	if len(s.young) >= s.size {
		s.young, s.older = s.older, s.young
		clear(s.young)
	}
	s.young[id] = struct{}{}
	return ok
}

package picture

import "container/list"

// An lru keeps values up to a total weight and drops the least recently used.
// It is not safe for concurrent use: its owner's mutex guards it.
type lru[V any] struct {
	limit  int64
	weight int64      // the sum of what is kept; at most limit
	order  *list.List // of *kept[V], the most recently used first
	byKey  map[string]*list.Element
}

type kept[V any] struct {
	key    string
	value  V
	weight int64
}

func newLRU[V any](limit int64) *lru[V] {
	return &lru[V]{limit: limit, order: list.New(), byKey: map[string]*list.Element{}}
}

func (l *lru[V]) get(key string) (V, bool) {
	e, ok := l.byKey[key]
	if !ok {
		var none V
		return none, false
	}
	l.order.MoveToFront(e)
	return entry[V](e).value, true
}

// put keeps the value, unless it alone is over the limit.
func (l *lru[V]) put(key string, value V, weight int64) {
	if weight > l.limit {
		return
	}
	if e, ok := l.byKey[key]; ok {
		l.drop(e)
	}
	l.byKey[key] = l.order.PushFront(&kept[V]{key, value, weight})
	l.weight += weight
	for l.weight > l.limit {
		l.drop(l.order.Back())
	}
}

func (l *lru[V]) drop(e *list.Element) {
	k := entry[V](e)
	l.order.Remove(e)
	delete(l.byKey, k.key)
	l.weight -= k.weight
}

func entry[V any](e *list.Element) *kept[V] {
	k, ok := e.Value.(*kept[V])
	if !ok {
		panic("picture: the cache holds a stranger")
	}
	return k
}

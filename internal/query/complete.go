package query

import (
	"slices"
	"strings"
)

// Lists are the names that the language is completed with. Each gives those
// that fit what was typed, the best first, and may be nil.
type Lists struct {
	Collections, Tags, Albums func(typed string) []string
}

// Complete is how a text that is being typed may go on: whole texts, up to
// limit, that begin with the words before the last one. What ends in "=" waits
// for more; everything else is a query.
func Complete(typed string, lists Lists, limit int) []string {
	head, last := split(typed)
	if len([]rune(head)) >= MaxRunes {
		return nil
	}
	var found []string
	for _, w := range completions(last, lists) {
		text := head + w
		if _, err := Parse(strings.TrimSuffix(text, "=")); w == last || slices.Contains(found, text) || err != nil && !strings.HasSuffix(w, "=") {
			continue
		}
		if found = append(found, text); len(found) == limit {
			break
		}
	}
	return found
}

// split takes the last word off, which may have begun with a quote.
func split(typed string) (head, last string) {
	start, quoted := 0, false
	for i, r := range typed {
		switch {
		case isQuote(r):
			quoted = !quoted
		case r == ' ' && !quoted:
			start = i + 1
		}
	}
	return typed[:start], strings.ToLower(typed[start:])
}

func completions(last string, lists Lists) []string {
	if i := strings.IndexByte(last, '='); i > 0 {
		return values(last[:i+1], strings.Trim(last[i+1:], `"“”„`), lists)
	}
	bare := strings.TrimLeft(last, "!-")
	sign := last[:len(last)-len(bare)]
	switch {
	case last == "":
		return slices.Concat(starters(), with(">", []string{"date", "star"}))
	case strings.HasPrefix(bare, "#"):
		return with(sign+"#", named(lists.Tags, bare[1:]))
	case strings.HasPrefix(last, ">") || strings.HasPrefix(last, "<"):
		return with(last[:1], beginning(last[1:], sortNames()))
	case sign != "":
		return slices.Concat(with(sign, beginning(bare, flagNames())), with(sign, named(lists.Collections, bare)))
	}
	return slices.Concat(beginning(last, flagNames()), beginning(last, keyNames()))
}

// values are what may follow "key=".
func values(key, typed string, lists Lists) []string {
	switch strings.Trim(key, "!-=<>") {
	case "level", "star", "stars", "lvl":
		return with(key, beginning(typed, []string{"1", "2", "3", "4", "5"}))
	case "collection", "col":
		return with(key, named(lists.Collections, typed))
	case "tag":
		return with(key, named(lists.Tags, typed))
	case "album":
		return with(key, named(lists.Albums, typed))
	}
	return nil
}

func named(list func(string) []string, typed string) []string {
	if list == nil {
		return nil
	}
	return list(strings.TrimSpace(typed))
}

// with puts a beginning before each, and quotes around what has blanks.
func with(before string, all []string) []string {
	out := make([]string, len(all))
	for i, s := range all {
		if strings.ContainsAny(s, ` <>=`) {
			s = `"` + strings.Map(func(r rune) rune {
				if isQuote(r) {
					return -1
				}
				return r
			}, s) + `"`
		}
		out[i] = before + s
	}
	return out
}

// beginning are those that begin so; where none does, those that were meant.
func beginning(typed string, all []string) []string {
	var found []string
	for _, s := range all {
		if strings.HasPrefix(s, typed) {
			found = append(found, s)
		}
	}
	if near, ok := Nearest(typed, all); len(found) == 0 && ok {
		found = []string{near}
	}
	return found
}

// What is suggested, the most useful first. One spelling of each is enough.
func starters() []string {
	return []string{"fav", "multi", "new", "wish", "level=", "collection="}
}

func flagNames() []string {
	return []string{"fav", "multi", "new", "wish", "miss", "locked", "rated", "promo", "gif", "girlgroups", "boygroups"}
}

func keyNames() []string {
	return []string{"level=", "collection=", "album=", "tag=", "star=", "amount=", "lvl=", "exp=", "print=", "rating=", "eval="}
}

func sortNames() []string {
	return []string{"star", "name", "collection", "date", "amount", "rating", "level", "print", "eval"}
}

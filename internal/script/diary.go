package script

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"gohye/internal/clock"
	"gohye/internal/sandbox/client"
)

// An entry is a message that a player saw made or changed.
type entry struct {
	by     string // the player who saw it
	place  string // where, "#market"; empty in direct messages
	public bool   // everybody in the channel can
	text   string
}

// visible says whether an entry counts for a player, or for everybody.
func (e entry) visible(who string) bool { return who == "" && e.public || who != "" && e.by == who }

func (e entry) String() string {
	whom := ""
	if !e.public {
		whom = "(only " + e.by + ") "
	}
	return whom + short(e.text)
}

// short is a text in one line, cut where it is long.
func short(text string) string {
	const most = 240
	letters := []rune(plain(text))
	if len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return string(letters)
}

// A diary is what all players saw, in the order in which they did.
type diary struct {
	clock clock.Clock

	mu      sync.Mutex // guards all below
	entries []entry
	more    chan struct{} // closed and replaced with every entry
}

func newDiary(c clock.Clock) *diary { return &diary{clock: c, more: make(chan struct{})} }

func (d *diary) add(e entry) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.entries = append(d.entries, e)
	close(d.more)
	d.more = make(chan struct{})
}

// now is the place of the next entry.
func (d *diary) now() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.entries)
}

// until calls try, and again after every entry, until it returns true or
// patience is over. It reports which of both it was.
func (d *diary) until(ctx context.Context, patience time.Duration, try func() bool) bool {
	timer := d.clock.NewTimer(patience)
	defer timer.Stop()
	for {
		d.mu.Lock()
		more := d.more
		d.mu.Unlock()
		if try() {
			return true
		}
		select {
		case <-more:
		case <-timer.C():
			return false
		case <-ctx.Done():
			return false
		}
	}
}

// find is the first entry from a place on that matches.
func (d *diary) find(from int, match func(entry) bool) (e entry, found bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, e := range d.entries[from:] {
		if match(e) {
			return e, true
		}
	}
	return entry{}, false
}

// wait waits for an entry that matches.
func (d *diary) wait(ctx context.Context, from int, patience time.Duration, match func(entry) bool) (e entry, err error) {
	found := d.until(ctx, patience, func() (found bool) {
		e, found = d.find(from, match)
		return found
	})
	if !found {
		err = fmt.Errorf("it was not seen within %s", patience)
	}
	return e, err
}

// since is what a player, or everybody, saw from a place on. What several saw is
// there once.
func (d *diary) since(from int, who string) (lines []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	last := map[string]bool{}
	for _, e := range d.entries[from:] {
		line := e.String()
		if (who == "" || e.by == who) && !last[line] {
			lines = append(lines, line)
		}
		last[line] = true
	}
	return lines
}

// readable is all that a player reads of a message: its texts, what its pictures
// are said to show, and its buttons and menus.
func readable(m *client.Message) string {
	var b strings.Builder
	b.WriteString(m.Text())
	m.Each(func(c *client.Component) {
		for _, x := range c.Items {
			if x.Description != "" {
				b.WriteString("\n(" + x.Description + ")")
			}
		}
		if face := faceOf(c); c.Type == typeButton && face != "" {
			b.WriteString("\n[" + face + "]")
		}
		for _, x := range c.Options {
			b.WriteString("\n[" + x.Label + "]")
		}
	})
	return b.String()
}

// formatting are the signs of Discord's formatting, which people do not see, and
// the mark that makes a sign an emoji.
//
//nolint:gochecknoglobals // a constant in all but form
var formatting = strings.NewReplacer("**", "", "__", "", "`", "", "\\", "", "\uFE0F", "")

// plain is a text as people read it, in one line.
func plain(text string) string {
	var words []string
	for line := range strings.Lines(text) {
		words = append(words, strings.Fields(strings.TrimLeft(line, "#>"))...)
	}
	return formatting.Replace(strings.Join(words, " "))
}

// names are those of players and channels by their ids, with the @ or #.
type names struct {
	mu sync.Mutex // guards by
	by map[string]string
}

func (n *names) learn(id, name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.by[id] = name
}

// of is the name of an id, or "".
func (n *names) of(id string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.by[id]
}

var mention = regexp.MustCompile(`<(?:@!?|#)(\d+)>`)

// named is a text with the names of those it mentions.
func (n *names) named(text string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return mention.ReplaceAllStringFunc(text, func(m string) string {
		if name, ok := n.by[mention.FindStringSubmatch(m)[1]]; ok {
			return name
		}
		return m
	})
}

// faceOf is what stands on a button.
func faceOf(c *client.Component) string {
	return strings.TrimSpace(c.Emoji.Name + " " + c.Label)
}

package ui

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
)

// Discord's limits for one message.
const (
	MaxComponents = 40
	MaxCharacters = 4000
)

// A Message is what a player is shown. Its components are always V2.
type Message struct {
	Components []discord.LayoutComponent
	Files      []File
	// Ephemeral messages are seen by the player who asked only.
	Ephemeral bool
	// Mentions are told that they are named; nobody else is.
	Mentions []game.PlayerID
}

// A File is attached to a message and shown by its name.
type File struct {
	Name  string // such as "cards.jpg"; unique in its message
	Alt   string
	Bytes []byte // read only: a cache may own them
}

// A Picture is one picture for a message: an address, or a file to attach.
type Picture struct {
	URL   string
	Name  string // of the file; empty with a URL
	Bytes []byte
}

func text(s string) discord.TextDisplayComponent {
	return discord.TextDisplayComponent{Content: s}
}

func line() discord.SeparatorComponent { return discord.NewSmallSeparator() }

func box(accent int, parts ...discord.ContainerSubComponent) discord.ContainerComponent {
	return discord.ContainerComponent{AccentColor: accent, Components: parts}
}

// note is a message of one text.
func note(accent int, s string) Message {
	return Message{Components: []discord.LayoutComponent{box(accent, text(s))}}
}

// gallery shows pictures, each with its alt text, and adds the files that are
// attached for it to m. It is nil without pictures.
func (m *Message) gallery(pictures []Picture, alts []string) []discord.ContainerSubComponent {
	if len(pictures) == 0 {
		return nil
	}
	if len(pictures) == 1 {
		alts = []string{strings.Join(alts, "; ")}
	}
	items := make([]discord.MediaGalleryItem, 0, len(pictures))
	for i, p := range pictures[:min(len(pictures), 10)] {
		item := discord.MediaGalleryItem{Media: discord.UnfurledMediaItem{URL: p.URL}}
		if i < len(alts) {
			item.Description = cut(alts[i], 1000)
		}
		if p.URL == "" {
			item.Media.URL = "attachment://" + p.Name
			m.Files = append(m.Files, File{Name: p.Name, Alt: item.Description, Bytes: p.Bytes})
		}
		items = append(items, item)
	}
	return []discord.ContainerSubComponent{discord.MediaGalleryComponent{Items: items}}
}

// relative is a moment as Discord's clients count down to it.
func relative(t time.Time) string {
	return "<t:" + decimal(t.Unix()) + ":R>"
}

// cut shortens s to at most n characters.
func cut(s string, n int) string {
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	runes := []rune(s)
	return string(runes[:n-1]) + "…"
}

// plain makes a name harmless: it cannot format, mention, link, or begin a
// line of another kind.
func plain(s string) string {
	s = cut(s, 60)
	if !strings.ContainsAny(s, "\\*_~`|<>[]()#@:-\n\r") {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch r {
		case '\n', '\r':
			r = ' '
		case '\\', '*', '_', '~', '`', '|', '<', '>', '[', ']', '(', ')', '#', '@', ':', '-':
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

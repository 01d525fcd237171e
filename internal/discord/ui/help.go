package ui

import (
	"strings"

	"gohye/internal/locale"
)

// A HelpEntry is one command as /help lists it.
type HelpEntry struct {
	Name        string
	Description string
	Options     []string
	// Everyone says that its gate lets everyone pass.
	Everyone bool
}

// helpRoom is how many characters the list of commands may take.
const helpRoom = 3500

// Help lists commands with their options and says which are not for everyone.
// A list that is too long for one message ends early and says so.
func Help(t *locale.Text, entries []HelpEntry) Message {
	var b strings.Builder
	b.WriteString(t.Say("help.title"))
	for i, e := range entries {
		s := "\n**/" + e.Name + "** " + e.Description
		if len(e.Options) > 0 {
			s = "\n**/" + e.Name + "** `" + strings.Join(e.Options, "` `") + "` " + e.Description
		}
		if !e.Everyone {
			s += " " + t.Say("help.gated")
		}
		if b.Len()+len(s) > helpRoom {
			b.WriteString("\n" + t.Say("help.more", locale.N("Count", len(entries)-i)))
			break
		}
		b.WriteString(s)
	}
	b.WriteString("\n\n" + t.Say("help.start"))
	m := note(accentPlain, b.String())
	m.Ephemeral = true
	return m
}

// A Build says what program this is.
type Build struct{ Version, Commit, Go string }

// Version shows what program this is.
func Version(t *locale.Text, b Build) Message {
	m := note(accentPlain, t.Say("version.text",
		locale.S("Version", b.Version), locale.S("Commit", cut(b.Commit, 12)), locale.S("Go", b.Go)))
	m.Ephemeral = true
	return m
}

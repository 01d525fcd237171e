package ui

import (
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// VerbGrab is the verb of a drop's buttons: drop, slot.
const VerbGrab = "dg"

// inlineTakers is how many players a drop's message names; more are in a file.
const inlineTakers = 50

// Drop shows a drop in any of its states. faces are the cards by slot.
func Drop(t *locale.Text, d game.Drop, faces []Face, pictures []Picture) Message {
	var m Message
	parts := []discord.ContainerSubComponent{text(dropHead(t, d))}
	parts = append(parts, m.gallery(pictures, alts(t, faces))...)
	var b strings.Builder
	for i, o := range d.Offers {
		if i < len(faces) {
			b.WriteString(offerLine(t, d, o, faces[i]))
			b.WriteByte('\n')
		}
	}
	parts = append(parts, text(strings.TrimSuffix(b.String(), "\n")), line(), text(m.proof(t, d)))
	parts = append(parts, m.draws(t, d)...)
	if row := dropButtons(d, faces); len(row.Components) > 0 {
		parts = append(parts, row)
	}
	best := 1
	for _, f := range faces {
		best = max(best, f.Card.Level)
	}
	m.Components = []discord.LayoutComponent{box(accent(best), parts...)}
	return m
}

func dropHead(t *locale.Text, d game.Drop) string {
	owner := locale.S("Player", mention(d.Owner))
	if d.Over {
		return t.Say("drop.over", owner)
	}
	return t.Say("drop.title", owner, locale.S("When", relative(d.Until)))
}

// offerLine is the state of one card.
func offerLine(t *locale.Text, d game.Drop, o game.Offer, f Face) string {
	head := "`" + decimal(int64(o.Slot)) + "` " + title(f) + " "
	switch o.State {
	case game.OfferWon:
		return head + t.Say("drop.won", locale.S("Winner", mention(o.Winner)), locale.N("Count", takers(d, o.Slot)))
	case game.OfferExpired:
		return head + t.Say("drop.expired")
	case game.OfferOpen:
		if !o.Ends.IsZero() {
			return head + t.Say("drop.drawing", locale.S("When", relative(o.Ends)))
		}
	}
	return head + t.Say("drop.open")
}

// takers counts the players who take part in a slot's draw.
func takers(d game.Drop, slot int) (n int) {
	for _, g := range d.Grabs {
		if g.Slot == slot {
			n++
		}
	}
	return n
}

// proof is the hash of the seed while the drop is open. When it is over, it is
// the seed and how to compute the winners again.
func (m *Message) proof(t *locale.Text, d game.Drop) string {
	if !d.Over {
		return t.Say("drop.sealed", locale.S("Hash", d.SeedHash()))
	}
	return t.Say("drop.seed", locale.S("Seed", d.Seed), locale.S("Drop", decimal(int64(d.ID))))
}

// draws names who took part, card by card, when the drop is over: with the
// seed it is all that a draw was made of. Many players go into a file.
func (m *Message) draws(t *locale.Text, d game.Drop) []discord.ContainerSubComponent {
	if !d.Over || len(d.Grabs) == 0 {
		return nil
	}
	var short, long strings.Builder
	for _, o := range d.Offers {
		var mentions, ids []string
		for _, g := range d.Grabs {
			if g.Slot == o.Slot {
				mentions = append(mentions, mention(g.Player))
				ids = append(ids, decimal(int64(g.Player)))
			}
		}
		if len(ids) > 0 {
			slot := decimal(int64(o.Slot))
			short.WriteString("\n`" + slot + "` " + strings.Join(mentions, " "))
			long.WriteString(decimal(int64(d.ID)) + "/" + slot + "/" + strings.Join(ids, ",") + "\n")
		}
	}
	if len(d.Grabs) <= inlineTakers {
		return []discord.ContainerSubComponent{text(t.Say("drop.takers") + short.String())}
	}
	const name = "draw.txt"
	m.Files = append(m.Files, File{Name: name, Bytes: []byte("seed " + d.Seed + "\n" + long.String())})
	return []discord.ContainerSubComponent{
		text(t.Say("drop.takers")),
		discord.FileComponent{File: discord.UnfurledMediaItem{URL: "attachment://" + name}},
	}
}

// dropButtons has a button for each card; a decided card's is disabled, and a
// drop that is over has none.
func dropButtons(d game.Drop, faces []Face) discord.ActionRowComponent {
	var row []discord.InteractiveComponent
	if d.Over {
		return discord.ActionRowComponent{}
	}
	for i, o := range d.Offers {
		if i >= len(faces) || len(row) == 5 {
			break
		}
		row = append(row, discord.ButtonComponent{
			Style:    discord.ButtonStylePrimary,
			Label:    cut(decimal(int64(o.Slot))+" · "+faces[i].Card.Name, 40),
			CustomID: NewRoute(VerbGrab, int64(d.ID), int64(o.Slot)).ID(),
			Disabled: o.State != game.OfferOpen,
		})
	}
	return discord.ActionRowComponent{Components: row}
}

// Grabbed tells a player that the press counts.
func Grabbed(t *locale.Text, r game.GrabResult) Message {
	s := t.Say("drop.in", locale.S("Name", plain(r.Card.Name)), locale.S("When", relative(r.Ends)))
	if r.Others > 0 {
		s += " " + t.Say("drop.others", locale.N("Count", r.Others))
	}
	m := note(accent(r.Card.Level), s)
	m.Ephemeral = true
	return m
}

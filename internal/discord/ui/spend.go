package ui

import (
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// The verbs that confirm that copies or coins are spent. Each carries what the
// question said.
const (
	VerbCombine = "cb" // owner, copy that grows, copy that is spent, exp
	VerbForge   = "fg" // owner, copy, copy, flakes, exp
	VerbLiquefy = "lq" // owner, copy, vials, exp
	VerbAscend  = "as" // owner, vials, exp, three copies, 0 for none
	VerbFuse    = "fu" // owner, how often before
	VerbBoost   = "bo" // owner, number of the kind, vials
)

// ascendMost is how many copies a custom id has room for.
const ascendMost = 3

// A Sight is what a question or an answer shows besides words.
type Sight struct {
	Faces    []Face // in the order of the plan or the result
	Pictures []Picture
	// Changed says that the question is asked again because what it asked about
	// has changed.
	Changed bool
}

// CombineOf is the order that the custom id of a confirmation carries.
func CombineOf(r Route) game.CombineOrder {
	return game.CombineOrder{Main: game.CopyID(r.Arg(1)), Fodder: game.CopyID(r.Arg(2)), Worth: int(r.Arg(3))}
}

// ForgeOf is to forging what CombineOf is to combining.
func ForgeOf(r Route) game.ForgeOrder {
	return game.ForgeOrder{First: game.CopyID(r.Arg(1)), Second: game.CopyID(r.Arg(2)), Cost: r.Arg(3), Worth: int(r.Arg(4))}
}

// LiquefyOf is to liquefying what CombineOf is to combining.
func LiquefyOf(r Route) game.LiquefyOrder {
	return game.LiquefyOrder{Copy: game.CopyID(r.Arg(1)), Vials: r.Arg(2), Worth: int(r.Arg(3))}
}

// AscendOf is to ascending what CombineOf is to combining.
func AscendOf(r Route) game.AscendOrder {
	o := game.AscendOrder{Vials: r.Arg(1), Worth: int(r.Arg(2))}
	for i := range ascendMost {
		if id := r.Arg(3 + i); id != 0 {
			o.Copies = append(o.Copies, game.CopyID(id))
		}
	}
	return o
}

// FuseOf is to fusing what CombineOf is to combining.
func FuseOf(r Route) game.FuseOrder { return game.FuseOrder{Before: r.Arg(1)} }

// BoostOf is to boosters what CombineOf is to combining.
func BoostOf(r Route) game.BoostOrder {
	o := game.BoostOrder{Vials: r.Arg(2)}
	if kinds := game.BoosterKinds(); r.Arg(1) >= 0 && r.Arg(1) < int64(len(kinds)) {
		o.Kind = kinds[r.Arg(1)]
	}
	return o
}

// ask is a question with pictures, the terms, and two buttons.
func ask(t *locale.Text, s Sight, head string, terms []string, yes Route, face string) Message {
	var m Message
	if s.Changed {
		head = t.Say("spend.changed") + "\n" + head
	}
	parts := []discord.ContainerSubComponent{text(head)}
	parts = append(parts, m.gallery(s.Pictures, alts(t, s.Faces))...)
	parts = append(parts, text(strings.Join(terms, "\n")), confirm(t, yes, game.PlayerID(yes.Arg(0)), face))
	m.Components = []discord.LayoutComponent{box(s.accent(), parts...)}
	return m
}

// tell is an answer with pictures.
func tell(t *locale.Text, s Sight, lines ...string) Message {
	var m Message
	parts := []discord.ContainerSubComponent{text(strings.Join(lines, "\n"))}
	parts = append(parts, m.gallery(s.Pictures, alts(t, s.Faces))...)
	m.Components = []discord.LayoutComponent{box(s.accent(), parts...)}
	return m
}

func (s Sight) accent() int {
	if len(s.Faces) == 0 {
		return accentPlain
	}
	return accent(s.Faces[0].Card.Level)
}

// CombinePlan asks whether one copy is to go into another. The sight is the copy
// that grows and the one that is spent.
func CombinePlan(t *locale.Text, owner game.PlayerID, p game.CombinePlan, s Sight) Message {
	return ask(t, s, t.Say("combine.plan"), []string{
		"⬆️ " + copyLine(t, s.Faces[0], p.Main.Copy),
		"🗑️ " + copyLine(t, s.Faces[1], p.Fodder.Copy),
		t.Say("combine.gives", locale.N("Exp", p.Order.Worth), locale.N("Level", p.After.Level)),
		progress(t, p.After, p.Need),
		t.Say("combine.lost"),
	}, NewRoute(VerbCombine, int64(owner), int64(p.Order.Main), int64(p.Order.Fodder), int64(p.Order.Worth)), "combine.yes")
}

// Combined says what combining did. The sight is the copy that has grown.
func Combined(t *locale.Text, owner game.PlayerID, p game.CombinePlan, s Sight) Message {
	lines := []string{t.Say("combine.done", locale.S("Player", mention(owner))), copyLine(t, s.Faces[0], p.After)}
	if p.After.Level > p.Main.Copy.Level {
		lines = append(lines, t.Say("level.raised", locale.N("Level", p.After.Level)))
	}
	return tell(t, s, append(lines, t.Say("level.gained", locale.N("Exp", p.Order.Worth)), progress(t, p.After, p.Need))...)
}

// ForgePlan asks whether two copies are to be forged. The sight is those two.
func ForgePlan(t *locale.Text, owner game.PlayerID, p game.ForgePlan, s Sight) Message {
	cost := t.Say("forge.cost", locale.N("Cost", p.Order.Cost), locale.N("Balance", p.Balance))
	if p.Discount > 0 {
		cost += " · " + t.Say("forge.discount", locale.N("Percent", p.Discount))
	}
	return ask(t, s, t.Say("forge.plan"), []string{
		"🗑️ " + copyLine(t, s.Faces[0], p.First.Copy), "🗑️ " + copyLine(t, s.Faces[1], p.Second.Copy), cost,
		t.Say("forge.lost", locale.S("Stars", stars(p.First.Card.Level))),
	}, NewRoute(VerbForge, int64(owner), int64(p.Order.First), int64(p.Order.Second), p.Order.Cost, int64(p.Order.Worth)), "forge.yes")
}

// Forged shows what came of forging. The sight is that copy.
func Forged(t *locale.Text, owner game.PlayerID, r game.ForgeResult, s Sight) Message {
	return tell(t, s, t.Say("forge.done", locale.S("Player", mention(owner))), madeLine(t, s.Faces[0], r.Made.Copy),
		t.Say("forge.paid", locale.N("Cost", r.Order.Cost), locale.N("Balance", r.Balance)))
}

// madeLine is a copy that was just made.
func madeLine(t *locale.Text, f Face, c game.Copy) string {
	line := printed(f) + " · `" + c.ID.Code() + "`"
	if c.Owned > 1 {
		line += " · " + t.Say("claim.owned", locale.N("Owned", c.Owned))
	}
	return line + startExp(c.Exp)
}

// LiquefyPlan asks whether a copy is to become vials.
func LiquefyPlan(t *locale.Text, owner game.PlayerID, p game.LiquefyPlan, s Sight) Message {
	gives := t.Say("liquefy.gives", locale.N("Vials", p.Order.Vials), locale.N("Price", p.Price))
	if p.Bonus > 0 {
		gives += " · " + t.Say("liquefy.bonus", locale.N("Vials", p.Bonus))
	}
	m := ask(t, s, t.Say("liquefy.plan"), []string{"🗑️ " + copyLine(t, s.Faces[0], p.Card.Copy), gives, t.Say("liquefy.lost")},
		NewRoute(VerbLiquefy, int64(owner), int64(p.Order.Copy), p.Order.Vials, int64(p.Order.Worth)), "liquefy.yes")
	m.Ephemeral = true
	return m
}

// Liquefied says what a copy has become.
func Liquefied(t *locale.Text, p game.LiquefyPlan, f Face) Message {
	return whisper(accentGood, t.Say("liquefy.done", locale.N("Vials", p.Order.Vials))+"\n"+printed(f)+"\n"+
		t.Say("spend.vials_left", locale.N("Vials", p.Vials)))
}

// AscendPlan asks whether copies are to ascend. The sight is all of them.
func AscendPlan(t *locale.Text, owner game.PlayerID, p game.AscendPlan, s Sight) Message {
	var terms []string
	for i, c := range p.Cards {
		terms = append(terms, "🗑️ "+copyLine(t, s.Faces[i], c.Copy))
	}
	if p.Order.Vials > 0 {
		terms = append(terms, t.Say("spend.costs_vials", locale.N("Vials", p.Order.Vials), locale.N("Balance", p.Balance)))
	}
	terms = append(terms, t.Say("ascend.lost", locale.S("Stars", stars(p.Cards[0].Card.Level+1))))
	var ids [ascendMost]int64
	for i := range ids {
		if i < len(p.Order.Copies) {
			ids[i] = int64(p.Order.Copies[i])
		}
	}
	yes := NewRoute(VerbAscend, append([]int64{int64(owner), p.Order.Vials, int64(p.Order.Worth)}, ids[:]...)...)
	return ask(t, s, t.Say("ascend.plan"), terms, yes, "ascend.yes")
}

// Ascended shows what came of ascending. The sight is that copy.
func Ascended(t *locale.Text, owner game.PlayerID, r game.AscendResult, s Sight) Message {
	lines := []string{t.Say("ascend.done", locale.S("Player", mention(owner))), madeLine(t, s.Faces[0], r.Made.Copy)}
	if r.Order.Vials > 0 {
		lines = append(lines, t.Say("spend.vials_left", locale.N("Vials", r.Balance)))
	}
	return tell(t, s, lines...)
}

// FusePlan asks whether materials are to be fused.
func FusePlan(t *locale.Text, owner game.PlayerID, p game.FusePlan) Message {
	return ask(t, Sight{}, t.Say("fuse.plan"), []string{
		t.Say("fuse.takes", locale.S("Materials", materials(t, p.Need))),
		t.Say("fuse.has", locale.S("Materials", materials(t, p.Has))), t.Say("fuse.gives"),
	}, NewRoute(VerbFuse, int64(owner), p.Order.Before), "fuse.yes")
}

// Fused shows what came of fusing. The sight is that copy.
func Fused(t *locale.Text, owner game.PlayerID, r game.FuseResult, s Sight) Message {
	return tell(t, s, t.Say("fuse.done", locale.S("Player", mention(owner))), madeLine(t, s.Faces[0], r.Made.Copy),
		t.Say("fuse.has", locale.S("Materials", materials(t, r.Has))))
}

// materials lists how many there are of each.
func materials(t *locale.Text, m game.Materials) string {
	return strings.Join([]string{
		t.Say("fuse.discs", locale.N("Count", m.Discs)), t.Say("fuse.microphones", locale.N("Count", m.Microphones)),
		t.Say("fuse.songs", locale.N("Count", m.Songs)),
	}, " · ")
}

// BoosterName is what a booster is called.
func BoosterName(t *locale.Text, k game.BoosterKind) string {
	switch k {
	case game.PromoBooster:
		return t.Say("boost.promo")
	case game.LotteryBooster:
		return t.Say("boost.lottery")
	case game.SpecialBooster:
		return t.Say("boost.special")
	case game.AlbumBooster:
		return t.Say("boost.album")
	}
	return string(k)
}

// BoostPlan asks whether a booster is to be opened, and says what is in it how
// often.
func BoostPlan(t *locale.Text, owner game.PlayerID, p game.BoostPlan, changed bool) Message {
	total, kind := 0, int64(0)
	for _, o := range p.Odds {
		total += o.Weight
	}
	for i, k := range game.BoosterKinds() {
		if k == p.Order.Kind {
			kind = int64(i)
		}
	}
	terms := []string{t.Say("boost.cards", locale.N("Count", p.Cards))}
	for _, o := range p.Odds {
		tenths := (int64(o.Weight)*1000 + int64(total)/2) / int64(total)
		terms = append(terms, "- "+decimal(tenths/10)+"."+decimal(tenths%10)+"% · "+oddsName(t, o))
	}
	terms = append(terms, t.Say("spend.costs_vials", locale.N("Vials", p.Order.Vials), locale.N("Balance", p.Balance)))
	return ask(t, Sight{Changed: changed}, t.Say("boost.plan", locale.S("Booster", BoosterName(t, p.Order.Kind))), terms,
		NewRoute(VerbBoost, int64(owner), kind, p.Order.Vials), "boost.yes")
}

// oddsName says which cards the odds are of.
func oddsName(t *locale.Text, o game.Odds) string {
	of := ""
	switch o.Of {
	case game.LotteryBooster:
		of = t.Say("boost.of_lottery")
	case game.SpecialBooster:
		of = t.Say("boost.of_special")
	case game.AlbumBooster:
		of = t.Say("boost.of_album")
	case game.PromoBooster:
		of = t.Say("boost.of_promo")
	}
	return strings.TrimSpace(stars(o.Stars) + " " + of)
}

// Boosted shows what was in a booster. The sight is its cards.
func Boosted(t *locale.Text, owner game.PlayerID, r game.BoostResult, s Sight) Message {
	lines := []string{t.Say("boost.done", locale.S("Player", mention(owner)), locale.S("Booster", BoosterName(t, r.Order.Kind)))}
	for i, c := range r.Cards {
		lines = append(lines, madeLine(t, s.Faces[i], c.Copy))
	}
	return tell(t, s, append(lines, t.Say("spend.vials_left", locale.N("Vials", r.Balance)),
		t.Say("boost.next", locale.S("When", relative(r.Next))))...)
}

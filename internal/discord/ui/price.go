package ui

import (
	"math"
	"strings"
	"time"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// A Chart is the course of a price, for its picture: prices at even distances,
// the first at From and the last at To, 0 where there was none.
type Chart struct {
	From, To time.Time
	Values   []int64
	Accent   int // the colour of the card's stars, 0xRRGGBB
}

// chartPoints gives a month a value every six hours.
const chartPoints = 121

// ChartOf is the course of a card's price: 30 days, or as long as the card has
// had a price, but at least a day.
func ChartOf(q game.Quote) Chart {
	const day = 24 * time.Hour
	from := q.Now.Add(-30 * day)
	if len(q.Series) > 0 && q.Series[0].At.After(from) {
		from = q.Series[0].At
	}
	if least := q.Now.Add(-day); from.After(least) {
		from = least
	}
	return Chart{From: from, To: q.Now, Values: q.Series.Samples(from, q.Now, chartPoints), Accent: accent(q.Card.Level)}
}

// Price shows what a card is worth and why: with the card's picture beside it
// and the chart below, where there are any.
func Price(t *locale.Text, q game.Quote, f Face, every time.Duration, pictures, charts []Picture) Message {
	var m Message
	parts := []discord.ContainerSubComponent{m.beside(strings.Join(priceHead(t, q, f), "\n"), pictures, alt(t, f))}
	if q.Reasons.Base > 0 {
		parts = append(parts, text(strings.Join(priceReasons(t, q), "\n")))
	}
	parts = append(parts, m.gallery(charts, []string{chartAlt(t, q)})...)
	parts = append(parts, text(t.Say("price.footer",
		locale.N("Count", int(math.Round(every.Hours()))), locale.S("When", relative(q.Price.At)))))
	m.Components = []discord.LayoutComponent{box(accent(q.Card.Level), parts...)}
	return m
}

// priceHead says what a card is worth, how that has changed, and who has it.
func priceHead(t *locale.Text, q game.Quote, f Face) []string {
	lines := []string{
		"### " + title(f),
		t.Say("price.now", locale.N("Price", q.Price.Flakes)),
		priceChange(t, q.DayAgo, q.Price.Flakes, "price.day", "price.day_new"),
	}
	if q.DayAgo > 0 {
		lines = append(lines, priceChange(t, q.MonthAgo, q.Price.Flakes, "price.month", "price.month_new"))
	}
	if q.Span.Low != q.Span.High {
		lines = append(lines, t.Say("price.span",
			locale.N("Low", q.Span.Low), locale.N("High", q.Span.High), locale.N("Mean", q.Span.Mean)))
	}
	if q.Supply.Copies == 0 {
		return append(lines, t.Say("price.no_copies"))
	}
	return append(lines, t.Say("price.copies", locale.N("Count", q.Supply.Copies))+" · "+
		t.Say("price.owners", locale.N("Count", q.Supply.Owners), locale.N("Active", q.Supply.ActiveOwners)))
}

// priceReasons say why a card is worth what it is; what moved the price by less
// than one per cent is left out.
func priceReasons(t *locale.Text, q game.Quote) []string {
	lines := []string{t.Say("price.why"), t.Say("price.base",
		locale.S("Stars", stars(q.Card.Level)), locale.N("Price", q.Reasons.Base))}
	for _, step := range q.Reasons.Steps {
		if percentOf(step.Times) != 0 {
			lines = append(lines, priceReason(t, step, q.Price.Supply))
		}
	}
	return lines
}

// beside is a text with a small picture at its right, if there is one.
func (m *Message) beside(s string, pictures []Picture, alt string) discord.ContainerSubComponent {
	if len(pictures) == 0 {
		return text(s)
	}
	p := pictures[0]
	url := p.URL
	if url == "" {
		url = "attachment://" + p.Name
		m.Files = append(m.Files, File{Name: p.Name, Alt: cut(alt, 1000), Bytes: p.Bytes})
	}
	return discord.SectionComponent{
		Components: []discord.SectionSubComponent{text(s)},
		Accessory:  discord.ThumbnailComponent{Media: discord.UnfurledMediaItem{URL: url}, Description: cut(alt, 1000)},
	}
}

// priceChange says how a price has changed since it was before, or, when it was
// 0, that there was none.
func priceChange(t *locale.Text, before, now int64, known, unknown string) string {
	if before == 0 {
		return t.Say(unknown)
	}
	sign := "➖"
	switch {
	case now > before:
		sign = "📈"
	case now < before:
		sign = "📉"
	}
	by := signed(t, now-before)
	if percent := percentOf(float64(now) / float64(before)); percent != 0 {
		by = signed(t, percent) + " % (" + by + ")"
	}
	return t.Say(known, locale.S("Sign", sign), locale.S("Change", by))
}

// percentOf is a factor as a change in whole per cent: 5 for 1.05.
func percentOf(times float64) int64 { return int64(math.Round((times - 1) * 100)) }

// signed is a number with its sign, "±0" for none.
func signed(t *locale.Text, n int64) string {
	switch {
	case n > 0:
		return "+" + t.Number(n)
	case n < 0:
		return "−" + t.Number(-n)
	}
	return "±0"
}

// priceReason says what moved a price.
func priceReason(t *locale.Text, step game.PriceStep, s game.Supply) string {
	by := locale.S("Change", signed(t, percentOf(step.Times))+" %")
	switch step.Factor {
	case game.Scarcity:
		return t.Say("price.reason_scarcity", by, locale.N("Count", s.ActiveCopies))
	case game.Spread:
		return t.Say("price.reason_spread", by, locale.N("Copies", s.ActiveCopies), locale.N("Count", s.ActiveOwners))
	case game.Hoarding:
		return t.Say("price.reason_hoarding", by, locale.N("Count", s.Largest))
	case game.Activity:
		return t.Say("price.reason_activity", by, locale.N("Active", s.ActiveOwners), locale.N("Count", s.Owners))
	case game.Unowned:
		return t.Say("price.reason_unowned", by)
	}
	return ""
}

// chartAlt tells the figures of a chart to those who cannot see it.
func chartAlt(t *locale.Text, q game.Quote) string {
	c := ChartOf(q)
	var first, low, high int64
	for _, v := range c.Values {
		if v == 0 {
			continue
		}
		if first == 0 {
			first, low = v, v
		}
		low, high = min(low, v), max(high, v)
	}
	return t.Say("price.chart", locale.S("Name", q.Card.Name),
		locale.S("From", c.From.UTC().Format(time.DateOnly)), locale.S("To", c.To.UTC().Format(time.DateOnly)),
		locale.N("First", first), locale.N("Last", q.Price.Flakes), locale.N("Low", low), locale.N("High", high))
}

package page

import (
	"encoding/json"
	"fmt"
)

// This file has the expressions that find what a person sees on the page.

// Suggestions are the rows of the list above the line in which one writes.
const Suggestions = `[...document.querySelectorAll(".suggest [role=option]")]`

// In is a part of a view, by a selector.
func In(view int, selector string) string {
	return fmt.Sprintf(`document.querySelectorAll(".pane")[%d].querySelector(%q)`, view, selector)
}

// Line is where one writes in a view.
func Line(view int) string { return In(view, "textarea") }

// Pressing is the last button of a view's messages that says just these words,
// or else has them.
func Pressing(view int, words string) string {
	return fmt.Sprintf(`((all, words) => all.filter((b) => b.textContent.trim() === words).at(-1) ?? all.filter((b) => b.textContent.includes(words)).at(-1))([...document.querySelectorAll(".pane")[%d].querySelectorAll(".messages button, .messages a.button")], %s)`, view, Quoted(words))
}

// Named is a button anywhere with this name.
func Named(label string) string {
	return `[...document.querySelectorAll("button, [role=menuitem]")].filter((b) => b.checkVisibility({ visibilityProperty: true }) && ((b.getAttribute("aria-label") ?? b.textContent).trim() === ` + Quoted(label) + ` || b.textContent.trim() === ` + Quoted(label) + `)).at(-1)`
}

// Player is a player at the side, by the name that stands there.
func Player(name string) string {
	return `[...document.querySelectorAll("#side .players button")].find((b) => b.textContent.includes(` + Quoted(name) + `))`
}

// Option is the field of a command's option.
func Option(name string) string {
	return `document.querySelector('.pill input[data-option="` + name + `"]')`
}

// Quoted is a text as JavaScript writes it.
func Quoted(text string) string {
	raw, err := json.Marshal(text)
	if err != nil {
		panic("page: encoding a text: " + err.Error())
	}
	return string(raw)
}

package ui

import "github.com/disgoorg/disgo/discord"

// A Form is what a player is asked to fill in.
type Form struct {
	Title string
	// Route is what takes the filled-in form, as a button's says what is pressed.
	Route  Route
	Fields []Field
}

// A Field is a line of a form.
type Field struct {
	Name     string // by which it is read
	Label    string
	About    string
	Hint     string // what stands in it while it is empty
	Required bool
	Most     int // characters
}

// Modal is the form as Discord takes it.
func (f Form) Modal() discord.ModalCreate {
	m := discord.NewModalCreate(f.Route.ID(), cut(f.Title, 45))
	for _, x := range f.Fields {
		input := discord.NewShortTextInput(x.Name).WithRequired(x.Required).WithMaxLength(x.Most).WithPlaceholder(cut(x.Hint, 100))
		m.Components = append(m.Components, discord.NewLabel(cut(x.Label, 45), input).WithDescription(cut(x.About, 100)))
	}
	return m
}

package sandbox

import "strconv"

// checkModal looks for everything in a modal that Discord refuses.
func checkModal(f *formErrors, up *at, body *callbackBody) {
	d := &body.Data
	texts := textCheck{form: f}
	texts.text(up, "title", d.Title, 1, 45)
	texts.text(up, "custom_id", d.CustomID, 1, maxCustomID)
	list := up.field("components")
	if n := len(d.Components.v); n < 1 || n > 5 {
		f.between(&list, 1, 5)
		return
	}
	check := componentCheck{form: f, modal: true}
	check.top(&list, d.Components.v)
}

// input checks a label or one of the inputs that only modals have.
func (c *componentCheck) input(where *at, x *component) {
	texts := textCheck{form: c.form}
	switch x.Type {
	case kindLabel:
		c.label(where, x)
		return
	case kindTextInput:
		c.textInput(where, x)
	case kindFileUpload:
		c.bounds(where, x, 10)
	case kindRadioGroup:
		c.options(where, x, 2, 10)
	case kindCheckboxGroup:
		c.options(where, x, 1, 10)
		c.bounds(where, x, 10)
	}
	c.customID(where, x.CustomID)
	texts.text(where, "placeholder", x.Placeholder, 0, 100)
}

func (c *componentCheck) label(where *at, x *component) {
	texts := textCheck{form: c.form}
	texts.text(where, "label", x.Label, 1, 45)
	texts.text(where, "description", x.Description, 0, 100)
	inner := where.field("component")
	if x.Component == nil {
		c.form.required(&inner)
		return
	}
	switch x.Component.Type {
	case kindTextInput, kindStringSelect, kindUserSelect, kindRoleSelect, kindMentionSelect, kindChannelSelect,
		kindFileUpload, kindRadioGroup, kindCheckboxGroup, kindCheckbox:
		c.one(&inner, x.Component)
	default:
		c.wrongType(&inner, "3, 4, 5, 6, 7, 8, 19, 21, 22, 23")
	}
}

func (c *componentCheck) textInput(where *at, x *component) {
	if x.Style != 1 && x.Style != 2 {
		style := where.field("style")
		c.form.oneOf(&style, "1, 2")
	}
	if length(x.Label) > 45 {
		label := where.field("label")
		c.form.between(&label, 1, 45)
	}
	for name, bound := range map[string]*int{"min_length": x.MinLength, "max_length": x.MaxLength} {
		if bound != nil && (*bound < 0 || *bound > maxText) {
			field := where.field(name)
			c.form.add(&field, "NUMBER_TYPE_MAX", "int value should be less than or equal to "+strconv.Itoa(maxText)+".")
		}
	}
	if length(string(x.Value)) > maxText+2 {
		value := where.field("value")
		c.form.atMost(&value, maxText)
	}
}

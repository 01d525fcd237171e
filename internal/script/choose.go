package script

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gohye/internal/sandbox/client"
)

// choose chooses by their labels in the newest menu that has them all.
func (p *seat) choose(ctx context.Context, labels []string) (client.Answer, error) {
	var there, values []string
	id := ""
	m, ok := p.newest(ctx, func(m *client.Message) bool {
		has := false
		m.Each(func(c *client.Component) {
			if !isMenu(c.Type) || c.Disabled || has {
				return
			}
			for _, x := range c.Options {
				there = append(there, x.Label)
			}
			if chosen, all := p.chosen(c, labels); all {
				has, id, values = true, c.CustomID, chosen
			}
		})
		return has
	})
	if !ok {
		return client.Answer{}, fmt.Errorf("%s sees no menu with %q; %s", p.name, labels, faces(there))
	}
	return p.client.Select(ctx, m, id, values...)
}

func isMenu(kind int) bool {
	return kind == typeStringSelect || kind >= typeUserSelect && kind <= typeChannels
}

// chosen are the values of a menu for some labels, if it has them all.
func (p *seat) chosen(c *client.Component, labels []string) (values []string, all bool) {
	for _, label := range labels {
		value, found := "", false
		if kinds := kindsOf(c.Type); kinds != "" {
			value, found = p.table.find(label, kinds)
		} else {
			for _, x := range c.Options {
				if !found && (plain(x.Label) == plain(label) || x.Value == label) {
					value, found = x.Value, true
				}
			}
		}
		if !found {
			return nil, false
		}
		values = append(values, value)
	}
	return values, true
}

// kindsOf are the first letters of what a menu takes: @ for
// players, & for roles, # for channels.
func kindsOf(kind int) string {
	switch kind {
	case typeUserSelect:
		return "@"
	case typeRoleSelect:
		return "&"
	case typeMentions:
		return "@&"
	case typeChannels:
		return "#"
	}
	return ""
}

// kindsOfOption is kindsOf for an option of a command.
func kindsOfOption(kind int) string {
	switch kind {
	case optionUser:
		return "@"
	case optionRole:
		return "&"
	case optionMention:
		return "@&"
	case optionChannel:
		return "#"
	}
	return ""
}

// fill fills in the form that is open. A field goes by its id or its label.
func (p *seat) fill(ctx context.Context, args []arg) (client.Answer, error) {
	if p.form == nil {
		return client.Answer{}, fmt.Errorf("no form is open for %s", p.name)
	}
	var there []string
	var failed error
	fields := map[string]any{}
	put := func(c *client.Component, label string) {
		if c.CustomID == "" {
			return
		}
		there = append(there, c.CustomID)
		for _, a := range args {
			if a.name != c.CustomID && !strings.EqualFold(a.name, label) {
				continue
			}
			value, err := p.field(c, a)
			if err != nil {
				failed = err
			}
			fields[c.CustomID] = value
		}
	}
	form := client.Message{Components: p.form.Components}
	form.Each(func(c *client.Component) {
		if c.Type == typeLabel && c.Component != nil {
			put(c.Component, c.Label)
			return
		}
		put(c, c.Label)
	})
	if failed != nil {
		return client.Answer{}, failed
	}
	if len(fields) < len(args) {
		return client.Answer{}, fmt.Errorf("the form has not all of these fields; %s", faces(there))
	}
	return p.client.SubmitModal(ctx, *p.form, fields)
}

// field is what goes into a field of a form. Several choices or files have commas
// between them.
func (p *seat) field(c *client.Component, a arg) (any, error) {
	list := slices.DeleteFunc(strings.Split(a.value, ","), func(s string) bool { return s == "" })
	switch {
	case c.Type == typeCheckbox:
		yes, err := strconv.ParseBool(a.value)
		if err != nil {
			return nil, wrongValue(a, "true or false")
		}
		return yes, nil
	case c.Type == typeUpload:
		files := make([]client.File, len(list))
		for i, name := range list {
			files[i] = fileNamed(name)
		}
		return files, nil
	case isMenu(c.Type), c.Type == typeCheckboxes, c.Type == typeRadio:
		values, all := p.chosen(c, list)
		if !all {
			return nil, fmt.Errorf("%s has not all of %q to choose from", a.name, list)
		}
		if c.Type == typeRadio {
			return strings.Join(values, ","), nil
		}
		return values, nil
	}
	return a.value, nil
}

// fileNamed is a file of that name. A script has no files beside it: what stands in
// the file is its name.
func fileNamed(name string) client.File { return client.File{Name: name, Data: []byte(name)} }

package sandbox

import (
	"encoding/json"
	"strconv"

	"github.com/disgoorg/snowflake/v2"
)

// submittedLayout is a row or a label of a filled-in modal.
type submittedLayout struct {
	Type       int        `json:"type"`
	ID         int        `json:"id"`
	Components []filledIn `json:"components"`
	Component  *filledIn  `json:"component"`
}

// filledIn is one input of a modal with what the player gave.
type filledIn struct {
	Type     int             `json:"type"`
	CustomID string          `json:"custom_id"`
	Value    json.RawMessage `json:"value"`
	Values   []string        `json:"values"`
}

// submitted checks a filled-in modal and writes its part of the payload.
func (s *Server) submitted(c *call, in *interaction, d *invocationData) ([]byte, *refusal) {
	opener := s.interactions.get(d.ID)
	var form formErrors
	if opener == nil || opener.user != in.user || opener.channel != in.channel {
		return nil, unknownInteraction()
	}
	opener.mu.Lock()
	m := opener.modal
	opener.mu.Unlock()
	data := at{name: "data"}
	if m == nil || m.customID != d.CustomID {
		custom := data.field("custom_id")
		form.add(&custom, "COMPONENT_VALIDATION_FAILED", "Component validation failed")
		return nil, form.refusal()
	}
	given := map[string]*filledIn{}
	for i := range d.Components {
		row := &d.Components[i]
		for j := range row.Components {
			given[row.Components[j].CustomID] = &row.Components[j]
		}
		if row.Component != nil {
			given[row.Component.CustomID] = row.Component
		}
	}
	in.source = opener.source
	f := filling{s: s, c: c, in: in, form: &form, given: given}
	f.resolved.in = in.channel
	b := appendString([]byte(`"data":{"custom_id":`), m.customID)
	list := data.field("components")
	b = f.layout(append(b, `,"components":`...), &list, m.components)
	if refused := form.refusal(); refused != nil {
		return nil, refused
	}
	if !f.resolved.empty() {
		b = f.resolved.append(append(b, ','), s)
	}
	b = append(b, '}')
	if in.source != nil {
		b = append(append(b, `,"message":`...), in.source.snapshot()...)
	}
	return b, nil
}

// filling goes through a modal's inputs and what was given for each.
type filling struct {
	s        *Server
	c        *call
	in       *interaction
	form     *formErrors
	given    map[string]*filledIn
	resolved resolved
}

func (f *filling) layout(b []byte, up *at, list []component) []byte {
	b = append(b, '[')
	for i := range list {
		x := &list[i]
		if i > 0 {
			b = append(b, ',')
		}
		where := up.item(i)
		b = strconv.AppendInt(append(b, `{"type":`...), int64(x.Type), 10)
		b = strconv.AppendInt(append(b, `,"id":`...), int64(x.ID), 10)
		switch {
		case x.Type == kindLabel && x.Component != nil:
			inner := where.field("component")
			b = f.input(append(b, `,"component":`...), &inner, x.Component)
		case x.Type == kindRow:
			rows := where.field("components")
			b = append(b, `,"components":[`...)
			for j := range x.Components {
				if j > 0 {
					b = append(b, ',')
				}
				inner := rows.item(j)
				b = f.input(b, &inner, &x.Components[j])
			}
			b = append(b, ']')
		}
		b = append(b, '}')
	}
	return append(b, ']')
}

func (f *filling) input(b []byte, where *at, x *component) []byte {
	b = strconv.AppendInt(append(b, `{"type":`...), int64(x.Type), 10)
	b = strconv.AppendInt(append(b, `,"id":`...), int64(x.ID), 10)
	b = appendString(append(b, `,"custom_id":`...), x.CustomID)
	g := f.given[x.CustomID]
	if g == nil {
		g = &filledIn{}
	}
	switch x.Type {
	case kindTextInput:
		b = f.text(append(b, `,"value":`...), where, x, g)
	case kindCheckbox:
		b = strconv.AppendBool(append(b, `,"value":`...), string(g.Value) == "true")
	case kindRadioGroup:
		b = f.radio(append(b, `,"value":`...), where, x, g)
	case kindFileUpload:
		b = f.files(append(b, `,"values":`...), where, x, g)
	default:
		values := where.field("values")
		f.s.checkValues(f.form, &values, x, g.Values, f.in.channel)
		b = appendList(append(b, `,"values":`...), g.Values, appendString)
		f.resolve(x.Type, g.Values)
	}
	return append(b, '}')
}

func (f *filling) text(b []byte, where *at, x *component, g *filledIn) []byte {
	var text string
	if len(g.Value) > 0 && json.Unmarshal(g.Value, &text) != nil {
		text = string(g.Value)
	}
	value := where.field("value")
	n := length(text)
	required := x.Required == nil || *x.Required
	least, most := 0, maxText
	if x.MinLength != nil {
		least = *x.MinLength
	}
	if x.MaxLength != nil {
		most = *x.MaxLength
	}
	switch {
	case n == 0 && required:
		f.form.required(&value)
	case n > most:
		f.form.atMost(&value, most)
	case n > 0 && n < least:
		f.form.between(&value, least, most)
	}
	return appendString(b, text)
}

func (f *filling) radio(b []byte, where *at, x *component, g *filledIn) []byte {
	var text string
	value := where.field("value")
	if len(g.Value) == 0 || string(g.Value) == "null" {
		if x.Required == nil || *x.Required {
			f.form.required(&value)
		}
		return append(b, "null"...)
	}
	if json.Unmarshal(g.Value, &text) != nil || !f.s.choosable(x, text, f.in.channel) {
		f.form.add(&value, "COMPONENT_VALIDATION_FAILED", "Component validation failed")
	}
	return appendString(b, text)
}

// files keeps the files of an input. The player names them by their numbers in the
// request; the bot is told the ids that they have from now on, and what is behind
// those.
func (f *filling) files(b []byte, where *at, x *component, g *filledIn) []byte {
	values := where.field("values")
	checkCount(f.form, &values, x, len(g.Values))
	var ids []snowflake.ID
	for i, number := range g.Values {
		file, found := f.c.files.take(number)
		if !found {
			item := values.item(i)
			f.form.add(&item, "MEDIA_ITEM_ATTACHMENT_NOT_FOUND", "The specified attachment could not be found")
			continue
		}
		a := f.s.keep(file, attachmentRef{}, f.in.channel.id, f.c.base())
		f.resolved.attachments = append(f.resolved.attachments, a)
		ids = append(ids, a.id)
	}
	return appendList(b, ids, appendID)
}

func (f *filling) resolve(kind int, values []string) {
	if kind < kindUserSelect || kind > kindChannelSelect {
		return
	}
	for _, v := range values {
		f.resolved.find(f.s, parseID(v), f.in.channel)
	}
}

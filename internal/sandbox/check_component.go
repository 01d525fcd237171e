package sandbox

import (
	"slices"
	"strconv"
)

// The types of components.
const (
	kindRow           = 1
	kindButton        = 2
	kindStringSelect  = 3
	kindTextInput     = 4
	kindUserSelect    = 5
	kindRoleSelect    = 6
	kindMentionSelect = 7
	kindChannelSelect = 8
	kindSection       = 9
	kindText          = 10
	kindThumbnail     = 11
	kindGallery       = 12
	kindFile          = 13
	kindSeparator     = 14
	kindContainer     = 17
	kindLabel         = 18
	kindFileUpload    = 19
	kindRadioGroup    = 21
	kindCheckboxGroup = 22
	kindCheckbox      = 23

	buttonLink    = 5
	buttonPremium = 6
)

const (
	maxRows       = 5
	maxComponents = 40
	maxText       = 4000
	maxCustomID   = 100
	maxLabel      = 80
	maxOptions    = 25
	maxGallery    = 10
)

// A componentCheck walks the components of one message or modal, complains
// and gives the components without an id theirs.
type componentCheck struct {
	form  *formErrors
	v2    bool
	modal bool
	files *upload

	total  int
	text   int
	seen   [8]string // the first custom ids; more go to others
	count  int
	others map[string]bool
}

// top checks the components at the top level.
func (c *componentCheck) top(where *at, list []component) {
	limit := maxRows
	if c.v2 {
		limit = maxComponents
	}
	if len(list) > limit {
		c.form.between(where, 1, limit)
	}
	for i := range list {
		item := where.item(i)
		c.topmost(&item, &list[i])
	}
	if c.total > maxComponents && c.v2 {
		c.form.add(where, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
			"The maximum number of components in a message is "+strconv.Itoa(maxComponents)+".")
	}
	if c.text > maxText {
		c.form.add(where, "COMPONENT_TEXT_SIZE_EXCEEDED",
			"The total displayable text size exceeds the maximum of "+strconv.Itoa(maxText))
	}
	number(list)
}

func (c *componentCheck) topmost(where *at, x *component) {
	switch {
	case c.modal && (x.Type == kindLabel || x.Type == kindText), x.Type == kindRow:
	case c.v2 && !c.modal:
		switch x.Type {
		case kindSection, kindText, kindGallery, kindFile, kindSeparator, kindContainer:
		default:
			c.wrongType(where, "1, 9, 10, 12, 13, 14, 17")
			return
		}
	case c.modal:
		c.wrongType(where, "1, 10, 18")
		return
	default:
		c.wrongType(where, "1")
		return
	}
	c.one(where, x)
}

func (c *componentCheck) wrongType(where *at, allowed string) {
	kind := where.field("type")
	c.form.add(&kind, "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of ("+allowed+").")
}

// one checks a component which may stand where it stands.
func (c *componentCheck) one(where *at, x *component) {
	c.total++
	switch x.Type {
	case kindRow:
		c.row(where, x)
	case kindButton:
		c.button(where, x)
	case kindStringSelect, kindUserSelect, kindRoleSelect, kindMentionSelect, kindChannelSelect:
		c.menu(where, x)
	case kindSection:
		c.section(where, x)
	case kindText:
		c.display(where, x)
	case kindThumbnail:
		c.media(where, "media", x.Media)
		c.description(where, x.Description)
	case kindGallery:
		c.gallery(where, x)
	case kindFile:
		c.file(where, x)
	case kindSeparator:
		if x.Spacing != 0 && x.Spacing != 1 && x.Spacing != 2 {
			spacing := where.field("spacing")
			c.form.oneOf(&spacing, "1, 2")
		}
	case kindContainer:
		c.container(where, x)
	case kindLabel, kindTextInput, kindFileUpload, kindRadioGroup, kindCheckboxGroup, kindCheckbox:
		c.input(where, x)
	}
}

func (c *componentCheck) row(where *at, x *component) {
	list := where.field("components")
	if len(x.Components) < 1 || len(x.Components) > 5 {
		c.form.between(&list, 1, 5)
	}
	width := 0
	for i := range x.Components {
		child := &x.Components[i]
		item := list.item(i)
		switch {
		case c.modal && child.Type == kindTextInput:
			width += 5
		case c.modal:
			c.wrongType(&item, "4")
			continue
		case child.Type == kindButton:
			width++
		case child.Type >= kindStringSelect && child.Type <= kindChannelSelect && child.Type != kindTextInput:
			width += 5
		default:
			c.wrongType(&item, "2, 3, 5, 6, 7, 8")
			continue
		}
		if width > 5 {
			c.form.add(&item, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width")
		}
		c.one(&item, child)
	}
}

func (c *componentCheck) button(where *at, x *component) {
	if length(x.Label) > maxLabel {
		label := where.field("label")
		c.form.atMost(&label, maxLabel)
	}
	if x.Style < 1 || x.Style > buttonPremium {
		style := where.field("style")
		c.form.oneOf(&style, "1, 2, 3, 4, 5, 6")
		return
	}
	switch {
	case x.Style == buttonLink && x.CustomID != "", x.Style != buttonLink && x.URL != "":
		c.form.add(where, "BUTTON_COMPONENT_CUSTOM_ID_URL_EXCLUSIVE", "A custom id and url cannot both be specified")
	case x.Style == buttonLink:
		checkURL(c.form, where, "url", x.URL, nil, true)
	case x.Style == buttonPremium:
		if x.SKU == "" {
			sku := where.field("sku_id")
			c.form.required(&sku)
		}
		return
	default:
		c.customID(where, x.CustomID)
	}
	if x.Label == "" && x.Emoji == nil {
		c.form.add(where, "BUTTON_COMPONENT_EMPTY", "A button must have a label or an emoji")
	}
}

func (c *componentCheck) customID(where *at, id string) {
	field := where.field("custom_id")
	if id == "" {
		c.form.required(&field)
		return
	}
	if length(id) > maxCustomID {
		c.form.between(&field, 1, maxCustomID)
	}
	if c.known(id) {
		c.form.add(&field, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
	}
}

// known says whether a custom id was there before, and remembers it.
func (c *componentCheck) known(id string) bool {
	if slices.Contains(c.seen[:c.count], id) {
		return true
	}
	if c.count < len(c.seen) {
		c.seen[c.count] = id
		c.count++
		return false
	}
	if c.others == nil {
		c.others = map[string]bool{}
	}
	was := c.others[id]
	c.others[id] = true
	return was
}

func (c *componentCheck) menu(where *at, x *component) {
	c.customID(where, x.CustomID)
	if length(x.Placeholder) > 150 {
		field := where.field("placeholder")
		c.form.atMost(&field, 150)
	}
	c.bounds(where, x, 25)
	if x.Type == kindStringSelect {
		c.options(where, x, 1, maxOptions)
	}
}

// bounds checks how many values may be chosen.
func (c *componentCheck) bounds(where *at, x *component, most int) {
	least, limit := 1, 1
	if x.MinValues != nil {
		least = *x.MinValues
	}
	if x.MaxValues != nil {
		limit = *x.MaxValues
	}
	if least < 0 || least > most {
		field := where.field("min_values")
		c.form.add(&field, "NUMBER_TYPE_MAX", "int value should be between 0 and "+strconv.Itoa(most)+".")
	}
	if limit < 1 || limit > most || x.MinValues != nil && least > limit {
		field := where.field("max_values")
		c.form.add(&field, "NUMBER_TYPE_MIN", "int value should be between min_values and "+strconv.Itoa(most)+".")
	}
}

func (c *componentCheck) options(where *at, x *component, least, most int) {
	list := where.field("options")
	if len(x.Options) < least || len(x.Options) > most {
		c.form.between(&list, least, most)
	}
	values := make(map[string]bool, len(x.Options))
	for i := range x.Options {
		o := &x.Options[i]
		item := list.item(i)
		texts := textCheck{form: c.form}
		texts.text(&item, "label", o.Label, 1, 100)
		texts.text(&item, "value", o.Value, 1, 100)
		texts.text(&item, "description", o.Description, 0, 100)
		if values[o.Value] {
			value := item.field("value")
			c.form.add(&value, "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used")
		}
		values[o.Value] = true
	}
	if x.MaxValues != nil && *x.MaxValues > len(x.Options) && len(x.Options) > 0 {
		field := where.field("max_values")
		c.form.add(&field, "NUMBER_TYPE_MAX", "int value should be less than or equal to "+strconv.Itoa(len(x.Options))+".")
	}
}

func (c *componentCheck) section(where *at, x *component) {
	list := where.field("components")
	if len(x.Components) < 1 || len(x.Components) > 3 {
		c.form.between(&list, 1, 3)
	}
	for i := range x.Components {
		item := list.item(i)
		if x.Components[i].Type != kindText {
			c.wrongType(&item, "10")
			continue
		}
		c.one(&item, &x.Components[i])
	}
	accessory := where.field("accessory")
	switch {
	case x.Accessory == nil:
		c.form.required(&accessory)
	case x.Accessory.Type != kindButton && x.Accessory.Type != kindThumbnail:
		c.wrongType(&accessory, "2, 11")
	default:
		c.one(&accessory, x.Accessory)
	}
}

func (c *componentCheck) display(where *at, x *component) {
	n := length(x.Content)
	c.text += n
	content := where.field("content")
	if n == 0 {
		c.form.required(&content)
	} else if n > maxText {
		c.form.between(&content, 1, maxText)
	}
}

func (c *componentCheck) description(where *at, text string) {
	if length(text) > maxAltText {
		field := where.field("description")
		c.form.between(&field, 1, maxAltText)
	}
}

func (c *componentCheck) media(where *at, name string, m *mediaItem) {
	field := where.field(name)
	if m == nil {
		c.form.required(&field)
		return
	}
	checkURL(c.form, &field, "url", m.URL, c.files, true)
}

func (c *componentCheck) gallery(where *at, x *component) {
	list := where.field("items")
	if len(x.Items) < 1 || len(x.Items) > maxGallery {
		c.form.between(&list, 1, maxGallery)
	}
	for i := range x.Items {
		item := list.item(i)
		c.media(&item, "media", &x.Items[i].Media)
		c.description(&item, x.Items[i].Description)
	}
}

func (c *componentCheck) file(where *at, x *component) {
	c.media(where, "file", x.File)
	if x.File != nil && len(x.File.URL) < len(attachmentsURL) || x.File != nil && x.File.AttachmentID == "" &&
		x.File.URL[:len(attachmentsURL)] != attachmentsURL {
		file := where.field("file")
		address := file.field("url")
		c.form.add(&address, "URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('attachment').")
	}
}

func (c *componentCheck) container(where *at, x *component) {
	list := where.field("components")
	if len(x.Components) < 1 || len(x.Components) > maxComponents {
		c.form.between(&list, 1, maxComponents)
	}
	if x.AccentColor != nil && (*x.AccentColor < 0 || *x.AccentColor > 0xffffff) {
		color := where.field("accent_color")
		c.form.add(&color, "NUMBER_TYPE_MAX", "int value should be less than or equal to 16777215.")
	}
	for i := range x.Components {
		item := list.item(i)
		switch x.Components[i].Type {
		case kindRow, kindSection, kindText, kindGallery, kindFile, kindSeparator:
			c.one(&item, &x.Components[i])
		default:
			c.wrongType(&item, "1, 9, 10, 12, 13, 14")
		}
	}
}

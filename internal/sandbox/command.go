package sandbox

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"

	"github.com/disgoorg/snowflake/v2"
)

// The types of commands and of their options.
const (
	commandSlash   = 1
	commandUser    = 2
	commandMessage = 3

	optionSub        = 1
	optionSubGroup   = 2
	optionString     = 3
	optionInteger    = 4
	optionBoolean    = 5
	optionUser       = 6
	optionChannel    = 7
	optionRole       = 8
	optionMention    = 9
	optionNumber     = 10
	optionAttachment = 11
)

// A command is immutable once it is registered.
type command struct {
	ID                       snowflake.ID      `json:"id"`
	ApplicationID            snowflake.ID      `json:"application_id"`
	Version                  snowflake.ID      `json:"version"`
	GuildID                  *snowflake.ID     `json:"guild_id,omitempty"`
	Type                     int               `json:"type"`
	Name                     string            `json:"name"`
	NameLocalizations        map[string]string `json:"name_localizations"`
	Description              string            `json:"description"`
	DescriptionLocalizations map[string]string `json:"description_localizations"`
	Options                  []option          `json:"options,omitempty"`
	DefaultMemberPermissions *string           `json:"default_member_permissions"`
	DMPermission             *bool             `json:"dm_permission,omitempty"`
	Contexts                 *[]int            `json:"contexts"`
	IntegrationTypes         []int             `json:"integration_types"`
	NSFW                     bool              `json:"nsfw"`
}

type option struct {
	Type                     int               `json:"type"`
	Name                     string            `json:"name"`
	NameLocalizations        map[string]string `json:"name_localizations,omitempty"`
	Description              string            `json:"description"`
	DescriptionLocalizations map[string]string `json:"description_localizations,omitempty"`
	Required                 bool              `json:"required,omitempty"`
	Choices                  []choice          `json:"choices,omitempty"`
	Options                  []option          `json:"options,omitempty"`
	ChannelTypes             []int             `json:"channel_types,omitempty"`
	MinValue                 *float64          `json:"min_value,omitempty"`
	MaxValue                 *float64          `json:"max_value,omitempty"`
	MinLength                *int              `json:"min_length,omitempty"`
	MaxLength                *int              `json:"max_length,omitempty"`
	Autocomplete             bool              `json:"autocomplete,omitempty"`
}

// wire is the command as Discord sends it, with or without translations.
func (c *command) wire(localizations bool) []byte {
	if localizations {
		return mustEncode(c)
	}
	bare := *c
	bare.NameLocalizations, bare.DescriptionLocalizations = nil, nil
	bare.Options = withoutLocalizations(c.Options)
	return mustEncode(&bare)
}

func withoutLocalizations(options []option) []option {
	out := slices.Clone(options)
	for i := range out {
		o := &out[i]
		o.NameLocalizations, o.DescriptionLocalizations = nil, nil
		o.Options = withoutLocalizations(o.Options)
		o.Choices = slices.Clone(o.Choices)
		for j := range o.Choices {
			o.Choices[j].NameLocalizations = nil
		}
	}
	return out
}

func (c *command) guild() snowflake.ID {
	if c.GuildID == nil {
		return 0
	}
	return *c.GuildID
}

// commands are the application's. Readers take the map without a lock; it is
// replaced, never changed.
type commands struct {
	mu sync.Mutex // serialises changes
	// changed is told of every change, under mu.
	changed func(old, now map[snowflake.ID]*command)
	byID    atomic.Pointer[map[snowflake.ID]*command]
}

func (c *commands) all() map[snowflake.ID]*command {
	if m := c.byID.Load(); m != nil {
		return *m
	}
	return nil
}

// change edits a copy of the map and, unless it is refused, puts it in place.
func (c *commands) change(edit func(map[snowflake.ID]*command) *refusal) *refusal {
	c.mu.Lock()
	defer c.mu.Unlock()
	next := make(map[snowflake.ID]*command, len(c.all())+1)
	maps.Copy(next, c.all())
	if refused := edit(next); refused != nil {
		return refused
	}
	c.changed(c.all(), next)
	c.byID.Store(&next)
	return nil
}

// list is the commands of a guild, or the global ones for zero, by id.
func (c *commands) list(guild snowflake.ID) []*command {
	var out []*command
	for _, x := range c.all() {
		if x.guild() == guild {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b *command) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return out
}

func commandNamed(all map[snowflake.ID]*command, guild snowflake.ID, name string, kind int) *command {
	for _, x := range all {
		if x.guild() == guild && x.Name == name && x.Type == kind {
			return x
		}
	}
	return nil
}

// validName says whether a slash command or an option may have the name.
func validName(name string) bool {
	n := 0
	for _, r := range name {
		n++
		if r != '-' && r != '_' && r != '\'' && !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.Is(unicode.M, r) {
			return false
		}
	}
	return n >= 1 && n <= 32 && strings.ToLower(name) == name
}

// check looks for everything in a definition that Discord refuses, and fills
// in what it leaves out.
func (c *command) check(f *formErrors, up *at) {
	if c.Type == 0 {
		c.Type = commandSlash
	}
	name := up.field("name")
	switch {
	case c.Name == "":
		f.required(&name)
	case c.Type == commandSlash && !validName(c.Name):
		invalidName(f, &name, c.Name)
	case length(c.Name) > 32:
		f.between(&name, 1, 32)
	}
	if c.Type < commandSlash || c.Type > 4 {
		kind := up.field("type")
		f.oneOf(&kind, "1, 2, 3, 4")
	}
	texts := textCheck{form: f}
	if c.Type == commandSlash {
		texts.text(up, "description", c.Description, 1, 100)
	} else if c.Description != "" {
		description := up.field("description")
		f.add(&description, "APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED", "Context menu commands cannot have description")
	}
	checkLocalizations(f, up, c.NameLocalizations, c.DescriptionLocalizations)
	checkOptions(f, up, c.Options, 0)
	if p := c.DefaultMemberPermissions; p != nil {
		if _, err := strconv.ParseUint(*p, 10, 64); err != nil {
			where := up.field("default_member_permissions")
			f.add(&where, "NUMBER_TYPE_COERCE", "Value \""+*p+"\" is not int.")
		}
	}
	if c.size() > 8000 {
		f.add(up, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")
	}
}

func invalidName(f *formErrors, where *at, name string) {
	if length(name) > 32 {
		f.between(where, 1, 32)
		return
	}
	f.add(where, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
}

func checkLocalizations(f *formErrors, up *at, names, descriptions map[string]string) {
	for lang, name := range names {
		if length(name) < 1 || length(name) > 32 {
			field := up.field("name_localizations")
			where := field.field(lang)
			f.between(&where, 1, 32)
		}
	}
	for lang, text := range descriptions {
		if length(text) < 1 || length(text) > 100 {
			field := up.field("description_localizations")
			where := field.field(lang)
			f.between(&where, 1, 100)
		}
	}
}

func (c *command) size() int {
	n := length(c.Name) + length(c.Description)
	var add func([]option)
	add = func(options []option) {
		for i := range options {
			o := &options[i]
			n += length(o.Name) + length(o.Description)
			for _, x := range o.Choices {
				n += length(x.Name) + len(x.Value)
			}
			add(o.Options)
		}
	}
	add(c.Options)
	return n
}

// checkOptions checks a list of options. depth is the sum of the types of the
// options that they are in: groups hold sub-commands, and those neither.
func checkOptions(f *formErrors, up *at, options []option, depth int) {
	list := up.field("options")
	if len(options) > 25 {
		f.between(&list, 0, 25)
	}
	seen := map[string]bool{}
	optional := false
	for i := range options {
		o := &options[i]
		item := list.item(i)
		if seen[o.Name] {
			f.add(&item, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")
		}
		seen[o.Name] = true
		if o.Required && optional {
			f.add(&item, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
				"Required options must be placed before non-required options")
		}
		optional = optional || !o.Required
		o.check(f, &item, depth)
	}
}

func (o *option) check(f *formErrors, up *at, depth int) {
	name := up.field("name")
	if o.Name == "" {
		f.required(&name)
	} else if !validName(o.Name) {
		invalidName(f, &name, o.Name)
	}
	texts := textCheck{form: f}
	texts.text(up, "description", o.Description, 1, 100)
	checkLocalizations(f, up, o.NameLocalizations, o.DescriptionLocalizations)
	kind := up.field("type")
	switch {
	case o.Type < optionSub || o.Type > optionAttachment:
		f.oneOf(&kind, "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11")
	case o.Type == optionSubGroup && depth > 0, o.Type == optionSub && depth != 0 && depth != optionSubGroup:
		f.add(&kind, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command option type is not allowed here")
	case o.Type == optionSub || o.Type == optionSubGroup:
		checkOptions(f, up, o.Options, depth+o.Type)
	case len(o.Options) > 0:
		options := up.field("options")
		f.add(&options, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Only sub-commands have options")
	}
	o.checkChoices(f, up)
}

func (o *option) checkChoices(f *formErrors, up *at) {
	list := up.field("choices")
	if len(o.Choices) > 25 {
		f.between(&list, 0, 25)
	}
	if o.Autocomplete && len(o.Choices) > 0 {
		f.add(&list, "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", "Choices and autocomplete are mutually exclusive")
	}
	seen := map[string]bool{}
	for i := range o.Choices {
		item := list.item(i)
		checkChoice(f, &item, &o.Choices[i], o.Type)
		if seen[o.Choices[i].Name] {
			f.add(&item, "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS", "Choice name already exists")
		}
		seen[o.Choices[i].Name] = true
	}
	if o.MinLength != nil && (*o.MinLength < 0 || *o.MinLength > 6000) {
		field := up.field("min_length")
		f.add(&field, "NUMBER_TYPE_MAX", "int value should be less than or equal to 6000.")
	}
	if o.MaxLength != nil && (*o.MaxLength < 1 || *o.MaxLength > 6000) {
		field := up.field("max_length")
		f.add(&field, "NUMBER_TYPE_MIN", "int value should be between 1 and 6000.")
	}
}

// checkChoice checks a choice of a definition or of an autocompletion. kind
// is the option's type.
func checkChoice(f *formErrors, up *at, x *choice, kind int) {
	texts := textCheck{form: f}
	texts.text(up, "name", x.Name, 1, 100)
	value := up.field("value")
	switch {
	case len(x.Value) == 0:
		f.required(&value)
	case kind == optionString:
		var s string
		if json.Unmarshal(x.Value, &s) != nil {
			f.add(&value, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
		} else if length(s) > 100 || s == "" {
			f.between(&value, 1, 100)
		}
	case kind == optionInteger:
		if _, err := strconv.ParseInt(string(x.Value), 10, 64); err != nil {
			f.add(&value, "NUMBER_TYPE_COERCE", "Value is not int.")
		}
	case kind == optionNumber:
		if _, err := strconv.ParseFloat(string(x.Value), 64); err != nil {
			f.add(&value, "NUMBER_TYPE_COERCE", "Value is not float.")
		}
	}
}

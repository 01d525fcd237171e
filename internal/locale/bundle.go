package locale

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

//go:embed *.toml
var files embed.FS

// Fallback is the language of a player whose own is not there.
const Fallback = "en"

// A Bundle is all languages. It does not change after Load and may be used
// from any goroutine.
type Bundle struct {
	texts    map[string]*Text // by Discord's name of the language, and by its base
	fallback *Text
	names    []string // of the languages, sorted
}

// Load compiles the embedded languages. An error names the file and the id.
func Load() (*Bundle, error) {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, fmt.Errorf("locale: %w", err)
	}
	sources := map[string][]byte{}
	for _, e := range entries {
		text, err := files.ReadFile(e.Name())
		if err != nil {
			return nil, fmt.Errorf("locale: %s: %w", e.Name(), err)
		}
		sources[strings.TrimSuffix(e.Name(), path.Ext(e.Name()))] = text
	}
	return compile(sources)
}

// compile makes a bundle of TOML texts by language.
func compile(sources map[string][]byte) (*Bundle, error) {
	b := &Bundle{texts: map[string]*Text{}}
	for name, source := range sources {
		t, err := newText(name, source)
		if err != nil {
			return nil, fmt.Errorf("locale: %s: %w", name, err)
		}
		b.texts[name] = t
		b.names = append(b.names, name)
	}
	slices.Sort(b.names)
	b.fallback = b.texts[Fallback]
	if b.fallback == nil {
		return nil, fmt.Errorf("locale: there is no %s", Fallback)
	}
	for _, t := range b.texts {
		if t != b.fallback {
			t.fallback = b.fallback
		}
	}
	return b, nil
}

// For is the texts in the language that Discord names so ("en-US", "pt-BR"),
// in its base language, or in English. It is never nil.
func (b *Bundle) For(discordLocale string) *Text {
	if t, ok := b.texts[discordLocale]; ok {
		return t
	}
	base, _, _ := strings.Cut(discordLocale, "-")
	if t, ok := b.texts[base]; ok {
		return t
	}
	return b.fallback
}

// Fallback is the English texts.
func (b *Bundle) Fallback() *Text { return b.fallback }

// Languages are the names of the languages that are there, sorted.
func (b *Bundle) Languages() []string { return slices.Clone(b.names) }

// newText compiles one language's file.
func newText(name string, source []byte) (*Text, error) {
	tag, err := language.Parse(name)
	if err != nil {
		return nil, err
	}
	file, err := i18n.ParseMessageFileBytes(source, name+".toml",
		map[string]i18n.UnmarshalFunc{"toml": toml.Unmarshal})
	if err != nil {
		return nil, err
	}
	t := &Text{name: name, tag: tag, group: ",", sentences: make(map[string]*sentence, len(file.Messages))}
	for _, m := range file.Messages {
		s, err := newSentence(m)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.ID, err)
		}
		t.sentences[m.ID] = s
	}
	if s := t.sentences[groupID]; s != nil {
		t.group = t.Say(groupID)
	}
	return t, nil
}

// newSentence compiles the plural forms of a message.
func newSentence(m *i18n.Message) (*sentence, error) {
	s := &sentence{}
	for form, text := range map[plural.Form]string{
		plural.Other: m.Other, plural.Zero: m.Zero, plural.One: m.One,
		plural.Two: m.Two, plural.Few: m.Few, plural.Many: m.Many,
	} {
		if text == "" {
			continue
		}
		parts, err := parse(text)
		if err != nil {
			return nil, err
		}
		s.forms[form] = parts
		s.plural = s.plural || form != plural.Other
	}
	if s.forms[plural.Other] == nil {
		return nil, fmt.Errorf("there is no text (plural form other)")
	}
	return s, nil
}

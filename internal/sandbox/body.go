package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"
)

// given is a field that can be absent, null or present: an edit keeps what is
// absent and clears what is null.
type given[T any] struct {
	set bool
	v   T
}

// UnmarshalJSON is called for null too, and only for fields that are there.
func (g *given[T]) UnmarshalJSON(data []byte) error {
	g.set = true
	if bytes.Equal(data, []byte("null")) {
		return nil
	}
	return json.Unmarshal(data, &g.v)
}

// messageBody is what a message is created from or edited with.
type messageBody struct {
	Content      given[string]          `json:"content"`
	Embeds       given[[]messageEmbed]  `json:"embeds"`
	Components   given[[]component]     `json:"components"`
	Attachments  given[[]attachmentRef] `json:"attachments"`
	Flags        given[uint64]          `json:"flags"`
	Mentions     *allowedMentions       `json:"allowed_mentions"`
	Reference    *messageReference      `json:"message_reference"`
	Nonce        json.RawMessage        `json:"nonce"`
	EnforceNonce bool                   `json:"enforce_nonce"`
	TTS          bool                   `json:"tts"`
}

// callbackBody is the answer to an interaction; its data is a message, a
// modal or a list of choices, by the type.
type callbackBody struct {
	Type int `json:"type"`
	Data struct {
		messageBody
		CustomID string   `json:"custom_id"`
		Title    string   `json:"title"`
		Choices  []choice `json:"choices"`
	} `json:"data"`
}

type allowedMentions struct {
	Parse       []string `json:"parse"`
	Users       []string `json:"users"`
	Roles       []string `json:"roles"`
	RepliedUser bool     `json:"replied_user"`
}

type messageReference struct {
	Type            int    `json:"type"`
	MessageID       string `json:"message_id"`
	ChannelID       string `json:"channel_id"`
	FailIfNotExists *bool  `json:"fail_if_not_exists"`
}

// attachmentRef names a file of the same request by its number, or a file
// that the message has already by its id.
type attachmentRef struct {
	ID          json.RawMessage `json:"id"`
	Filename    string          `json:"filename"`
	Description string          `json:"description"`
	Title       string          `json:"title,omitempty"`
	// UploadedFilename is how clients name a file they have put up before.
	UploadedFilename string `json:"uploaded_filename,omitempty"`
}

func (r attachmentRef) id() string { return strings.Trim(string(r.ID), `"`) }

type emoji struct {
	ID       *string `json:"id,omitempty"`
	Name     *string `json:"name,omitempty"`
	Animated bool    `json:"animated,omitempty"`
}

// component is any component of a message or a modal; which fields count is
// said by the type.
type component struct {
	Type          int             `json:"type"`
	ID            int             `json:"id,omitempty"`
	CustomID      string          `json:"custom_id,omitempty"`
	Style         int             `json:"style,omitempty"`
	Label         string          `json:"label,omitempty"`
	Emoji         *emoji          `json:"emoji,omitempty"`
	URL           string          `json:"url,omitempty"`
	SKU           string          `json:"sku_id,omitempty"`
	Disabled      bool            `json:"disabled,omitempty"`
	Placeholder   string          `json:"placeholder,omitempty"`
	Options       []selectOption  `json:"options,omitempty"`
	ChannelTypes  []int           `json:"channel_types,omitempty"`
	Defaults      []defaultValue  `json:"default_values,omitempty"`
	MinValues     *int            `json:"min_values,omitempty"`
	MaxValues     *int            `json:"max_values,omitempty"`
	MinLength     *int            `json:"min_length,omitempty"`
	MaxLength     *int            `json:"max_length,omitempty"`
	Required      *bool           `json:"required,omitempty"`
	Value         json.RawMessage `json:"value,omitempty"`
	Values        []string        `json:"values,omitempty"`
	Default       *bool           `json:"default,omitempty"`
	Content       string          `json:"content,omitempty"`
	Components    []component     `json:"components,omitempty"`
	Component     *component      `json:"component,omitempty"`
	Accessory     *component      `json:"accessory,omitempty"`
	Media         *mediaItem      `json:"media,omitempty"`
	File          *mediaItem      `json:"file,omitempty"`
	Items         []galleryItem   `json:"items,omitempty"`
	Description   string          `json:"description,omitempty"`
	Spoiler       bool            `json:"spoiler,omitempty"`
	Divider       *bool           `json:"divider,omitempty"`
	Spacing       int             `json:"spacing,omitempty"`
	AccentColor   *int            `json:"accent_color,omitempty"`
	Name          string          `json:"name,omitempty"`
	Size          int             `json:"size,omitempty"`
	UploadedFiles json.RawMessage `json:"uploaded,omitempty"`
}

type selectOption struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description,omitempty"`
	Emoji       *emoji `json:"emoji,omitempty"`
	Default     bool   `json:"default,omitempty"`
}

type defaultValue struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

type mediaItem struct {
	URL          string `json:"url"`
	ProxyURL     string `json:"proxy_url,omitempty"`
	Width        int    `json:"width,omitempty"`
	Height       int    `json:"height,omitempty"`
	ContentType  string `json:"content_type,omitempty"`
	AttachmentID string `json:"attachment_id,omitempty"`
	LoadingState int    `json:"loading_state,omitempty"`
}

type galleryItem struct {
	Media       mediaItem `json:"media"`
	Description string    `json:"description,omitempty"`
	Spoiler     bool      `json:"spoiler,omitempty"`
}

type messageEmbed struct {
	Title       string         `json:"title,omitempty"`
	Type        string         `json:"type,omitempty"`
	Description string         `json:"description,omitempty"`
	URL         string         `json:"url,omitempty"`
	Timestamp   *time.Time     `json:"timestamp,omitempty"`
	Color       *int           `json:"color,omitempty"`
	Footer      *embedFooter   `json:"footer,omitempty"`
	Image       *embedMedia    `json:"image,omitempty"`
	Thumbnail   *embedMedia    `json:"thumbnail,omitempty"`
	Author      *embedAuthor   `json:"author,omitempty"`
	Provider    *embedProvider `json:"provider,omitempty"`
	Fields      []embedField   `json:"fields,omitempty"`
}

type embedFooter struct {
	Text         string `json:"text"`
	IconURL      string `json:"icon_url,omitempty"`
	ProxyIconURL string `json:"proxy_icon_url,omitempty"`
}

type embedMedia struct {
	URL         string `json:"url"`
	ProxyURL    string `json:"proxy_url,omitempty"`
	Width       int    `json:"width,omitempty"`
	Height      int    `json:"height,omitempty"`
	Description string `json:"description,omitempty"`
}

type embedAuthor struct {
	Name         string `json:"name"`
	URL          string `json:"url,omitempty"`
	IconURL      string `json:"icon_url,omitempty"`
	ProxyIconURL string `json:"proxy_icon_url,omitempty"`
}

type embedProvider struct {
	Name string `json:"name,omitempty"`
	URL  string `json:"url,omitempty"`
}

type embedField struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Inline bool   `json:"inline"`
}

type choice struct {
	Name              string            `json:"name"`
	NameLocalizations map[string]string `json:"name_localizations,omitempty"`
	Value             json.RawMessage   `json:"value"`
}

// decode reads a JSON body. A value of the wrong kind is an error of the
// form, anything that is not JSON is 50109.
func decode(body []byte, into any) *refusal {
	err := json.Unmarshal(body, into)
	if err == nil {
		return nil
	}
	var kind *json.UnmarshalTypeError
	if !errors.As(err, &kind) {
		if !json.Valid(body) {
			return notJSON()
		}
		var form formErrors
		form.add(nil, "MODEL_TYPE_CONVERTIBLE", "The body could not be read: "+strconv.Quote(err.Error()))
		return form.refusal()
	}
	var form formErrors
	var where *at
	for name := range strings.SplitSeq(kind.Field, ".") {
		if name != "" && name != "messageBody" {
			where = &at{up: where, name: name}
		}
	}
	code, message := wrongKind(kind.Type.Kind().String())
	form.add(where, code, message)
	return form.refusal()
}

// wrongKind is Discord's complaint about a value which is not of the kind
// that the field wants.
func wrongKind(kind string) (code, message string) {
	switch {
	case strings.HasPrefix(kind, "int"), strings.HasPrefix(kind, "uint"):
		return "NUMBER_TYPE_COERCE", "Value is not int."
	case strings.HasPrefix(kind, "float"):
		return "NUMBER_TYPE_COERCE", "Value is not float."
	case kind == "bool":
		return "BOOLEAN_TYPE_CONVERT", "Must be either true or false."
	case kind == "string":
		return "STRING_TYPE_CONVERT", "Could not interpret value as string."
	case kind == "slice":
		return "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"
	}
	return "MODEL_TYPE_CONVERTIBLE", "Only dictionaries may be used in a ModelType"
}

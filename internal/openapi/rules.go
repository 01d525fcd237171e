package openapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// What Discord refuses although the description allows it.
const (
	mostComponents = 40   // of a message, nested ones included
	mostRows       = 5    // of a message without Components V2
	mostEmbedText  = 6000 // letters in all embeds of a message
	mostV2Text     = 4000 // letters in all text displays of a message
	mostFiles      = 10   // of a message

	flagV2 = 1 << 15 // IS_COMPONENTS_V2
)

// Component types and button styles with rules of their own.
const (
	actionRow     = 1
	button        = 2
	textDisplay   = 10
	styleLink     = 5
	stylePremium  = 6
	callbackReply = 4
	callbackEdit  = 7
	callbackModal = 9
)

// rules checks the messages and modals in a body. files are the files of the
// form: their names by the names of their parts.
func rules(o *operation, body any, files map[string]string) error {
	m := object(body)
	switch {
	case strings.HasSuffix(o.template, "/callback"):
		data := object(m["data"])
		switch number(m["type"]) {
		case callbackReply:
			return newMessage(data, files)
		case callbackEdit:
			return anyMessage(data, files)
		case callbackModal:
			return components(array(data["components"]))
		}
	case o.method == "POST" && (o.template == "/channels/{channel_id}/messages" || o.template == "/webhooks/{webhook_id}/{webhook_token}"):
		return newMessage(m, files)
	case o.method == "PATCH" && strings.Contains(o.template, "/messages/"):
		return anyMessage(m, files)
	}
	return nil
}

// newMessage checks a message that does not exist yet.
func newMessage(m map[string]any, files map[string]string) error {
	errs := []error{anyMessage(m, files)}
	empty := len(files) == 0
	for _, key := range []string{"content", "embeds", "components", "poll", "sticker_ids", "message_reference"} {
		empty = empty && !filled(m[key])
	}
	if empty {
		errs = append(errs, errors.New("the message is empty"))
	}
	if number(m["flags"])&flagV2 == 0 {
		rows := array(m["components"])
		for i, c := range rows {
			if number(object(c)["type"]) != actionRow {
				errs = append(errs, fmt.Errorf("component %d is not an action row, and the flag for Components V2 is not set", i))
			}
		}
		if len(rows) > mostRows {
			errs = append(errs, fmt.Errorf("%d action rows; %d is the most", len(rows), mostRows))
		}
	}
	names := map[string]bool{}
	for _, name := range files {
		names[name] = true
	}
	walk(m, func(v any) {
		text, _ := v.(string)
		if name, ok := strings.CutPrefix(text, "attachment://"); ok && !names[name] {
			errs = append(errs, fmt.Errorf("%s names no file of the message", text))
		}
	})
	return errors.Join(errs...)
}

// anyMessage checks a new message or the edit of one.
func anyMessage(m map[string]any, files map[string]string) error {
	errs := []error{components(array(m["components"]))}
	if number(m["flags"])&flagV2 != 0 {
		for _, key := range []string{"content", "embeds", "poll", "sticker_ids"} {
			if filled(m[key]) {
				errs = append(errs, fmt.Errorf("a message with Components V2 must not have %s", key))
			}
		}
	}
	if n := embedText(array(m["embeds"])); n > mostEmbedText {
		errs = append(errs, fmt.Errorf("the embeds have %d letters; %d is the most", n, mostEmbedText))
	}
	if len(files) > mostFiles {
		errs = append(errs, fmt.Errorf("%d files; %d is the most", len(files), mostFiles))
	}
	for _, a := range array(m["attachments"]) {
		id := fmt.Sprint(object(a)["id"])
		// One digit is the number of a file of this form, more are the id of
		// an attachment that exists.
		if _, ok := files["files["+id+"]"]; len(id) == 1 && !ok {
			errs = append(errs, fmt.Errorf("the attachment %s has no file", id))
		}
	}
	return errors.Join(errs...)
}

// components checks the components of a message or of a modal.
func components(list []any) error {
	var errs []error
	count, letters := 0, 0
	seen := map[string]bool{}
	walk(list, func(v any) {
		c := object(v)
		kind := number(c["type"])
		if kind == 0 { // no component: an option, a picture, an emoji
			return
		}
		count++
		if kind == textDisplay {
			letters += length(c["content"])
		}
		id, _ := c["custom_id"].(string)
		if id != "" && seen[id] {
			errs = append(errs, fmt.Errorf("the custom_id %q stands there twice", id))
		}
		seen[id] = true
		if kind == button {
			errs = append(errs, checkButton(c, id))
		}
	})
	if count > mostComponents {
		errs = append(errs, fmt.Errorf("%d components; %d is the most", count, mostComponents))
	}
	if letters > mostV2Text {
		errs = append(errs, fmt.Errorf("the text displays have %d letters; %d is the most", letters, mostV2Text))
	}
	return errors.Join(errs...)
}

// checkButton wants exactly what the style of a button needs.
func checkButton(c map[string]any, id string) error {
	style := number(c["style"])
	switch {
	case style == stylePremium:
		return nil
	case style == styleLink && (id != "" || !filled(c["url"])):
		return errors.New("a link button has a url and no custom_id")
	case style != styleLink && (id == "" || filled(c["url"])):
		return errors.New("a button that is no link has a custom_id and no url")
	case !filled(c["label"]) && c["emoji"] == nil:
		return errors.New("a button has a label or an emoji")
	}
	return nil
}

func embedText(embeds []any) (n int) {
	for _, e := range embeds {
		m := object(e)
		n += length(m["title"]) + length(m["description"])
		n += length(object(m["footer"])["text"]) + length(object(m["author"])["name"])
		for _, f := range array(m["fields"]) {
			n += length(object(f)["name"]) + length(object(f)["value"])
		}
	}
	return n
}

// walk calls f with a value and all that it holds.
func walk(v any, f func(v any)) {
	f(v)
	for _, e := range array(v) {
		walk(e, f)
	}
	for _, e := range object(v) {
		walk(e, f)
	}
}

// number is v if it is a whole number, else 0.
func number(v any) int64 {
	n, _ := v.(json.Number)
	i, _ := n.Int64()
	return i
}

func length(v any) int {
	s, _ := v.(string)
	return utf8.RuneCountInString(s)
}

// filled reports whether a field says anything.
func filled(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case string:
		return v != ""
	case []any:
		return len(v) != 0
	}
	return true
}

package sandbox

import (
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Message flags that mean something here.
const (
	flagSuppressEmbeds        = 1 << 2
	flagEphemeral             = 1 << 6
	flagLoading               = 1 << 7
	flagSuppressNotifications = 1 << 12
	flagComponentsV2          = 1 << 15
)

const (
	maxContent      = 2000
	maxEmbeds       = 10
	maxEmbedText    = 6000
	maxAttachments  = 10
	maxUpload       = 10 << 20
	maxAltText      = 1024
	attachmentsURL  = "attachment://"
	maxNonce        = 25
	maxAllowedUsers = 100
)

// length counts as Discord does: in characters, and cheaply for short text.
func length(s string) int { return utf8.RuneCountInString(s) }

// checkMessage looks for everything in a message body that Discord refuses.
// v2 says whether the message, once made or edited, uses components V2.
func checkMessage(f *formErrors, up *at, body *messageBody, v2 bool, files *upload) {
	if length(body.Content.v) > maxContent {
		where := up.field("content")
		f.atMost(&where, maxContent)
	}
	if len(body.Nonce) > 2 && len(strings.Trim(string(body.Nonce), `"`)) > maxNonce {
		where := up.field("nonce")
		f.atMost(&where, maxNonce)
	}
	if v2 {
		checkNoLegacy(f, up, body)
	}
	if len(body.Embeds.v) > 0 {
		checkEmbeds(f, up, body.Embeds.v, files)
	}
	if len(body.Components.v) > 0 {
		where := up.field("components")
		check := componentCheck{form: f, v2: v2, files: files}
		check.top(&where, body.Components.v)
	}
	checkAttachments(f, up, body)
	checkMentions(f, up, body.Mentions)
}

func checkNoLegacy(f *formErrors, up *at, body *messageBody) {
	const code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
	const tail = "' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
	if body.Content.v != "" {
		where := up.field("content")
		f.add(&where, code, "The 'content"+tail)
	}
	if len(body.Embeds.v) > 0 {
		where := up.field("embeds")
		f.add(&where, code, "The 'embeds"+tail)
	}
}

func checkAttachments(f *formErrors, up *at, body *messageBody) {
	if !body.Attachments.set {
		return
	}
	list := up.field("attachments")
	if len(body.Attachments.v) > maxAttachments {
		f.between(&list, 0, maxAttachments)
	}
	for i := range body.Attachments.v {
		if ref := &body.Attachments.v[i]; length(ref.Description) > maxAltText {
			item := list.item(i)
			where := item.field("description")
			f.atMost(&where, maxAltText)
		}
	}
}

func checkMentions(f *formErrors, up *at, m *allowedMentions) {
	if m == nil {
		return
	}
	where := up.field("allowed_mentions")
	for i, kind := range m.Parse {
		if kind != "users" && kind != "roles" && kind != "everyone" {
			list := where.field("parse")
			item := list.item(i)
			f.oneOf(&item, "'users', 'roles', 'everyone'")
		}
		if kind == "users" && len(m.Users) > 0 || kind == "roles" && len(m.Roles) > 0 {
			f.add(&where, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
				"parse:[\""+kind+"\"] and "+kind+": [ids...] are mutually exclusive.")
		}
	}
	if len(m.Users) > maxAllowedUsers {
		users := where.field("users")
		f.between(&users, 0, maxAllowedUsers)
	}
}

// A textCheck measures the texts of one embed and of all together.
type textCheck struct {
	form  *formErrors
	total int
}

func (t *textCheck) text(up *at, name, s string, least, most int) {
	n := length(s)
	t.total += n
	if n <= most && n >= least {
		return
	}
	where := up.field(name)
	if n < least {
		t.form.required(&where)
		return
	}
	t.form.atMost(&where, most)
}

func checkEmbeds(f *formErrors, up *at, embeds []messageEmbed, files *upload) {
	list := up.field("embeds")
	if len(embeds) > maxEmbeds {
		f.between(&list, 0, maxEmbeds)
	}
	texts := textCheck{form: f}
	for i := range embeds {
		where := list.item(i)
		texts.embed(&where, &embeds[i], files)
	}
	if texts.total > maxEmbedText {
		f.add(&list, "MAX_EMBED_SIZE_EXCEEDED",
			"Embed size exceeds maximum size of "+strconv.Itoa(maxEmbedText))
	}
}

func (t *textCheck) embed(where *at, e *messageEmbed, files *upload) {
	t.text(where, "title", e.Title, 0, 256)
	t.text(where, "description", e.Description, 0, 4096)
	checkURL(t.form, where, "url", e.URL, nil, false)
	if e.Color != nil && (*e.Color < 0 || *e.Color > 0xffffff) {
		color := where.field("color")
		t.form.add(&color, "NUMBER_TYPE_MAX", "int value should be less than or equal to 16777215.")
	}
	if e.Footer != nil {
		footer := where.field("footer")
		t.text(&footer, "text", e.Footer.Text, 0, 2048)
		checkURL(t.form, &footer, "icon_url", e.Footer.IconURL, files, false)
	}
	if e.Author != nil {
		author := where.field("author")
		t.text(&author, "name", e.Author.Name, 1, 256)
		checkURL(t.form, &author, "url", e.Author.URL, nil, false)
		checkURL(t.form, &author, "icon_url", e.Author.IconURL, files, false)
	}
	for name, media := range map[string]*embedMedia{"image": e.Image, "thumbnail": e.Thumbnail} {
		if media != nil {
			up := where.field(name)
			checkURL(t.form, &up, "url", media.URL, files, true)
		}
	}
	t.fields(where, e.Fields)
	if e.empty() {
		description := where.field("description")
		t.form.required(&description)
	}
}

func (t *textCheck) fields(where *at, fields []embedField) {
	list := where.field("fields")
	if len(fields) > 25 {
		t.form.between(&list, 0, 25)
	}
	for i := range fields {
		item := list.item(i)
		t.text(&item, "name", fields[i].Name, 1, 256)
		t.text(&item, "value", fields[i].Value, 1, 1024)
	}
}

func (e *messageEmbed) empty() bool {
	return e.Title == "" && e.Description == "" && e.Image == nil && e.Thumbnail == nil &&
		e.Author == nil && e.Footer == nil && len(e.Fields) == 0 && e.Timestamp == nil
}

// checkURL refuses an address that is not http, https or a file of the same
// request.
func checkURL(f *formErrors, up *at, name, address string, files *upload, needed bool) {
	if address == "" && !needed {
		return
	}
	where := up.field(name)
	if address == "" {
		f.required(&where)
		return
	}
	if file, ok := strings.CutPrefix(address, attachmentsURL); ok && files != nil {
		if !files.has(file) {
			f.add(&where, "MEDIA_ITEM_ATTACHMENT_NOT_FOUND", "The specified attachment could not be found")
		}
		return
	}
	if length(address) > 2048 {
		f.atMost(&where, 2048)
		return
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" && (u.Scheme == "http" || u.Scheme == "https") {
		f.add(&where, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
		return
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		f.add(&where, "URL_TYPE_INVALID_SCHEME", "Scheme \""+u.Scheme+"\" must be one of ('http', 'https').")
	}
}

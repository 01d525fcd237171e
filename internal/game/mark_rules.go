package game

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MarkRules are the limits of what players say about cards.
type MarkRules struct {
	MaxWishes int `toml:"max_wishes" doc:"Most cards on a player's wishlist."`
	MaxPings  int `toml:"max_pings" doc:"Most players who are mentioned when a wished card is dropped."`
	MaxTags   int `toml:"max_tags" doc:"Most tags of one card that a player can vote about."`
	MaxAlbums int `toml:"max_albums" doc:"Most albums of a player."`
	AlbumSize int `toml:"album_size" doc:"Most copies in an album."`
}

func defaultMarkRules() MarkRules {
	return MarkRules{MaxWishes: 200, MaxPings: 10, MaxTags: 10, MaxAlbums: 25, AlbumSize: 100}
}

func (m *MarkRules) check() error {
	switch {
	case m.MaxWishes < 1 || m.MaxTags < 1 || m.MaxAlbums < 1 || m.AlbumSize < 1:
		return errors.New("mark.max_wishes, mark.max_tags, mark.max_albums and mark.album_size: must be at least 1")
	case m.MaxPings < 0 || m.MaxPings > 50:
		return errors.New("mark.max_pings: must be between 0 and 50")
	}
	return nil
}

const (
	minTag, maxTag     = 2, 24
	maxAlbumName       = 40
	minPoints, maxMark = 1, 10
)

// tagName is a tag as it is kept: lower case, without the # in front. ok is false
// for what is not a tag: letters, digits and hyphens, two to 24 of them.
func tagName(s string) (tag string, ok bool) {
	tag = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(s), "#"))
	for _, r := range tag {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) && r != '-' {
			return "", false
		}
	}
	n := utf8.RuneCountInString(tag)
	return tag, utf8.ValidString(tag) && n >= minTag && n <= maxTag && strings.Trim(tag, "-") == tag
}

// albumName is the name of an album as it is kept: one line of at most 40
// characters.
func albumName(s string) (name string, ok bool) {
	name = strings.Join(strings.Fields(s), " ")
	for _, r := range name {
		if !unicode.IsPrint(r) {
			return "", false
		}
	}
	n := utf8.RuneCountInString(name)
	return name, utf8.ValidString(name) && n >= 1 && n <= maxAlbumName
}

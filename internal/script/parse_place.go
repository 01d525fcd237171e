package script

import (
	"errors"
	"fmt"
	"strings"
)

// direct is the place of a player's direct messages with the bot.
const direct = "direct"

// isChannel says whether a word names a channel: #market.
func isChannel(w word) bool { return !w.quoted && len(w.text) > 1 && w.text[0] == '#' }

// parseUse reads the use of a command in the menu of a message or a person.
func parseUse(who string, rest []word) (step, error) {
	if len(rest) != 3 || rest[0].text == "" || rest[1].text != "on" || rest[1].quoted || rest[2].text == "" {
		return step{}, errors.New(`use takes a command of a menu, and what it is used on, some words of a message or a player: use "Quote" on "hello", use "Shelf" on @bob`)
	}
	s := step{verb: verbUse, who: who, name: rest[0].text}
	if rest[2].quoted {
		s.words = texts(rest[2:])
		return s, nil
	}
	whom, err := parseWhom(rest[2])
	s.whom = whom
	return s, err
}

// parseGo reads where a player goes.
func parseGo(who string, rest []word) (step, error) {
	s := step{verb: verbGo, who: who}
	switch {
	case len(rest) == 1 && isChannel(rest[0]):
		s.place = rest[0].text[1:]
	case len(rest) == 1 && rest[0].text == direct:
		s.place = direct
	default:
		return s, errors.New("go takes a channel, or the direct messages with the bot: go #market, go direct")
	}
	return s, nil
}

// parseGive reads which role a player gives to another, or takes away.
func parseGive(who, do string, rest []word) (step, error) {
	s := step{verb: verbGive, who: who}
	if do == "take" {
		s.verb = verbTake
	}
	if len(rest) != 2 || rest[1].text == "" {
		return s, fmt.Errorf(`%[1]s takes a player and a role: %[1]s @bob "Moderator"`, do)
	}
	s.words = texts(rest[1:])
	var err error
	s.whom, err = parseWhom(rest[0])
	return s, err
}

// parseWhom reads a player to whom something is done: @bob.
func parseWhom(w word) (string, error) {
	name, ok := strings.CutPrefix(w.text, "@")
	if !ok || w.quoted || !validName(name) {
		return "", fmt.Errorf("%q is no player, such as @bob", w.text)
	}
	return name, nil
}

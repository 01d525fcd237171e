package command

// A Move says what has become of a command of the earlier bot.
type Move struct{ Then, Now string }

// Moves are the earlier bot's commands that are called something else now. Those
// that are not here and not in [Groups] either are for hosts, or are yet to come.
func Moves() []Move {
	return []Move{
		{"draw", "summon"},
		{"price-stats", "price"},
		{"limitedcards", "searchcards"},
		{"limitedstats", "searchcards"},
		{"collection-list", "collection list"},
		{"collection-info", "collection info"},
		{"collection-progress", "collection info"},
	}
}

// successor is what a command of the earlier bot is called now.
func successor(then string) (string, bool) {
	for _, m := range Moves() {
		if m.Then == then {
			return m.Now, true
		}
	}
	return "", false
}

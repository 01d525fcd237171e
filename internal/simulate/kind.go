package simulate

// A Kind of players: how often they come and what they do then.
type Kind struct {
	Name  string
	Share int     // percent of all players
	Comes float64 // chance that one plays on a day
	// Visits is how often one comes on such a day.
	Visits int
	// Pays is the price up to which one claims in any case; who is rich also
	// pays Spends of the balance for a claim.
	Pays   int64
	Spends float64
	// Saves is the share of those who save for something in the shop: they claim
	// one card a day until they have it.
	Saves float64
	// Knows is the chance of a right answer.
	Knows float64
	// Habits are what one does in a visit, what comes first first.
	Habits []Habit
}

// A Habit is an action that players of a kind take.
type Habit struct {
	Action string
	Chance float64 // that one feels like it in a visit
	Most   int     // times in a visit
	Keep   int64   // flakes below which one does not
}

// Kinds are the kinds of players, as communities have them: most look in now
// and then, few are there every hour.
func Kinds() []Kind {
	return []Kind{
		{
			Name: "casual", Share: 50, Comes: 0.35, Visits: 1, Pays: 1400, Spends: 0.05, Saves: 0.1, Knows: 0.7,
			Habits: []Habit{
				{Action: "daily", Chance: 1, Most: 1},
				{Action: "quests", Chance: 0.5, Most: 1},
				{Action: "work", Chance: 0.4, Most: 2},
				{Action: "claim", Chance: 1, Most: 2},
				{Action: "grab", Chance: 0.3, Most: 1},
				{Action: "bid", Chance: 0.1, Most: 1},
				{Action: "levelup", Chance: 0.2, Most: 2},
				{Action: "liquefy", Chance: 0.2, Most: 1},
				{Action: "boost", Chance: 0.3, Most: 1},
				{Action: "fuse", Chance: 0.3, Most: 1},
				{Action: "collect", Chance: 0.5, Most: 1},
				{Action: "buy", Chance: 1, Most: 1},
				{Action: "craft", Chance: 0.5, Most: 1},
				{Action: "upgrade", Chance: 0.1, Most: 1},
				{Action: "vote", Chance: 0.1, Most: 1},
			},
		},
		{
			Name: "daily", Share: 30, Comes: 0.95, Visits: 1, Pays: 2100, Spends: 0.1, Saves: 0.4, Knows: 0.8,
			Habits: []Habit{
				{Action: "daily", Chance: 1, Most: 1},
				{Action: "quests", Chance: 0.9, Most: 1},
				{Action: "work", Chance: 0.8, Most: 4},
				{Action: "claim", Chance: 1, Most: 3},
				{Action: "drop", Chance: 0.3, Most: 1},
				{Action: "grab", Chance: 0.5, Most: 1},
				{Action: "sell", Chance: 0.25, Most: 2},
				{Action: "bid", Chance: 0.4, Most: 2},
				{Action: "forge", Chance: 0.2, Most: 1, Keep: 1500},
				{Action: "liquefy", Chance: 0.4, Most: 3},
				{Action: "combine", Chance: 0.1, Most: 1},
				{Action: "levelup", Chance: 0.3, Most: 3},
				{Action: "boost", Chance: 0.8, Most: 1},
				{Action: "fuse", Chance: 0.8, Most: 1},
				{Action: "collect", Chance: 0.9, Most: 1},
				{Action: "buy", Chance: 1, Most: 1},
				{Action: "craft", Chance: 1, Most: 1},
				{Action: "use", Chance: 0.8, Most: 1},
				{Action: "upgrade", Chance: 0.2, Most: 1},
				{Action: "vote", Chance: 0.4, Most: 1},
			},
		},
		{
			Name: "eager", Share: 12, Comes: 0.98, Visits: 3, Pays: 4200, Spends: 0.1, Saves: 0.7, Knows: 0.9,
			Habits: []Habit{
				{Action: "daily", Chance: 1, Most: 1},
				{Action: "quests", Chance: 0.6, Most: 1},
				{Action: "work", Chance: 1, Most: 7},
				{Action: "claim", Chance: 1, Most: 4},
				{Action: "drop", Chance: 0.8, Most: 1},
				{Action: "grab", Chance: 0.9, Most: 2},
				{Action: "sell", Chance: 0.3, Most: 2},
				{Action: "bid", Chance: 0.5, Most: 2},
				{Action: "forge", Chance: 0.4, Most: 1, Keep: 3000},
				{Action: "liquefy", Chance: 0.5, Most: 3},
				{Action: "combine", Chance: 0.3, Most: 2},
				{Action: "levelup", Chance: 0.3, Most: 4},
				{Action: "ascend", Chance: 0.1, Most: 1},
				{Action: "boost", Chance: 1, Most: 2},
				{Action: "fuse", Chance: 1, Most: 1},
				{Action: "collect", Chance: 1, Most: 1},
				{Action: "buy", Chance: 1, Most: 1},
				{Action: "craft", Chance: 1, Most: 1},
				{Action: "use", Chance: 1, Most: 1},
				{Action: "upgrade", Chance: 0.2, Most: 1},
				{Action: "vote", Chance: 0.7, Most: 1},
			},
		},
		{
			Name: "trader", Share: 8, Comes: 0.95, Visits: 2, Pays: 1400, Spends: 0.03, Saves: 0.5, Knows: 0.9,
			Habits: []Habit{
				{Action: "daily", Chance: 1, Most: 1},
				{Action: "quests", Chance: 0.5, Most: 1},
				{Action: "work", Chance: 0.6, Most: 3},
				{Action: "claim", Chance: 1, Most: 2},
				{Action: "sell", Chance: 1, Most: 5},
				{Action: "bid", Chance: 1, Most: 5},
				{Action: "forge", Chance: 0.2, Most: 1, Keep: 3000},
				{Action: "boost", Chance: 0.8, Most: 1},
				{Action: "fuse", Chance: 0.8, Most: 1},
				{Action: "collect", Chance: 0.7, Most: 1},
				{Action: "buy", Chance: 1, Most: 1},
				{Action: "craft", Chance: 1, Most: 1},
				{Action: "use", Chance: 0.8, Most: 1},
				{Action: "upgrade", Chance: 0.2, Most: 1},
				{Action: "vote", Chance: 0.3, Most: 1},
			},
		},
	}
}

// next is the habit that a player of this kind follows now, or -1 when the visit
// is over: the first for which the player is in the mood, which has not been
// followed often enough, and whose action makes sense in what the player sees.
func (k *Kind) next(acts []*action, see view, v *visit) int {
	for i, h := range k.Habits {
		if v.mood[i] && v.done[i] < h.Most && see.Flakes >= h.Keep && !see.now.Before(see.person.blocked[h.Action]) && acts[i].sense(see) {
			return i
		}
	}
	return -1
}

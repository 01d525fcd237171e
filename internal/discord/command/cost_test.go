package command

import (
	"testing"
	"time"

	"gohye/internal/game"
)

// Promise: what a command says that it costs follows the host's rules.
func TestCostsFollowTheRules(t *testing.T) {
	t.Parallel()
	d, _, _ := deps(t)
	text := d.Locale.Fallback()
	rules := game.DefaultRules()
	rules.Drop.Cooldown, rules.Work.Cooldown, rules.Daily.Cooldown = 0, game.Duration(45*time.Second), game.Duration(90*time.Minute)
	rules.Forge.Percent, rules.Forge.Min = 33, 4321
	rules.Ascend.Copies, rules.Ascend.Vials = 2, []int{7, 1008}
	rules.Boost.Album.Vials, rules.Boost.Lottery.Vials = 9999, 3
	rules.Shop.CakeDay.Price, rules.Shop.KissLater.Price = 1, 77_777
	rules.Fuse.Songs = 12
	rules.Level.Daily = 8
	for name, want := range map[string]string{
		"drop":    "",
		"daily":   "Nothing; once every 1 hour 30 minutes.",
		"work":    "Nothing; one question every 45 seconds.",
		"forge":   "Both copies, and 33 percent of what they are worth on average, at least 4,321 flakes.",
		"ascend":  "The 2 copies, and 7 / 1,008 vials, by their stars.",
		"boost":   "3 to 9,999 vials, by the kind; each kind once every 1 day.",
		"shop":    "Looking costs nothing, a recipe 1 to 77,777 flakes.",
		"fuse":    "Broken discs: 1, microphones: 1, forgotten songs: 12.",
		"levelup": "Nothing, 8 times a day and 180 times a week for one copy; combining uses up the other copy.",
	} {
		if got := find(t, All(d), name).Cost(text, rules); got != want {
			t.Errorf("/%s costs %q, want %q", name, got, want)
		}
	}
}

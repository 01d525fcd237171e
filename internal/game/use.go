package game

import (
	"strings"

	"gohye/internal/ledger"
)

// itemCooldown is the pause after a use of an item.
func itemCooldown(item ledger.Unit) Cooldown { return Cooldown("use/" + string(item)) }

// Item is the item after whose use the cooldown is; ok is false for any other.
func (c Cooldown) Item() (item ledger.Unit, ok bool) {
	name, _ := strings.CutPrefix(string(c), "use/")
	if itemCooldown(ledger.Unit(name)) != c {
		return "", false
	}
	return GoodID(name).Item()
}

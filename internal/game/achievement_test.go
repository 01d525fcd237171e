package game

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestAchievementTable(t *testing.T) {
	t.Parallel()
	ids, kinds := map[AchievementID]bool{}, map[DeedKind]bool{}
	for _, d := range AchievementTable() {
		ids[d.ID], kinds[d.What] = true, true
		if len(d.Goals) != achievementTiers || !slices.IsSorted(d.Goals) || d.Goals[0] < 1 || len(slices.Compact(slices.Clone(d.Goals))) != achievementTiers {
			t.Errorf("%+v", d)
		}
	}
	if len(ids) != 27 || len(kinds) != 27 || kinds[DeedDraw] {
		t.Errorf("%d achievements over %d kinds of deeds", len(ids), len(kinds))
	}
}

func TestAchievementsDue(t *testing.T) {
	t.Parallel()
	paid := func(tiers ...int) (list []Achievement) {
		for _, tier := range tiers {
			list = append(list, Achievement{ID: "collector", Tier: tier})
		}
		return append(list, Achievement{ID: "regular", Tier: 1})
	}
	for _, tt := range []struct {
		name    string
		claims  int64
		paid    []Achievement
		reached int
		due     []int
	}{
		{"nothing", 9, paid(), 0, nil},
		{"the first", 10, paid(), 1, []int{1}},
		{"paid already", 99, paid(1), 1, nil},
		{"two at once", 1000, paid(1), 3, []int{2, 3}},
		{"all", 10_000, paid(), 4, []int{1, 2, 3, 4}},
		{"paid when it was easier", 99, paid(1, 2), 1, nil},
	} {
		s := achievements(map[DeedKind]int64{DeedClaim: tt.claims}, tt.paid)[0]
		if due := s.due(tt.paid); s.ID != "collector" || s.Reached != tt.reached || !reflect.DeepEqual(due, tt.due) || s.Paid != len(tt.paid)-1 {
			t.Errorf("%s: %+v, due %v", tt.name, s, due)
		}
	}
}

func TestAchievementRulesCheckNamesTheKey(t *testing.T) {
	t.Parallel()
	for key, change := range map[string]func(*AchievementRules){
		"achievement.flakes": func(r *AchievementRules) { r.Flakes[0] = 0 },
		"achievement.vials":  func(r *AchievementRules) { r.Vials = r.Vials[1:] },
		"achievement.xp":     func(r *AchievementRules) { r.XP[0] = -1 },
	} {
		rules := DefaultRules()
		change(&rules.Achievement)
		if err := rules.Check(); err == nil || !strings.HasPrefix(err.Error(), key) {
			t.Errorf("%s: Check() = %v", key, err)
		}
	}
}

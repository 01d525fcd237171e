package catalog

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// cardsPerCollection makes about 130 collections of 22,000 cards.
const cardsPerCollection = 170

// Generate is a synthetic catalogue of n cards (none if n is 0 or less) with
// ids from 1 to n. The same n and seed give the same pack.
func Generate(n int, seed uint64) Pack {
	if n <= 0 {
		return Pack{}
	}
	// The number of cards takes no part in the seed, so that a larger
	// catalogue of a seed has the people of a smaller one.
	rng := rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))
	pack := Pack{Collections: make([]Collection, 0, n/cardsPerCollection+1), Cards: make([]Card, 0, n)}
	used := make(map[string]int, n)
	ids := map[string]bool{}
	all := titles()
	for len(pack.Cards) < n {
		col, tag := collection(rng, len(pack.Collections), ids)
		pack.Collections = append(pack.Collections, col)
		people := crew(rng)
		for i := 0; i < cardsPerCollection && len(pack.Cards) < n; i++ {
			person := people[rng.IntN(len(people))]
			name := unique(all[rng.IntN(len(all))].of(person), used)
			level := level(rng)
			pack.Cards = append(pack.Cards, Card{
				ID: int64(len(pack.Cards) + 1), Name: name, Key: key(name), Level: level, Collection: col.ID,
				Tags: []string{tag}, Alt: alt(person, col.Name, name, "the colours of the collection", level),
			})
		}
	}
	return pack
}

// collection invents one with an id that is not among the ids so far. One in
// twenty is a promo.
func collection(rng *rand.Rand, number int, ids map[string]bool) (Collection, string) {
	name := word(rng, latinStarts(), latinEnds(), 3)
	for ids[key(name)] {
		name += strconv.Itoa(number)
	}
	ids[key(name)] = true
	tag := GirlGroups
	if rng.IntN(2) == 1 {
		tag = BoyGroups
	}
	return Collection{
		ID: key(name), Name: name, Origin: "A generated catalogue", Promo: number%20 == 19, Tags: []string{tag},
	}, tag
}

// crew are five to nine people, two in five with Korean names.
func crew(rng *rand.Rand) []string {
	out := make([]string, 5+rng.IntN(5))
	for i := range out {
		if rng.IntN(5) < 2 {
			out[i] = word(rng, koreanStarts(), koreanEnds(), 2)
		} else {
			out[i] = word(rng, latinStarts(), latinEnds(), 2)
		}
	}
	return out
}

// word is one start and up to n-1 ends.
func word(rng *rand.Rand, starts, ends []string, n int) string {
	var w strings.Builder
	w.WriteString(starts[rng.IntN(len(starts))])
	for range n - 1 {
		w.WriteString(ends[rng.IntN(len(ends))])
	}
	return w.String()
}

// unique is the name, with a number from its second use on.
func unique(name string, used map[string]int) string {
	k := key(name)
	used[k]++
	if used[k] == 1 {
		return name
	}
	return fmt.Sprintf("%s %d", name, used[k])
}

// level follows the pyramid of the demo set.
func level(rng *rand.Rand) int {
	switch p := rng.IntN(100); {
	case p < 38:
		return 1
	case p < 66:
		return 2
	case p < 86:
		return 3
	case p < 96:
		return 4
	default:
		return 5
	}
}

func latinStarts() []string {
	return []string{
		"Vel", "Nar", "Mir", "Cor", "Tid", "Zeph", "Glim", "Aur", "Cel", "Or", "Bran", "Ruv", "Fen", "Jor", "Esk",
		"Hal", "Kir", "Raz", "Syl", "Kest", "Lum", "Dav", "Pell", "Wyn", "Thal", "Quil", "Ser", "Ilv",
	}
}

func latinEnds() []string {
	return []string{
		"une", "ael", "osa", "elle", "isu", "amy", "ine", "ra", "enne", "wyn", "isel", "oc", "io", "un", "ric",
		"van", "arn", "orin", "rix", "eon", "aro", "eth", "ir", "ora", "ivy", "ade", "umi",
	}
}

func koreanStarts() []string {
	return []string{
		"달", "별", "솜", "은", "꽃", "봄", "이", "매", "연", "해", "눈", "서", "바", "청", "묵", "여", "수", "번",
		"늘", "온", "빛", "산", "결", "나",
	}
}

func koreanEnds() []string {
	return []string{
		"무늬", "구름", "초롱", "보라", "하린", "사월", "자락", "솟음", "오름", "마루", "리별", "도하", "람새", "래운",
		"연람", "산현", "개솔", "우비", "정결", "다온", "슬채", "물결",
	}
}

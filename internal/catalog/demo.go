package catalog

import (
	"fmt"
	"unicode"
)

// A title is the occasion of a card, for people with Latin and with Korean
// names.
type title struct{ latin, korean string }

func (t title) of(person string) string {
	for _, r := range person {
		if unicode.Is(unicode.Hangul, r) {
			return person + " " + t.korean
		}
	}
	return person + " " + t.latin
}

// A group is one collection of the demo set.
type group struct {
	id, name string
	aliases  []string
	tag      string
	scene    string // what its pictures show behind the people
	people   [6]string
	// best are the titles of the two cards of four stars and of the only one
	// of five.
	best [3]title
}

func groups() []group {
	return []group{
		{
			"moonmallow", "Moonmallow",
			[]string{"moon", "mallow"},
			GirlGroups, "a great moon above soft clouds",
			[6]string{"Velune", "달무늬", "Narael", "솜구름", "Mirosa", "은초롱"},
			[3]title{{"Half Moon", "반달"}, {"Moonrise", "달돋이"}, {"Eclipse", "월식"}},
		},
		{
			"pearltide", "Pearltide",
			[]string{"pearl", "tide"},
			GirlGroups, "waves and rising bubbles",
			[6]string{"Corelle", "잔물결", "Nerisu", "물안개", "Tidamy", "소라빛"},
			[3]title{{"Deep Blue", "깊은바다"}, {"Pearl Diver", "진주잡이"}, {"High Tide", "만조"}},
		},
		{
			"dalkkotbi", "달꽃비",
			[]string{"dalkkotbi", "moonflower rain"},
			GirlGroups, "a blossoming branch and falling petals",
			[6]string{"꽃보라", "진달비", "매하린", "봄사월", "연분다", "이슬채"},
			[3]title{{"Blossom", "만개"}, {"Petal Rain", "꽃비"}, {"First Spring", "첫봄"}},
		},
		{
			"neonfawn", "Neonfawn",
			[]string{"neon", "fawn"},
			GirlGroups, "a city at night under a neon sun",
			[6]string{"Pixelle", "네오나", "Zephine", "반딧불", "Glimra", "Zaelin"},
			[3]title{{"Afterglow", "잔광"}, {"Synthwave", "전자파도"}, {"Last Train", "막차"}},
		},
		{
			"starloom", "Starloom",
			[]string{"star", "loom"},
			GirlGroups, "constellations around a golden ring",
			[6]string{"Aurenne", "별자락", "Celwyn", "미리별", "Orisel", "Tavelle"},
			[3]title{{"Zodiac", "황도"}, {"Comet", "혜성"}, {"Supernova", "초신성"}},
		},
		{
			"ironlark", "Ironlark",
			[]string{"iron", "lark"},
			BoyGroups, "a rising sun with birds",
			[6]string{"Brannoc", "해솟음", "Ruvio", "태오름", "Dorun", "Koven"},
			[3]title{{"Wildfire", "들불"}, {"Daybreak", "동틀녘"}, {"Zenith", "정오"}},
		},
		{
			"northwake", "Northwake",
			[]string{"north", "wake"},
			BoyGroups, "mountains under northern lights",
			[6]string{"Fenric", "서리별", "Jorvan", "눈마루", "Eskarn", "Halvorin"},
			[3]title{{"Summit", "산정"}, {"Polar Night", "극야"}, {"Aurora", "오로라"}},
		},
		{
			"cheongramho", "청람호",
			[]string{"cheongramho", "blue lake"},
			BoyGroups, "a bamboo grove in the mist",
			[6]string{"청도하", "대숲결", "바람새", "서래운", "호연람", "묵산현"},
			[3]title{{"Ink", "수묵"}, {"Quiet Lake", "고요한호수"}, {"Dragon Year", "청룡"}},
		},
		{
			"voltfern", "Voltfern",
			[]string{"volt", "fern"},
			BoyGroups, "lightning on a poster of dots and stripes",
			[6]string{"Voltan", "번개솔", "Kirrix", "천둥이", "Ampero", "Razeon"},
			[3]title{{"Overdrive", "과부하"}, {"Feedback", "되울림"}, {"Thunderhead", "뇌운"}},
		},
		{
			"quartzfox", "Quartzfox",
			[]string{"quartz", "fox"},
			BoyGroups, "tall crystals in white light",
			[6]string{"Vulpin", "여우비", "Sylvaro", "수정결", "Roaneth", "Kestir"},
			[3]title{{"Prism", "분광"}, {"Mirror Hall", "거울방"}, {"Nine Tails", "구미호"}},
		},
	}
}

// titles are the occasions that all groups share.
func titles() []title {
	return []title{
		{"Rooftop", "옥상"},
		{"Midnight", "자정"},
		{"Rehearsal", "연습실"},
		{"Encore", "앙코르"},
		{"Rainy Day", "비오는날"},
		{"Picnic", "소풍"},
		{"First Snow", "첫눈"},
		{"Backstage", "무대뒤"},
		{"Sunday", "일요일"},
		{"Polaroid", "즉석사진"},
		{"Airport", "공항"},
		{"Daydream", "백일몽"},
		{"Debut", "데뷔"},
		{"Summer", "여름"},
		{"Spotlight", "조명"},
		{"Letter", "편지"},
		{"Radio", "라디오"},
		{"Harvest", "추석"},
		{"Sunrise", "해돋이"},
		{"Birthday", "생일"},
		{"Bicycle", "자전거"},
		{"Library", "도서관"},
		{"Seaside", "바닷가"},
	}
}

// The promo collection of the demo set.
const promoID = "lanternfall"

// Demo is the set that a bot without cards of its own starts with: ten invented
// groups of nineteen cards and a promo collection of ten, 200 cards, with 75,
// 54, 41, 20 and 10 of one to five stars.
func Demo() Pack {
	var pack Pack
	promo := Collection{
		ID: promoID, Name: "Lanternfall", Origin: "The demo set",
		Aliases: []string{"lantern", "festival"}, Promo: true,
	}
	for g, grp := range groups() {
		pack.Collections = append(pack.Collections, Collection{
			ID: grp.id, Name: grp.name, Origin: "The demo set", Aliases: grp.aliases, Tags: []string{grp.tag},
		})
		pack.Cards = append(pack.Cards, grp.cards(g)...)
	}
	pack.Collections = append(pack.Collections, promo)
	pack.Cards = append(pack.Cards, festival(promo)...)
	return pack
}

// cards are the nineteen of the group with the number g: everybody once with
// one star and no title, then twelve occasions and the one of five stars.
func (grp group) cards(g int) []Card {
	levels := []int{1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5}
	all := titles()
	var out []Card
	add := func(name, person string, level int) {
		out = append(out, Card{
			ID: int64(100*(g+1) + len(out) + 1), Name: name, Key: key(name), Level: level,
			Collection: grp.id, Tags: []string{grp.tag}, Alt: alt(person, grp.name, name, grp.scene, level),
		})
	}
	for _, person := range grp.people {
		add(person, person, 1)
	}
	for i, level := range levels {
		person := grp.people[(i+g)%len(grp.people)]
		t := all[(g*len(levels)+i)%len(all)]
		if first := len(levels) - len(grp.best); i >= first {
			t = grp.best[i-first]
		}
		add(t.of(person), person, level)
	}
	return out
}

// festival are the promo cards: a guest from every group.
func festival(promo Collection) []Card {
	lanterns := title{"Lanterns", "등불밤"}
	levels := []int{1, 2, 1, 2, 1, 2, 1, 2, 1, 3}
	var out []Card
	for g, grp := range groups() {
		person := grp.people[g%len(grp.people)]
		name := lanterns.of(person)
		out = append(out, Card{
			ID: int64(1101 + g), Name: name, Key: key(name), Level: levels[g], Collection: promo.ID,
			Tags: []string{grp.tag}, Alt: alt(person, promo.Name, name, "paper lanterns in the night sky", levels[g]),
		})
	}
	return out
}

func alt(person, collection, name, scene string, level int) string {
	stars := fmt.Sprintf("%d stars", level)
	if level == 1 {
		stars = "1 star"
	}
	if name == person {
		return fmt.Sprintf("Illustrated card of %s from %s in front of %s, %s.", person, collection, scene, stars)
	}
	return fmt.Sprintf("Illustrated card “%s” of %s from %s in front of %s, %s.", name, person, collection, scene, stars)
}

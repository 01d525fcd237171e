package query

// A Word is one line of the language's description.
type Word struct {
	Form    string // as it is explained: "level=3"
	Example string // a query that uses it
	Meaning string
}

// Words is the whole language, in the order in which it is explained.
func Words() []Word {
	return []Word{
		{"word", "moon rise", "cards whose name has every word; a word may also be in the name of the collection. When nothing fits, typing mistakes are forgiven"},
		{`"name"`, `"half moon"`, "cards whose name has this just so"},
		{`\word`, `\-3 \<moon`, "a word that would mean something else: `\\-3` looks for “-3”"},
		{"1 … 5", "3 4", "cards of so many stars; several are alternatives. Also `-3`, `level=3`, `star=3`"},
		{"!3", "!1 !2", "not so many stars"},
		{"star>3", "star>=4", "more, fewer, at least, at most so many stars. Also `>star=3`"},
		{"-collection", "-moonmallow", "cards of a collection: its id or name, a word of it or its beginning, or four letters from within. Several are alternatives"},
		{"!collection", "!moonmallow", "not of that collection"},
		{"collection=id", "collection=moonmallow", "of just this collection. Also `col=`"},
		{"#tag", "#cute !#sad", "cards that have a tag, by the card set or by the votes of players"},
		{"#12", "#12", "the card of this number"},
		{"boygroups, girlgroups", "girlgroups", "cards of such groups"},
		{"promo", "!promo", "cards of promo collections. Also `-promo`"},
		{"gif", "!gif", "animated cards. Also `animated`, `-gif`"},
		{"multi", "multi", "cards with more than one copy; `!multi` just one. Also `-multi`"},
		{">3, <3, =3", ">3", "cards with more than, fewer than, just three copies. Also `amount>3`, `>amount=3`"},
		{"fav", "!fav", "copies that are favourites. Also `favorite`, `favourite`"},
		{"locked", "!locked", "locked copies. Also `lock`"},
		{"new", "new", "copies that came since the holder's last `/daily`"},
		{"lvl=3", "lvl>=3", "copies of that level"},
		{"exp>100", "exp>100", "copies with so much exp. Also `>exp=100`"},
		{"print<100", "print<=10", "copies with such a print number"},
		{"album=name", `album="my best"`, "copies in one of the holder's albums"},
		{"wish", "!wish", "cards that you wish for"},
		{"rated", "!rated", "cards that you have rated; `rating>=7` by your rating"},
		{"eval>500", "eval>500", "cards worth more than 500 flakes. Also `price`"},
		{"miss", "!miss", "cards that you do not have. Also `diff`"},
		{".", ".", "the card that you got last"},
		{">key, <key", ">date <name", "sorts, the first counts most; `>` has the greatest first. Keys: `star`, `name`, `collection`, `date`, `amount`, `rating`, `level` (of the copy, with its exp), `print`, `eval`"},
	}
}

// flags are the words that stand alone.
func flags() map[string]Kind {
	return map[string]Kind{
		"multi": Multi, "promo": Promo, "gif": Gif, "animated": Gif,
		"fav": Fav, "favorite": Fav, "favourite": Fav, "lock": Locked, "locked": Locked,
		"new": New, "rated": Rated, "wish": Wish, "miss": Miss, "diff": Miss,
	}
}

// groups are tags that need no sign.
func groups() map[string]string {
	return map[string]string{
		"boygroups": "boygroups", "boygroup": "boygroups",
		"girlgroups": "girlgroups", "girlgroup": "girlgroups",
	}
}

// numbers are what is compared with a number.
func numbers() map[string]Kind {
	return map[string]Kind{
		"star": Stars, "stars": Stars, "level": Stars, "amount": Amount, "copies": Amount,
		"exp": Exp, "lvl": Level, "print": Print, "rating": Rating, "eval": Worth, "price": Worth,
	}
}

// texts are what equals a text.
func texts() map[string]Kind {
	return map[string]Kind{"collection": Collection, "col": Collection, "tag": Tag, "album": Album}
}

// keys are what a list is sorted by.
func keys() map[string]Key {
	return map[string]Key{
		"star": ByStars, "stars": ByStars, "name": ByName, "col": ByCollection, "collection": ByCollection,
		"date": ByDate, "amount": ByAmount, "copies": ByAmount, "rating": ByRating,
		"level": ByExp, "levels": ByExp, "lvl": ByExp, "exp": ByExp, "eval": ByWorth, "price": ByWorth, "print": ByPrint,
	}
}

package command

import "gohye/internal/discord/ui"

// A Group is commands that belong together, as /help shows them.
type Group struct {
	Topic    ui.Topic
	Commands []Command
}

// Groups are all commands but /help, in the order in which /help lists them.
func Groups(d Deps) []Group {
	return []Group{
		{Topic: ui.TopicCollect, Commands: []Command{
			claim(d),
			drop(d),
			cards(d),
			searchcards(d),
			miss(d),
			diff(d),
			has(d),
			summon(d),
			wish(d),
			fav(d),
			lock(d),
			album(d),
			collection(d),
			rate(d),
			tag(d),
		}},
		{Topic: ui.TopicGrow, Commands: []Command{
			levelup(d),
			forge(d),
			fuse(d),
			liquefy(d),
			ascend(d),
			boost(d),
		}},
		{Topic: ui.TopicEarn, Commands: []Command{
			daily(d),
			work(d),
			quests(d),
			questclaim(d),
			achievements(d),
			shop(d),
			inventory(d),
			craft(d),
			use(d),
			effects(d),
			effect(d),
			vote(d),
			balance(d),
		}},
		{Topic: ui.TopicMarket, Commands: []Command{
			auction(d),
			price(d),
		}},
		{Topic: ui.TopicMore, Commands: []Command{
			start(d),
			settings(d),
			version(d),
		}},
	}
}

// All is every command, in the order in which /help lists them.
func All(d Deps) []Command {
	groups := Groups(d)
	all := []Command{help(d, groups)}
	for _, t := range groups {
		all = append(all, t.Commands...)
	}
	return all
}

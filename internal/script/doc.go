// Package script plays what players do from a text file: a line is what one of
// them does or what must be seen then.
//
//	@ana /claim count:3          a slash command, options by their names
//	@ana /summon name:*          * is the first value that the bot suggests
//	@ana press ▶️                a button, by its emoji or its label
//	@bob choose "Won" "Sold"     options of a menu, by their labels
//	@ana fill word:"moon"        the form that is open for her
//	@ana say "hello\nyou"        a message; \n is a new line
//	@ana use "Quote" on "hello"  a command in the menu of a message, by some words
//	                             of it, or of a player: use "Shelf" on @bob
//	@ana go #market              another channel; "go direct" is where the bot
//	                             writes to her alone
//	@ana give @bob "Moderator"   a role, which she takes away with "take"
//	see "claimed 3 cards"        somebody says it where all can see it; see
//	                             #market "claimed" if they must say it there
//	@ana sees "only for her"     it is said where she can see it
//	not see "error"              nobody has said it
//	clock +6h                    the bot's clock is wound; also "clock next",
//	                             to what the bot waits for
//	restart                      the bot is stopped and started again
//	players ana bob              who is there; others come when they are named
//	# a remark
//
// An option or a field that takes a player, a role or a channel has its name:
// to:@bob, as:@Moderator, where:#market. One that takes a file has the file's name,
// and gets a file in which just that stands. Several choices in one field of a form
// have commas between them.
//
// Everybody begins in one channel. Buttons, menus and messages are those of the
// newest message in the player's channel that has such a one and that the player can
// see. What must be seen counts since the last line on which somebody did something,
// and is waited for.
//
// It promises
//   - a line that makes no sense is refused before anything is played, with its
//     number and what could stand there;
//   - a line that fails ends the script with its number and what was seen
//     instead;
//   - no goroutine of its own: connections run where the caller starts them.
//
// It knows the sandbox and nothing of any game.
package script

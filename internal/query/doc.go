// Package query is the language in which players say which cards they mean:
//
//	moon -pearltide 3 fav >date
//
// It promises
//   - one meaning for every text: [Parse] gives a [Query], or an [Error] that
//     names the word at fault, where it stands and what could stand there;
//   - no text that is too long or too rich: a query has a bounded number of
//     terms, and its texts have no control characters;
//   - [Complete] suggests only what Parse takes;
//   - [Words] is the whole language, which docs/query.md shows.
//
// It deliberately knows no card, no collection and no player: whether there is a
// collection of some name is the game's to say.
package query

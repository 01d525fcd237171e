// Package simulate plays the game by itself: made-up players of several kinds do
// what players do, through the real use cases on a real database, for weeks of
// virtual time, and a report says what becomes of the economy.
//
// It promises:
//   - The rules are the game's own: an [action] calls a use case of [game.Game],
//     and nothing is written in another way.
//   - What is reported is what was committed: it is counted where transactions
//     end, and at the end compared with the audit of the ledger.
//   - The same options give the same report, byte for byte: one goroutine plays,
//     its time and its dice are its own.
//
// It deliberately knows nothing of Discord: nobody is shown anything.
package simulate

// Package picture draws the cards, sets them side by side, and serves the
// results by address.
//
// It promises:
//   - A card's picture follows from the card alone: the same card is drawn the
//     same way in every process and after every restart, without a file.
//   - At most a fixed number of pictures are in the making at once; whoever
//     cannot wait is told so at once ([Service.TryRow]).
//   - One picture that many ask for at the same moment is made once.
//   - The memory kept for finished pictures is bounded in bytes.
//   - A picture that panics or takes long costs only those who asked for it.
//   - Strangers cannot order pictures: an address carries a signature.
//
// It does not know the game: who owns a card, what a claim is, or where the
// catalogue lives. It is given cards as values, and a function that finds one
// by its number. It starts no goroutine; work is done in the caller's.
package picture

// Package discord brings interactions to commands and answers back.
//
// The [Router] takes interactions from the gateway ([Router.Dispatch]) or over
// HTTP ([Router.Handler]) into one bounded queue. Workers ([Router.Run]) run
// one player's interactions in order and different players' side by side. It
// promises that
//   - taking an interaction never blocks: a full queue, or one that is closed
//     for a restart, is answered with a sentence at once;
//   - an interaction is acknowledged once, whoever is first: the command's
//     answer, or a deferral 1.5 seconds after it arrived;
//   - one that came too late to be answered is dropped before it has an
//     effect, and one that is delivered twice is run once;
//   - a command that panics, fails or takes too long costs its player an
//     apology with an incident number, and nobody else anything;
//   - nobody passes a gate that does not let them;
//   - each interaction leaves one log line and one observation, and all its
//     log lines carry its id.
//
// It starts no goroutine: the wiring runs Run, Deferrals, Refusals and Register
// as processes. It does not know the rules of the game or what messages look
// like; see packages game, ui and command.
package discord

// Package command is the slash commands, one file each, with their buttons.
//
// A [Command] is a value: its definition, who may use it, how long it may take
// and a function that returns its [Reply]. A command never sends; the router
// in internal/discord does.
//
// It promises that
//   - every command, autocomplete and component names its [Gate], and one that
//     names none lets nobody pass;
//   - a button changes nothing more when it is pressed twice: it carries the
//     state that it sets, or the game knows the interaction by its key;
//   - every text comes from package locale.
//
// It does not know how interactions arrive, wait or are answered.
package command

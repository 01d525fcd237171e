// Package client is a player of the sandbox: it logs in with a player's
// token, sends slash commands, presses buttons, fills in forms, and waits for
// what the bot answers. Tests, scripts and load generators play with it.
//
// It promises
//
//   - one answer for each interaction: the message, the form, the choices,
//     or why there is none;
//   - times for each: when it was sent, first acknowledged, finally answered;
//   - no goroutine of its own: the caller runs [Client.Run].
//
// It knows the sandbox and nothing of any game. It is not meant for Discord
// itself, whose terms forbid automated user accounts.
package client

// Package sandbox is a small Discord on loopback: one application with its
// bot, one guild, some players, the REST API v10, the gateway v10 and a chat
// page in the browser. A bot cannot tell it from Discord; a person plays with
// it without an account; tests and load generators drive it as players.
//
// It promises
//
//   - Discord's own rules for interactions: three seconds for the first
//     acknowledgement (10062 after it), one acknowledgement (40060), fifteen
//     minutes of follow-ups (50027);
//   - Discord's own refusals: codes, messages and the nested error tree of
//     50035 for everything that is beyond a limit;
//   - events in order, once encoded, kept for RESUME within a bounded buffer;
//     a connection that cannot keep up is closed, never waited for;
//   - that nothing it keeps grows without bound: channels forget their oldest
//     messages, interactions end with their tokens, sessions with their life;
//   - with an [Archive], that it is as it was when its program ended or was
//     killed; without one it lives in memory;
//   - a clock that can be wound forward, by which everything is dated, and
//     which cuts off nothing that is under way;
//   - a feed of the bot's requests and gateway payloads, without its secrets;
//   - no goroutine of its own: connections run in their HTTP server's
//     goroutine (and one writer beside it), time passes in [Server.Run].
//
// It deliberately knows nothing of any game, and trusts its network: player tokens are handed to whoever opens the page, so
// it must be served on loopback only.
package sandbox

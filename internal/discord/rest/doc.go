// Package rest speaks Discord's REST API: the whole typed API of disgo, on a
// client and a rate limiter of our own.
//
// It promises:
//   - No goroutine of its own. Every wait ends with its context, and Close ends
//     all waits and never hangs.
//   - Discord's limits are kept before they are hit: fifty requests a second,
//     each bucket's own, and the ban for too many refused requests.
//   - What may be repeated is repeated after a broken line or a server error,
//     as long as the context lasts; what may not is not.
//   - No error and no log line contains a token.
//   - Nobody is mentioned by a message unless it says so.
//
// It deliberately does not know what the messages mean, and it asks for a
// context: a call without [WithCtx] is refused.
package rest

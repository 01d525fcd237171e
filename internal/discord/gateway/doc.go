// Package gateway keeps one shard's connection to Discord's gateway.
//
// It promises:
//   - [Client.Run] owns the connection. When its context ends it returns within
//     about a second, whatever it was doing, and leaves no goroutine behind.
//   - A broken line is taken up again where it broke: the session is resumed,
//     replayed events arrive once and in order.
//   - Discord is not hammered: attempts back off with jitter, identifies pass a
//     gate, an exhausted session limit is waited for, sends are paced.
//   - What cannot succeed is not retried: a refused token or intent ends Run
//     with a [FatalError] that says what the host must do.
//   - The token is written to the connection and nowhere else.
//
// It deliberately does not know what the events mean: all but READY's session
// are handed on as raw JSON. A new operating system process identifies anew;
// sessions are not kept across restarts.
package gateway

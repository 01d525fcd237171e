// Package ui turns results and refusals of the game into messages.
//
// It is pure: a value and the texts of a language go in, a [Message] comes
// out. It promises that
//   - every message is Components V2 and keeps Discord's limits (40 components,
//     4,000 characters, custom ids of at most 100 bytes), whatever the names
//     and numbers in it are;
//   - every refusal has a sentence that says what to do next, and a fault shows
//     nothing of the error;
//   - names cannot format, mention or link;
//   - a button's custom id is made and read by one codec.
//
// It does not know when or how a message is sent.
package ui

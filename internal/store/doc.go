// Package store keeps the truth: it implements game.Store and jobs.Store on
// SQLite and on PostgreSQL, with the same statements.
//
// It promises:
//   - what an action changes is changed in one transaction, and on the disk
//     when the call returns;
//   - a key of an interaction takes effect once, a key of a posting is unique
//     for ever;
//   - coins and copies move by entries of the ledger and in no other way;
//   - what the rules of the game must never let happen is refused by a
//     constraint of the database too;
//   - a lost race is run again, and the caller does not notice;
//   - a database that is away is an error with game.ErrUnavailable in its chain,
//     and the next call after it is back succeeds.
//
// It deliberately knows no rule of the game: what a claim costs, who wins a
// drop, when an alarm is due. It starts no goroutine; the writer of SQLite is a
// process, [DB.Run].
package store

// Package e2e holds the end-to-end tests: the program as hosts start it, against
// a Discord on loopback that the tests run, with players who are real
// connections.
//
// It promises that
//   - what is tested is the built program, a process of its own, in everything
//     that a host can see: flags, environment, exit codes, signals, SIGKILL;
//   - the same games are played on SQLite and on PostgreSQL;
//   - everything that the program sent is checked against Discord's published
//     description, where that is at hand;
//   - tests wait for events with a deadline, never for time to pass.
//
// Flags: -crash.rounds and -crash.players say how often and under how many
// players the program is killed, -crash.seed repeats a run, -update writes the
// screenshots of the README and of docs/views anew. GOHYE_TEST_CRASHES sets the rounds where no
// flag can be passed.
//
// It deliberately looks into no package: the database is read with plain SQL,
// Discord's side is the sandbox's.
package e2e

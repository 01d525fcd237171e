// Package archtest holds the rules of the house as ordinary tests.
//
// It promises that a change fails `go test ./...` when
//   - a package has no row in the table of ARCHITECTURE.md, or a row no package;
//   - a package imports another that its row does not allow, or a row allows
//     an import upwards;
//   - the ledger or the game can reach a database or the network;
//   - a goroutine is started outside internal/process;
//   - a package has no doc comment;
//   - a test sleeps outside a testing/synctest bubble;
//   - a defect of the earlier bot has no row in docs/defects.md, or a row names
//     a test that does not exist;
//   - a path of somebody's machine or a note to do something later is left
//     behind.
//
// It has no list of packages of its own: the table that people read is the one
// that is tested. Each rule is tried on samples that break it.
package archtest

// Package jobs runs durable alarms.
//
// The truth is in a row, a timer is only an alarm: a [Job] is a row that says
// that something must be looked at when it is due, written in the transaction
// that makes it necessary. A [Runner] takes due rows and calls the handler of
// their kind. It promises:
//
//   - a job that was committed is run, once at least, also when the process dies
//     in the middle of it; it may be run early, late, twice, or by two processes,
//     so a handler reads the row that the job is about and decides by that;
//   - two jobs of one kind and key never run at the same time in one process;
//   - a job that fails comes back after a growing pause, and one that fails too
//     often is buried: kept for the operator, and never in the way of others;
//   - the jobs of one queue do not wait for those of another, however slow they
//     are;
//   - nothing is polled but once in MaxSleep, for what other processes scheduled;
//   - when it is told to stop it finishes the jobs in hand and takes no others.
//
// It deliberately does not know what jobs are about, where rows are kept, nor
// how goroutines start.
package jobs

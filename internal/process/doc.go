// Package process is the one place in which goroutines start.
//
// A [Manager] runs named processes. It promises:
//
//   - one life a name: starting a name again replaces it, and the old one has
//     ended before the new one begins;
//   - a panic of one process is an error of that process, never of another;
//   - a process that ends too early comes back by its [Policy], each time after
//     a longer pause, until it has failed too often; then [Manager.Healthy] says so;
//   - [Manager.Stop] and [Manager.Shutdown] return when what they stopped has
//     ended, or name what has not, with its stacks;
//   - every goroutine, also one that a process or a library inside it starts,
//     carries the process's name as the pprof label "process", so that it can be
//     counted ([Manager.Status]) and found when nobody owns it ([Unowned]);
//   - a start costs no timer, no helper goroutine and no stack capture. What
//     needs a timer (limits, heartbeats, memory) is watched by two processes of
//     the manager's own, "watchdog" and "memory", started with the first process
//     that asks for them.
//
// It deliberately does not know what the processes do, keeps nothing across a
// restart of the program, and cannot end a function that ignores its context:
// it can only say which one that is.
package process

// Package crash kills the real server and checks what it promised: a webhook
// that was answered 200 is there once and in order, a message leaves at most
// once and is never lost, no job is stuck, the event log has no gap, and who
// follows it misses nothing and sees nothing twice.
//
// The server dies in two ways. A build with fail points dies between any two
// transactions of the line, one place after the other (points_test.go is the
// table), and the end is held against a run without a crash. The shipped build
// is killed at random moments while customers write, people answer and a screen
// looks on: 3 times, or as often as -rounds or ROUNDS says.
//
// WhatsApp is the simulator, which lives on in the test and counts what it gets.
// Both dialects are tried. It has no code of its own beside its tests.
package crash

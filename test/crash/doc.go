// Package crash kills the real server under load and checks what it promised:
// a webhook that was answered 200 is there once and in order, whatever the
// moment of the kill. It has no code of its own beside its tests.
package crash

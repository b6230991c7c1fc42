// Package arch holds the tests of the architecture: who may import whom, which
// package alone may use the clock, SQL, sockets and outgoing requests, that
// every package says what it is for, and that no file grows without end.
// ARCHITECTURE.md describes the layers in prose; the map here is what counts.
// It has no code of its own, and nothing imports it.
package arch

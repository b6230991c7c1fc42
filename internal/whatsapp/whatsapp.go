// Package whatsapp speaks the WhatsApp Cloud API: it reads what Meta posts to a
// webhook, checks and forwards what is to be sent, and explains Meta's errors.
//
// The codec (Parse, ParseOutbound, VerifySignature, Explain) is pure: no
// clock, no network, no shared state. It promises that a body which is JSON
// never fails and that one odd member never loses its neighbours: what cannot
// be read arrives as an Unknown or Other item with its raw JSON.
// The Client is the only part with I/O; it sends through the HTTP client it is
// given and says for every failed send whether WhatsApp may have got it.
//
// May import fault, ids, clock, config, egress and the standard library.
package whatsapp

// Package sim is a simulator of WhatsApp's Cloud API: one business phone
// number of one WhatsApp business account of one app, the phones of its
// customers, and a control API that moves them.
//
// It owns its whole state (customers, messages, media, templates, webhook
// deliveries, fault rules, a virtual clock) and keeps it in an append-only
// journal. It promises the behaviour that Meta documents, not a convenient
// one: a send is answered 200 and may fail later, webhooks are signed over
// ASCII-escaped JSON and retried, limits are counted, media expire. It may
// import fault, ids, clock and the standard library only. It does not share a
// codec with the product's own client, so that neither hides the other's
// mistakes.
//
// # Three mounts of one handler
//
//   - /v{major}.{minor}/…                 Graph, any version, bearer token
//   - /whatsapp_business/attachments/…    media bytes, same bearer token
//   - /control/…                          the user's side; GET /control/openapi.json
//
// # Magic recipients
//
// Sends to these numbers have a fixed outcome, whatever the customer did:
//
//	+1 555 010 47xx   accepted, then failed 131047: outside the 24-hour window
//	                  (free-form messages only; a template passes)
//	+1 555 010 xx26   accepted, then failed 131026: undeliverable
//	+1 555 010 xx49   accepted, then failed 131049: capped by WhatsApp
//	+1 555 9cc cccc   ends with the six-digit error code cccccc, the way that
//	                  code is typical: +1 555 913 0472 is accepted and fails
//	                  later with 130472, +1 555 913 1056 is refused at once
//	                  with 131056
//
// A first match in this order decides. A number of the last form with a code
// that the catalogue does not hold is an ordinary one. GET /control lists the
// same table.
//
// # Time
//
// Every period (24 h, 30 d, 7 d, 5 min, 25 s, 6 s, retries, reviews) runs on
// one virtual clock that follows the real one by a factor and can be advanced.
package sim

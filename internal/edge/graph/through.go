package graph

import (
	"encoding/json"
	"net/url"
	"regexp"

	"relevo/internal/app"
	"relevo/internal/channel"
	"relevo/internal/edge/rest"
	"relevo/internal/fault"
	"relevo/internal/whatsapp"
)

// passed are the headers of WhatsApp's answers that clients look at.
var passed = []string{"Retry-After", "X-Business-Use-Case-Usage", "X-App-Usage"}

// throughAccount hands a request about a WhatsApp business account on.
func (g *graph) throughAccount(q *request) error { return g.passAccount(q, q.path) }

// template hands the reading of one template on. Clients name it below its
// account, which says whose token to use; Graph knows it by its id alone.
func (g *graph) template(q *request) error {
	id := q.path[2]
	if !objectForm.MatchString(id) {
		return unknownObject(q.r, id)
	}
	return g.passAccount(q, []string{id})
}

// passAccount makes a call to WhatsApp with the token of a number that belongs
// to the account which the request names first.
func (g *graph) passAccount(q *request, path []string) error {
	connection, err := rest.Call(q.context(), g.rest, app.AccountConnection, q.path[0])
	if fault.Is(err, fault.NotFound) {
		return unknownObject(q.r, q.path[0])
	}
	if err != nil {
		return err
	}
	client, err := g.dial(connection)
	if err != nil {
		return err
	}
	return g.pass(q, client, path, withoutTokens(q))
}

// objectForm is an id of Graph. Words such as `me` name what belongs to the
// token and not to the request.
var objectForm = regexp.MustCompile(`^\d{1,32}$`)

// through hands a request about one object on, with the token of a number.
func (g *graph) through(q *request, n channel.Number, id string, query url.Values) error {
	if !objectForm.MatchString(id) {
		return unknownObject(q.r, id)
	}
	client, _, err := g.clientOf(q, n)
	if err != nil {
		return err
	}
	return g.pass(q, client, []string{id}, query)
}

// withoutTokens gives the query of the request without what would stand in
// place of the number's own token.
func withoutTokens(q *request) url.Values {
	query := q.r.URL.Query()
	query.Del("access_token")
	query.Del("appsecret_proof")
	return query
}

// pass makes the same call to WhatsApp and answers as it does.
func (g *graph) pass(q *request, client *whatsapp.Client, path []string, query url.Values) error {
	answer, err := client.Do(q.context(), whatsapp.Request{Method: q.r.Method, Path: path, Query: query})
	if err != nil {
		return err
	}
	for _, name := range passed {
		if value := answer.Header.Get(name); value != "" {
			q.w.Header().Set(name, value)
		}
	}
	// Whatever it is called there, here nothing but JSON is more than text.
	q.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if json.Valid(answer.Body) {
		q.w.Header().Set("Content-Type", "application/json")
	}
	q.w.WriteHeader(answer.Status)
	if _, err := q.w.Write(answer.Body); err != nil {
		g.app.Log.DebugContext(q.context(), "answer not written", "err", err)
	}
	return nil
}

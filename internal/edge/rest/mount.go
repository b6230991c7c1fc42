package rest

import (
	"context"
	"reflect"
	"strings"

	"relevo/internal/app"
	"relevo/internal/fault"
	"relevo/internal/policy"

	"github.com/danielgtaylor/huma/v2"
)

// Mount makes a use case an API operation at a route ("METHOD /path/{id}").
//
// Req is a struct with path, query and header fields and, where the operation
// takes one, a Body; toIn makes the use case's input of it and may give a
// fault. Resp is a struct with a Body (Envelope, ListEnvelope, PageEnvelope)
// and header fields; a Resp without a Body answers 204. The operation id,
// security, errors and the permission in the description come from the use
// case. In a handler, ActorOf and RequestOf give the actor and the request.
//
// The order of a request: who asks (key, bearer, cookie) → cross-origin proof →
// rate limit → app.May → body (limit, JSON syntax) → toIn → app.Do → toOut.
//
//	type getNote struct {
//		ID string `path:"id" doc:"The note's id"`
//	}
//
//	rest.Mount(s, "GET /platform/v1/notes/{id}", app.GetNote,
//		func(_ context.Context, r *getNote) (app.GetNoteIn, error) {
//			return app.GetNoteIn{ID: ids.NoteID(r.ID)}, nil
//		},
//		func(n contact.Note) *rest.Answer[noteRecord] { return rest.OK(noteOf(n)) },
//		rest.Summary("Get a note"))
func Mount[In, Out, Req, Resp any](
	s *Server, route string, usecase app.UseCase[In, Out],
	toIn func(ctx context.Context, req *Req) (In, error), toOut func(Out) *Resp, opts ...Option,
) {
	method, path, found := strings.Cut(route, " ")
	if !found || !strings.HasPrefix(path, "/") {
		panic("route " + route + " is not of the form METHOD /path")
	}
	_, hasBody := reflect.TypeFor[Req]().FieldByName("Body")
	o := &operation{
		op:      huma.Operation{Method: method, Path: path, OperationID: usecase.Name},
		rule:    usecase.Rule,
		may:     func(a policy.Actor) error { return app.May(a, usecase) },
		hasBody: hasBody,
		limit:   defaultBodyLimit,
	}
	for _, opt := range opts {
		opt(o)
	}
	o.describe()
	huma.Register(s.api, o.op, func(ctx context.Context, req *Req) (*Resp, error) {
		in, err := toIn(ctx, req)
		if err != nil {
			return nil, s.humaError(ctx, err)
		}
		out, err := Call(ctx, s, usecase, in)
		if err != nil {
			return nil, o.told(err, s.humaError(ctx, err))
		}
		return toOut(out), nil
	})
}

// Call runs a use case for the actor of a request. An internal error was logged
// with the use case, so Fail does not log it again.
func Call[In, Out any](ctx context.Context, s *Server, usecase app.UseCase[In, Out], in In) (Out, error) {
	return callAs(ctx, s, ActorOf(ctx), usecase, in)
}

func callAs[In, Out any](ctx context.Context, s *Server, actor policy.Actor, usecase app.UseCase[In, Out], in In) (Out, error) {
	out, err := app.Do(ctx, s.app, actor, usecase, in)
	if err != nil && fault.As(err).Kind == fault.Internal {
		return out, logged{err}
	}
	return out, err
}

// Option changes one thing about an operation.
type Option func(*operation)

// Status sets the status of success; the default is 200, or 204 for a Resp
// without a Body.
func Status(code int) Option { return func(o *operation) { o.op.DefaultStatus = code } }

// Summary sets the operation's line in the API description.
func Summary(text string) Option { return func(o *operation) { o.op.Summary = text } }

// Doc sets the operation's longer description.
func Doc(text string) Option { return func(o *operation) { o.doc = text } }

// Variant tells apart a second route of the same use case: its operation id is
// the use case's name, a dot and this word.
func Variant(word string) Option {
	return func(o *operation) { o.op.OperationID += "." + word }
}

// Telling lets an operation put more than the usual members into an error: tell
// gives the value that is written instead of the body, or nil.
func Telling(tell func(err error, body *ErrorBody) huma.StatusError) Option {
	return func(o *operation) { o.tell = tell }
}

// BodyLimit sets how many bytes the request body may have; the default is
// 1 MiB.
func BodyLimit(bytes int64) Option { return func(o *operation) { o.limit = bytes } }

// Multipart leaves a multipart/form-data body unread: toIn reads the parts as a
// stream from RequestOf(ctx).MultipartReader(), within the body limit. The
// schema describes the form's fields.
func Multipart(schema *huma.Schema) Option {
	return func(o *operation) { o.form = schema }
}

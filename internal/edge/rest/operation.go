package rest

import (
	"net/http"
	"strconv"
	"strings"

	"relevo/internal/policy"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// operation is what Mount knows of one API operation beyond huma's own record.
type operation struct {
	op   huma.Operation
	rule policy.Rule
	may  func(policy.Actor) error
	doc  string
	tell func(err error, body *ErrorBody) huma.StatusError // of Telling, or nil

	hasBody bool         // a JSON body
	form    *huma.Schema // of a streamed multipart body, or nil
	limit   int64        // of either, in bytes
}

// operationKey finds the operation in huma's metadata.
const operationKey = "relevo.operation"

// The names of the security schemes in the API description.
const (
	schemeKey    = "apiKey"
	schemeBearer = "bearer"
	schemeCookie = "session"
)

// told gives an error with what the operation has to say besides.
func (o *operation) told(err error, body *ErrorBody) error {
	if o.tell != nil {
		if more := o.tell(err, body); more != nil {
			return more
		}
	}
	return body
}

// describe fills what follows from the use case's rule: security, the errors
// that can always come, and the permission in the description.
func (o *operation) describe() {
	o.op.Metadata = map[string]any{operationKey: o}
	o.op.MaxBodyBytes, o.op.BodyReadTimeout = -1, -1 // readBody has its own
	o.op.Errors = []int{http.StatusTooManyRequests}
	if strings.Contains(o.op.Path, "{") {
		o.op.Errors = append(o.op.Errors, http.StatusNotFound)
	}
	if o.hasBody || o.form != nil {
		o.op.Errors = append(o.op.Errors, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	var lines []string
	if o.doc != "" {
		lines = append(lines, o.doc)
	}
	if !o.rule.IsPublic() {
		o.op.Errors = append(o.op.Errors, http.StatusUnauthorized, http.StatusForbidden)
		o.op.Security = o.security()
		lines = append(lines, "Who may: "+o.rule.String()+".")
	}
	o.op.Description = strings.Join(lines, "\n\n")
}

// security lists the ways of authentication by which somebody can satisfy the
// rule.
func (o *operation) security() []map[string][]string {
	var out []map[string][]string
	add := func(scheme string) { out = append(out, map[string][]string{scheme: {}}) }
	scope := policy.Project("any")
	if o.may(policy.Actor{Kind: policy.APIKey, ID: "any", Scope: scope}) == nil {
		add(schemeKey)
		add(schemeBearer)
	}
	if o.may(policy.Actor{Kind: policy.User, ID: "any", Scope: scope, Role: policy.RoleOwner}) == nil {
		add(schemeCookie)
	}
	return out
}

// documented corrects what huma derives: every error has the same shape, no
// body is required, because clients send a JSON content type with nothing, and
// a streamed form is described here so that huma does not read it.
func documented(api *huma.OpenAPI, op *huma.Operation) {
	leaveOutDefaults(api.Components.Schemas)
	o, mounted := op.Metadata[operationKey].(*operation)
	if !mounted {
		return
	}
	limited := op.Responses[strconv.Itoa(http.StatusTooManyRequests)]
	op.Responses["default"] = &huma.Response{Description: "Any other error", Content: limited.Content}
	if op.RequestBody != nil {
		op.RequestBody.Required = false
	}
	if o.form != nil {
		op.RequestBody = &huma.RequestBody{
			Required: true,
			Content:  map[string]*huma.MediaType{"multipart/form-data": {Schema: o.form}},
		}
	}
}

// leaveOutDefaults drops what JSON Schema says anyway: a record may have members
// that its schema does not name. Generators of types would otherwise let every
// misspelled member pass.
func leaveOutDefaults(schemas huma.Registry) {
	for _, s := range schemas.Map() {
		if s.AdditionalProperties == true {
			s.AdditionalProperties = nil
		}
	}
}

// adapter registers huma's operations on the server's mux behind the guard.
type adapter struct{ server *Server }

func (a *adapter) Handle(op *huma.Operation, next func(huma.Context)) {
	o := op.Metadata[operationKey].(*operation)
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next(humago.NewContext(op, r, w))
	})
	a.server.mux.Handle(op.Method+" "+op.Path, a.server.guard(o, handler))
}

func (a *adapter) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.server.ServeHTTP(w, r) }

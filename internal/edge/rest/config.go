package rest

import (
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// descriptionPath is where the API describes itself.
const descriptionPath = "/platform/v1/openapi.json"

// apiConfig is huma's configuration without those of its defaults that would
// break the contract with clients: `$schema` members and Link headers in
// answers, refusal of members that a schema does not name, pages of its own,
// and its encoder.
func apiConfig(version string) huma.Config {
	c := huma.DefaultConfig("Relevo", version)
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.CreateHooks = nil
	c.AllowAdditionalPropertiesByDefault = true
	format := huma.Format{Marshal: writeJSON, Unmarshal: json.Unmarshal}
	c.Formats = map[string]huma.Format{jsonType: format}
	c.DefaultFormat = jsonType
	c.OnAddOperation = append(c.OnAddOperation, documented)
	c.Info.Description = "A self-hosted WhatsApp team inbox. Every answer wraps its record in `data`; lists add `meta` or `paging`."
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		schemeKey:    {Type: "apiKey", In: "header", Name: keyHeader, Description: "A project's API key."},
		schemeBearer: {Type: "http", Scheme: "bearer", Description: "A project's API key as a bearer token."},
		schemeCookie: {Type: "apiKey", In: "cookie", Name: cookieName, Description: "The session of a person, set by POST /platform/v1/session; named __Host-" + cookieName + " when the public URL is https."},
	}
	return c
}

// Description gives the OpenAPI 3.1 description of what is mounted, as compact
// JSON; the same operations give the same bytes.
func (s *Server) Description() ([]byte, error) { return EncodeJSON(s.api.OpenAPI()) }

// OpenAPI gives the description as it is built, with the schemas by which an
// answer can be checked.
func (s *Server) OpenAPI() *huma.OpenAPI { return s.api.OpenAPI() }

func (s *Server) serveDescription(w http.ResponseWriter, r *http.Request) {
	text, err := s.Description()
	if err != nil {
		s.Fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", jsonType)
	_, _ = w.Write(text) // the client may be gone
}

package sim

import (
	"regexp"
	"strings"
)

var pathParameter = regexp.MustCompile(`\{(\w+)\}`)

// describe is GET /control/openapi.json, made from the table of routes.
func (q *request) describe() (any, error) { return controlDescription(), nil }

func controlDescription() node {
	paths := node{}
	for _, rt := range controlRoutes() {
		path := "/control" + rt.Path
		item := paths.obj(path)
		if item == nil {
			item = node{}
			paths[path] = item
		}
		item[strings.ToLower(rt.Method)] = rt.operation()
	}
	return node{
		"openapi": "3.1.0",
		"info": node{
			"title": "Simulator control", "version": "1",
			"description": "Moves the simulated customers, the clock and the faults of the Cloud API simulator. Errors are {\"error\",\"code\"}.",
		},
		"paths": paths,
	}
}

func (rt route) operation() node {
	parameters := []any{}
	for _, m := range pathParameter.FindAllStringSubmatch(rt.Path, -1) {
		parameters = append(parameters, node{"name": m[1], "in": "path", "required": true, "schema": node{"type": "string"}})
	}
	for name, meaning := range rt.Query {
		parameters = append(parameters, node{"name": name, "in": "query", "description": meaning, "schema": node{"type": "string"}})
	}
	content := "application/json"
	if rt.Name == "events" {
		content = "text/event-stream"
	} else if rt.Name == "media" {
		content = "application/octet-stream"
	}
	media := node{}
	if rt.Answer != nil {
		media["example"] = rt.Answer
	}
	op := node{
		"operationId": rt.Name, "summary": rt.Summary,
		"responses": node{
			"200":     node{"description": "Done.", "content": node{content: media}},
			"default": node{"description": "An error.", "content": node{"application/json": node{"schema": node{"type": "object", "required": []any{"error", "code"}}}}},
		},
	}
	if len(parameters) > 0 {
		op["parameters"] = parameters
	}
	if rt.Body != nil {
		op["requestBody"] = node{"content": node{"application/json": node{"schema": node{"type": "object"}, "example": rt.Body}}}
	}
	return op
}

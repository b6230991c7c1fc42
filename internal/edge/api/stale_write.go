package api

import (
	"errors"

	"relevo/internal/app"
	"relevo/internal/edge/rest"

	"github.com/danielgtaylor/huma/v2"
)

// staleWrite is the error of a change that somebody else has overtaken.
type staleWrite[R any] struct {
	*rest.ErrorBody
	Current R `json:"current"`
}

// changedSince puts the record as it is now into the refusal of a stale change.
func changedSince[T, R any](show func(T) R) func(error, *rest.ErrorBody) huma.StatusError {
	return func(err error, body *rest.ErrorBody) huma.StatusError {
		var stale *app.StaleWrite[T]
		if !errors.As(err, &stale) {
			return nil
		}
		return &staleWrite[R]{ErrorBody: body, Current: show(stale.Current)}
	}
}

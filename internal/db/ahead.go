package db

import "context"

type aheadKey struct{}

// Ahead gives a context whose writes go before others that wait for the SQLite
// writer. It is for those that work off what was accepted: were they to wait
// like everybody, a crowd that brings more would hold back the work on what it
// has brought. There must be few of them at a time. PostgreSQL has no such
// queue.
func Ahead(ctx context.Context) context.Context { return context.WithValue(ctx, aheadKey{}, true) }

func goesAhead(ctx context.Context) bool { return ctx.Value(aheadKey{}) != nil }

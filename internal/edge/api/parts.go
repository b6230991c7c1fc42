package api

import (
	"context"

	"relevo/internal/account"
	"relevo/internal/app"
)

// partOf asks for a part of a list that a use case gives whole.
type partOf[In any] struct {
	in   In
	part account.Part
}

// inPages gives a use case whose list is short in page style: the same list,
// and the part of it that was asked for.
func inPages[In, Item any](u app.UseCase[In, []Item]) app.UseCase[partOf[In], account.Listed[Item]] {
	return app.UseCase[partOf[In], account.Listed[Item]]{
		Name: u.Name, Rule: u.Rule, Mode: u.Mode,
		Run: func(c *app.Call, in partOf[In]) (account.Listed[Item], error) {
			all, err := u.Run(c, in.in)
			from := min(in.part.Offset, len(all))
			to := min(from+in.part.Size, len(all))
			return account.Listed[Item]{Items: all[from:to], Part: in.part, Total: len(all)}, err
		},
	}
}

// partOnly is the toIn of a list without a filter.
func partOnly(_ context.Context, r *pageRequest) (partOf[struct{}], error) {
	return partOf[struct{}]{part: r.Part()}, nil
}

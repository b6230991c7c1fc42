package app

import (
	"context"
	"fmt"
	"sort"

	"relevo/internal/db"
	"relevo/internal/failpoint"
	"relevo/internal/fault"
	"relevo/internal/policy"
)

// Mode says which kind of transaction a use case needs.
type Mode int

// The modes.
const (
	Read Mode = iota + 1
	Write
)

// UseCase is one thing that somebody can do. Run touches nothing but the
// transaction, so that it may be repeated; what must happen outside one
// (hashing, sealing, storing bytes) is Prepare's, which runs once before it and
// hands its input on.
type UseCase[In, Out any] struct {
	Name    string // "conversation.list"; also the operation id of the API
	Rule    policy.Rule
	Mode    Mode
	Prepare func(ctx context.Context, a *App, actor policy.Actor, in In) (In, error)
	Run     func(c *Call, in In) (Out, error)
	Bound   *Bound // nil: as the caller's context says
}

// Call is what Run works with: the transaction, who asks, and the parts of the
// application that make no input or output of their own.
type Call struct {
	*db.Tx
	Actor policy.Actor
	App   *App
}

// Description is what the registry keeps of a use case.
type Description struct {
	Name string
	Rule policy.Rule
	Mode Mode
}

var registry = map[string]Description{}

// define registers a use case at start-up. A name given twice, a missing mode
// or a forgotten rule is a mistake of the programmer.
func define[In, Out any](u UseCase[In, Out]) UseCase[In, Out] {
	if _, taken := registry[u.Name]; taken || u.Name == "" || u.Mode == 0 || u.Run == nil || u.Rule.IsZero() {
		panic(fmt.Sprintf("use case %q is declared wrongly or twice", u.Name))
	}
	registry[u.Name] = Description{Name: u.Name, Rule: u.Rule, Mode: u.Mode}
	return u
}

// UseCases lists the registry by name; the policy matrix is made of it.
func UseCases() []Description {
	out := make([]Description, 0, len(registry))
	for _, d := range registry {
		out = append(out, d)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// May asks the rule of a use case before its input is read. Do asks again.
func May[In, Out any](actor policy.Actor, u UseCase[In, Out]) error {
	return policy.Check(u.Rule, actor)
}

// attempts is how often a transaction that the database wants repeated is run.
const attempts = 3

// Do runs a use case for an actor: right, preparation, transaction, metric.
// Errors are faults (package fault); a retryable database error repeats the
// transaction at most three times.
func Do[In, Out any](ctx context.Context, a *App, actor policy.Actor, u UseCase[In, Out], in In) (out Out, err error) {
	started := a.Clock.Now()
	defer func() { a.observe(ctx, u.Name, started, err) }()
	if err = May(actor, u); err != nil {
		return out, err
	}
	if u.Prepare != nil {
		if in, err = u.Prepare(ctx, a, actor, in); err != nil {
			return out, err
		}
	}
	ctx, leave, err := u.Bound.enter(ctx)
	if err != nil {
		return out, err
	}
	defer leave()
	around("before ", u.Mode, u.Name)
	for attempt := 1; ; attempt++ {
		err = a.transact(ctx, u.Mode, func(tx *db.Tx) error {
			var runErr error
			out, runErr = u.Run(&Call{Tx: tx, Actor: actor, App: a}, in)
			return runErr
		})
		if attempt == attempts || !fault.Is(err, fault.Retryable) || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		var none Out
		return none, fmt.Errorf("%s: %w", u.Name, err)
	}
	around("after ", u.Mode, u.Name)
	return out, nil
}

// around names the place before or after a write, where a crash test may end
// the process.
func around(side string, mode Mode, name string) {
	if failpoint.Enabled && mode == Write {
		failpoint.Hit(side + name)
	}
}

func (a *App) transact(ctx context.Context, mode Mode, fn func(*db.Tx) error) error {
	if mode == Read {
		return a.DB.Read(ctx, fn)
	}
	return a.DB.Write(ctx, fn)
}

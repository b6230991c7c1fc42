package work

import (
	"cmp"
	"context"

	"relevo/internal/app"
	"relevo/internal/channel"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/whatsapp"
)

// ingest applies one stored delivery, in parts of at most app.MaxIngest items.
// Only the last part completes the job; a part that is repeated after a crash
// ends quietly. An item that the database refuses keeps the job, and none of its
// neighbours, from being done.
func (w *Worker) ingest(ctx context.Context, j job.Job) error {
	parts, err := w.deliveries(ctx, []job.Job{j})
	if err != nil {
		return err
	}
	last := parts[0]
	var refused error
	for len(last.Items) > app.MaxIngest {
		part := last
		part.Items, part.Job = last.Items[:app.MaxIngest], nil
		last.Items = last.Items[app.MaxIngest:]
		if err := w.applyPart(ctx, part); err != nil && !isRefusal(ctx, err) {
			return err
		} else if err != nil {
			refused = err
		}
	}
	if refused != nil {
		last.Job = nil
	}
	return cmp.Or(w.applyPart(ctx, last), refused)
}

// applyPart applies a part of a delivery, and, when that is refused, each of its
// items alone.
func (w *Worker) applyPart(ctx context.Context, part app.IngestIn) error {
	refused := w.apply(ctx, part)
	if refused == nil || len(part.Items) < 2 || !isRefusal(ctx, refused) {
		return refused
	}
	for _, item := range part.Items {
		alone := part
		alone.Items, alone.Job = []app.IngestItem{item}, nil
		if err := w.apply(ctx, alone); err != nil && !isRefusal(ctx, err) {
			return err
		}
	}
	return refused
}

// isRefusal tells what is wrong with an item from a database that has no time.
func isRefusal(ctx context.Context, err error) bool {
	switch fault.As(err).Kind {
	case fault.Retryable, fault.Unavailable, fault.Timeout:
		return false
	}
	return ctx.Err() == nil
}

// ingestTogether applies the first of some stored deliveries in one
// transaction, as many as app.MaxIngest items allow.
func (w *Worker) ingestTogether(ctx context.Context, jobs []job.Job) (done int, err error) {
	parts, err := w.deliveries(ctx, jobs)
	if err != nil {
		return 0, err
	}
	for items := 0; done < len(parts) && items+len(parts[done].Items) <= app.MaxIngest; done++ {
		items += len(parts[done].Items)
	}
	if done == 0 {
		return 0, nil
	}
	first := parts[0]
	first.With = parts[1:done]
	if err := w.apply(ctx, first); err != nil {
		return 0, err
	}
	return done, nil
}

// deliveries reads and parses the deliveries of some jobs, in their order.
func (w *Worker) deliveries(ctx context.Context, jobs []job.Job) ([]app.IngestIn, error) {
	seqs := make([]int64, len(jobs))
	for n, j := range jobs {
		in, err := args[app.IngestArgs](j)
		if err != nil {
			return nil, err
		}
		seqs[n] = in.Seq
	}
	stored, err := app.Do(ctx, w.App, system, app.ReadDeliveries, seqs)
	if err != nil {
		return nil, err
	}
	bySeq := make(map[int64]channel.Delivery, len(stored))
	for _, d := range stored {
		bySeq[d.Seq] = d
	}
	parts := make([]app.IngestIn, len(jobs))
	for n, seq := range seqs {
		d, found := bySeq[seq]
		if !found {
			return nil, job.Discard(fault.New(fault.NotFound, fault.CodeNotFound, "The delivery is no longer kept."))
		}
		parsed, err := whatsapp.Parse(d.Body)
		if err != nil {
			return nil, job.Discard(err)
		}
		parts[n] = app.IngestIn{MetaAppID: d.MetaAppID, Seq: d.Seq, ReceivedAt: d.ReceivedAt, Items: itemsOf(parsed), Job: &jobs[n]}
	}
	return parts, nil
}

func (w *Worker) apply(ctx context.Context, part app.IngestIn) error {
	arrived, err := app.Do(ctx, w.App, system, app.Ingest, part)
	if err != nil {
		return err
	}
	w.arrived.add(arrived, func(sum map[ids.NumberID]int) {
		if _, err := app.Do(ctx, w.App, system, app.CountInbound, sum); err != nil {
			w.App.Log.WarnContext(ctx, "inbound messages not counted for the pace of sending", "err", err)
		}
	})
	return nil
}

func itemsOf(d whatsapp.Delivery) []app.IngestItem {
	var out []app.IngestItem
	for _, c := range d.Changes {
		for _, item := range c.Items {
			out = append(out, app.IngestItem{WABA: c.WABA, PhoneNumberID: c.PhoneNumberID,
				DisplayPhoneNumber: c.DisplayPhoneNumber, Index: len(out), Item: item})
		}
	}
	return out
}

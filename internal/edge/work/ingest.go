package work

import (
	"context"

	"relevo/internal/app"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/whatsapp"
)

// ingest applies one stored delivery, in parts of at most app.MaxIngest items.
// Only the last part completes the job; a part that is repeated after a crash
// ends quietly.
func (w *Worker) ingest(ctx context.Context, j job.Job) error {
	in, err := args[app.IngestArgs](j)
	if err != nil {
		return err
	}
	d, err := app.Do(ctx, w.App, system, app.ReadDelivery, in.Seq)
	if fault.Is(err, fault.NotFound) {
		return job.Discard(err)
	}
	if err != nil {
		return err
	}
	parsed, err := whatsapp.Parse(d.Body)
	if err != nil {
		return job.Discard(err)
	}
	items := itemsOf(parsed)
	part := app.IngestIn{MetaAppID: d.MetaAppID, Seq: d.Seq, ReceivedAt: d.ReceivedAt}
	for len(items) > app.MaxIngest {
		part.Items, items = items[:app.MaxIngest], items[app.MaxIngest:]
		if err := w.ingestPart(ctx, part); err != nil {
			return err
		}
	}
	part.Items, part.Job = items, &j
	return w.ingestPart(ctx, part)
}

func (w *Worker) ingestPart(ctx context.Context, part app.IngestIn) error {
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

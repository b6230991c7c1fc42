package work

import (
	"context"
	"io"
	"strings"

	"relevo/internal/app"
	"relevo/internal/blob"
	"relevo/internal/fault"
	"relevo/internal/job"
	"relevo/internal/media"
	"relevo/internal/whatsapp"
)

// fetch brings the bytes of an inbound file into the blob store. The address in
// the webhook lives for minutes; when it is gone WhatsApp is asked for another.
func (w *Worker) fetch(ctx context.Context, j job.Job) error {
	in, err := args[app.FetchArgs](j)
	if err != nil {
		return err
	}
	m, err := app.Do(ctx, w.App, system, app.ReadMediaJob, in.MediaID)
	if fault.Is(err, fault.NotFound) {
		return nil // erased meanwhile
	}
	if err != nil || m.Media.Status != media.Pending {
		return err
	}
	client, err := w.Dial(m.Connection)
	if err != nil {
		return job.Discard(err)
	}
	r := app.FetchedMedia{MediaID: in.MediaID, Job: j}
	r.Ref, r.ContentType, err = w.download(ctx, client, m, in.URL)
	if err != nil {
		if !gone(err) {
			return err
		}
		r.Failure = fault.As(err).Message
	}
	_, err = app.Do(ctx, w.App, system, app.RecordFetch, r)
	return err
}

func (w *Worker) download(ctx context.Context, client *whatsapp.Client, m app.MediaJob, address string) (blob.Ref, string, error) {
	if address != "" {
		ref, contentType, err := w.store(ctx, client, address)
		if err == nil || !fault.Is(err, fault.NotFound) {
			return ref, contentType, err
		}
	}
	info, err := client.MediaInfo(ctx, *m.Media.WhatsAppID, m.Connection.Number.PhoneNumberID)
	if err != nil {
		return blob.Ref{}, "", err
	}
	ref, contentType, err := w.store(ctx, client, info.URL)
	if info.MIME != "" {
		contentType = info.MIME
	}
	if m.Media.ContentType != "" {
		contentType = m.Media.ContentType
	}
	return ref, strings.TrimSpace(contentType), err
}

// store streams an address into the blob store.
func (w *Worker) store(ctx context.Context, client *whatsapp.Client, address string) (blob.Ref, string, error) {
	from, to := io.Pipe()
	var got whatsapp.Downloaded
	done := make(chan error, 1)
	go func() {
		var err error
		got, err = client.Download(ctx, address, to, app.MaxMedia)
		_ = to.CloseWithError(err) // never fails
		done <- err
	}()
	ref, err := w.App.Blobs.Put(ctx, from, app.MaxMedia)
	_ = from.CloseWithError(err) // lets the download end when the store has failed
	if downloadErr := <-done; downloadErr != nil {
		return blob.Ref{}, "", downloadErr
	}
	return ref, got.MIME, err
}

// gone reports whether no later attempt will bring the file.
func gone(err error) bool {
	if graph := graphError(err); graph != nil {
		return !waits(graph)
	}
	return fault.Is(err, fault.NotFound) || fault.Is(err, fault.TooLarge) || fault.Is(err, fault.Forbidden)
}

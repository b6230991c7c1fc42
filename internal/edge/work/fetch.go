package work

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"strings"
	"time"

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
	if err != nil || m.Media.Status == media.Ready {
		return err
	}
	client, err := w.Dial(m.Connection)
	if err != nil {
		return notDialled(err)
	}
	r := app.FetchedMedia{MediaID: in.MediaID, Job: j}
	r.Ref, r.ContentType, err = w.download(ctx, client, m, in)
	if err != nil {
		if w.repairable(m.Media, err) {
			return job.Snooze(repairPause)
		}
		if !gone(err) {
			return err
		}
		r.Failure = reason(err)
	}
	_, err = app.Do(ctx, w.App, system, app.RecordFetch, r)
	return err
}

// download brings the bytes from the address in the webhook, or, whatever is
// wrong with that one, from the address that WhatsApp gives when asked.
func (w *Worker) download(ctx context.Context, client *whatsapp.Client, m app.MediaJob, in app.FetchArgs) (blob.Ref, string, error) {
	if in.URL != "" {
		ref, contentType, err := w.store(ctx, client, in.URL, in.SHA256)
		if err == nil || fault.Is(err, fault.TooLarge) || ctx.Err() != nil {
			return ref, firstOf(m.Media.ContentType, contentType), err
		}
	}
	info, err := client.MediaInfo(ctx, *m.Media.WhatsAppID, m.Connection.Number.PhoneNumberID)
	if err != nil {
		return blob.Ref{}, "", err
	}
	ref, contentType, err := w.store(ctx, client, info.URL, firstOf(info.SHA256, in.SHA256))
	return ref, firstOf(m.Media.ContentType, info.MIME, contentType), err
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" {
			return text
		}
	}
	return ""
}

// store streams an address into the blob store and holds the bytes against the
// digest that was announced.
func (w *Worker) store(ctx context.Context, client *whatsapp.Client, address, announced string) (blob.Ref, string, error) {
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
	if err == nil && !sameDigest(announced, ref.SHA256) {
		return blob.Ref{}, "", errDigest
	}
	return ref, got.MIME, err
}

var errDigest = fault.New(fault.Unavailable, fault.CodeUnavailable, "What came is not the file that WhatsApp announced.")

// sameDigest compares a digest in hex or base64 with one in hex. What is neither
// announces nothing.
func sameDigest(announced, got string) bool {
	if len(announced) == hex.EncodedLen(sha256.Size) {
		return strings.EqualFold(announced, got)
	}
	raw, err := base64.StdEncoding.DecodeString(announced)
	return err != nil || len(raw) != sha256.Size || hex.EncodeToString(raw) == got
}

// mediaLives is how long WhatsApp keeps an inbound file, and repairPause how
// often a fetch looks whether the connection was repaired. Source: Cloud API,
// media.
const (
	mediaLives  = 7 * 24 * time.Hour
	repairPause = 10 * time.Minute
)

// repairable reports whether somebody may still repair the connection, such as
// its token, while WhatsApp has the file.
func (w *Worker) repairable(m media.Media, err error) bool {
	graph := graphError(err)
	return graph != nil && graph.Explain().Hold() && w.App.Clock.Now().Sub(m.CreatedAt) < mediaLives
}

// reason says to a person why a file can't be had.
func reason(err error) string {
	if graph := graphError(err); graph != nil {
		return graph.Explain().Cause
	}
	return fault.As(err).Message
}

// gone reports whether no later attempt will bring the file.
func gone(err error) bool {
	if graph := graphError(err); graph != nil {
		retry := graph.Explain().Retry
		return retry == whatsapp.RetryNo || retry == whatsapp.RetryFix
	}
	return fault.Is(err, fault.NotFound) || fault.Is(err, fault.TooLarge) || fault.Is(err, fault.Forbidden)
}

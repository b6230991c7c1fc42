package app

import (
	"context"
	"io"

	"relevo/internal/blob"
	"relevo/internal/conversation"
	"relevo/internal/db"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/media"
	"relevo/internal/policy"
	"relevo/internal/whatsapp"
)

// MaxMedia is the largest file that WhatsApp takes of any kind (a document);
// what is larger is not read to its end. Source: Cloud API, media.
const MaxMedia = 100 << 20

// AddMediaIn is a file to be sent.
type AddMediaIn struct {
	PhoneNumberID string // our id or Meta's
	Filename      string
	ContentType   string
	Kind          string // image, video, audio, document, sticker; "" follows from the type
	Bytes         io.Reader

	ref blob.Ref
}

// AddMedia stores a file that a message will carry. WhatsApp's own limits are
// checked here, so that a file that can't be sent is refused at once.
var AddMedia = define(UseCase[AddMediaIn, media.Media]{
	Name: "media.add", Rule: policy.Needs(policy.WriteMedia), Mode: Write,
	Prepare: func(ctx context.Context, a *App, _ policy.Actor, in AddMediaIn) (AddMediaIn, error) {
		if in.Kind == "" {
			in.Kind = whatsapp.MediaKind(in.ContentType)
		}
		ref, err := a.Blobs.Put(ctx, in.Bytes, MaxMedia)
		if err != nil {
			return in, err
		}
		in.ref = ref
		return in, whatsapp.CheckMedia(in.Kind, in.ContentType, ref.Size)
	},
	Run: func(c *Call, in AddMediaIn) (media.Media, error) {
		n, err := GetNumber.Run(c, in.PhoneNumberID)
		if err != nil {
			return media.Media{}, err
		}
		m := media.Media{ID: ids.MediaID(ids.New()), ProjectID: n.ProjectID, NumberID: n.ID, Direction: conversation.Outbound,
			Status: media.Ready, Kind: in.Kind, ContentType: in.ContentType, Filename: in.Filename, SHA256: in.ref.SHA256, ByteSize: in.ref.Size}
		if err := media.Create(c.Tx, m); err != nil {
			return m, err
		}
		return media.Get(c.Tx, m.ID)
	},
})

// GetMedia finds a file by our id or Meta's.
var GetMedia = define(UseCase[string, media.Media]{
	Name: "media.get", Rule: policy.Needs(policy.ReadMedia), Mode: Read,
	Run: func(c *Call, id string) (media.Media, error) { return media.Find(c.Tx, c.Actor.Scope, id) },
})

// ServeMedia finds a file whose signed address was found right.
var ServeMedia = define(UseCase[ids.MediaID, media.Media]{
	Name: "media.serve", Rule: policy.Anyone, Mode: Read,
	Run: func(c *Call, id ids.MediaID) (media.Media, error) {
		m, err := media.Get(c.Tx, id)
		if err == nil && m.Status != media.Ready {
			return m, errNotHere
		}
		return m, err
	},
})

// MediaJob is what a job needs to move a file.
type MediaJob struct {
	Media      media.Media
	Connection Connection
}

// ReadMediaJob reads a file and the connection it moves over.
var ReadMediaJob = define(UseCase[ids.MediaID, MediaJob]{
	Name: "media.read_job", Rule: policy.OnlyInside, Mode: Read,
	Run: func(c *Call, id ids.MediaID) (out MediaJob, err error) {
		if out.Media, err = media.Get(c.Tx, id); err != nil {
			return out, err
		}
		out.Connection, err = ReadConnection.Run(c, out.Media.NumberID)
		return out, err
	},
})

// FetchedMedia is how a fetch ended: the bytes are stored, or Failure says why
// they can't be.
type FetchedMedia struct {
	MediaID     ids.MediaID
	Ref         blob.Ref
	ContentType string
	Failure     string
	Job         job.Job
}

// RecordFetch records how a fetch ended, together with the end of its job.
var RecordFetch = define(UseCase[FetchedMedia, struct{}]{
	Name: "media.record_fetch", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, in FetchedMedia) (none struct{}, err error) {
		if err := job.Complete(c.Tx, in.Job); err != nil {
			return none, err
		}
		return none, recordFetch(c, in)
	},
})

func recordFetch(c *Call, in FetchedMedia) error {
	var err error
	if in.Failure != "" {
		err = media.Fail(c.Tx, in.MediaID, in.Failure)
	} else {
		err = media.Store(c.Tx, in.MediaID, in.Ref.SHA256, in.Ref.Size, in.ContentType)
	}
	if err != nil {
		return err
	}
	m, err := conversation.MessageOfMedia(c.Tx, in.MediaID)
	if err != nil {
		return ignoreMissing(err)
	}
	return appendEvent(c, EventMessageChanged, m, false)
}

// GiveUpFetch fails a file that was tried to be fetched too often.
func GiveUpFetch(tx *db.Tx, id ids.MediaID, cause error) error {
	m, err := media.Get(tx, id)
	if err != nil || m.Status == media.Ready {
		return ignoreMissing(err)
	}
	return recordFetch(&Call{Tx: tx, Actor: policy.Actor{Kind: policy.System}}, FetchedMedia{MediaID: id, Failure: fault.As(cause).Message})
}

// UploadedMedia is Meta's id of a file that we gave them.
type UploadedMedia struct {
	MediaID    ids.MediaID
	WhatsAppID string
}

// RecordUpload records Meta's id of a file.
var RecordUpload = define(UseCase[UploadedMedia, struct{}]{
	Name: "media.record_upload", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, in UploadedMedia) (struct{}, error) {
		return struct{}{}, media.Uploaded(c.Tx, in.MediaID, in.WhatsAppID)
	},
})

// DeleteMedia forgets a file at Meta; messages keep showing it here.
var DeleteMedia = define(UseCase[string, media.Media]{
	Name: "media.delete", Rule: policy.Needs(policy.WriteMedia), Mode: Write,
	Run: func(c *Call, id string) (media.Media, error) {
		m, err := GetMedia.Run(c, id)
		if err != nil {
			return m, err
		}
		if m.WhatsAppID == nil {
			return m, fault.New(fault.NotFound, fault.CodeNotFound, "WhatsApp does not have this file.")
		}
		return m, media.Forget(c.Tx, m.ID)
	},
})

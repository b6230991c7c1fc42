// Package blob keeps the bytes of media files, each under the SHA-256 of its
// content.
//
// It promises that what Put returned for is on disk whole, that equal contents
// are kept once, that no name from outside reaches the file system, and that a
// sweep of orphans never removes a blob that was put again in the meantime.
// What a blob means, and who may see it, is the business of its users. Store is
// one interface so that an object store can serve several nodes. May import
// fault, failpoint and clock.
package blob

import (
	"context"
	"io"
	"iter"
	"strings"
	"time"

	"relevo/internal/fault"
)

// Ref names a stored blob.
type Ref struct {
	SHA256 string // of the content, 64 lower-case hexadecimal digits
	Size   int64  // bytes
}

// Entry is a stored blob with the time at which it was last put.
type Entry struct {
	Ref
	PutAt time.Time
}

// Store keeps blobs. An implementation passes the conformance tests of this
// package.
type Store interface {
	// Put stores what r gives and returns once it is durable. More than most
	// bytes are a fault.TooLarge and leave nothing behind. Content that is
	// already there counts as put now.
	Put(ctx context.Context, r io.Reader, most int64) (Ref, error)
	// Open reads a blob; the caller closes it. An unknown one is a
	// fault.NotFound. A blob that is deleted stays readable where it is open.
	Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, error)
	// Delete removes a blob unless it was put at or after before; deleted tells
	// whether it did. Several records may share a blob, so only a sweep that
	// found no record deletes: it passes the age that it judged by. An unknown
	// blob is not an error.
	Delete(ctx context.Context, sha256 string, before time.Time) (deleted bool, err error)
	// List walks all blobs in no certain order; one that comes or goes
	// meanwhile may be missing. An error ends the walk.
	List(ctx context.Context) iter.Seq2[Entry, error]
	// ClearAbandoned removes what unfinished Puts of processes that died have
	// left; what is younger than a day may still be written.
	ClearAbandoned(ctx context.Context) error
}

// validName reports whether s can be the name of a blob.
func validName(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}

func notFound() error {
	return fault.New(fault.NotFound, fault.CodeNotFound, "This file is not stored here.")
}

func tooLarge(most int64) error {
	return fault.Newf(fault.TooLarge, fault.CodeMediaTooLarge, "The file is larger than %d bytes.", most).With("limit_bytes", most)
}

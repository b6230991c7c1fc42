package db_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"

	"relevo/internal/db"
)

// order runs writes that all wait, named by the letters of a text, and gives
// the order in which they ran; capitals go ahead.
func order(t *testing.T, d *db.DB, names string) string {
	t.Helper()
	held, release := make(chan struct{}), make(chan struct{})
	answers := make(chan error, len(names)+1)
	go func() {
		answers <- d.Write(t.Context(), func(*db.Tx) error { close(held); <-release; return nil })
	}()
	<-held
	var ran strings.Builder // of the one writer
	for i, name := range names {
		ctx := t.Context()
		if name < 'a' {
			ctx = db.Ahead(ctx)
		}
		go func(ctx context.Context) {
			answers <- d.Write(ctx, func(*db.Tx) error { ran.WriteRune(name); return nil })
		}(ctx)
		for d.Stats().Waiting <= i {
			runtime.Gosched()
		}
	}
	close(release)
	var errs []error
	for range len(names) + 1 {
		errs = append(errs, <-answers)
	}
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	return ran.String()
}

func TestAheadGoesBeforeWhatWaits(t *testing.T) {
	t.Parallel()
	if ran := order(t, lite(t), "abAcBd"); ran != "ABabcd" {
		t.Errorf("the writes ran as %s", ran)
	}
}

// However many go ahead, the others have half of each group.
func TestAheadLeavesRoom(t *testing.T) {
	t.Parallel()
	ran := order(t, lite(t), strings.Repeat("A", 60)+strings.Repeat("b", 60))
	first := strings.Count(ran[:db.GroupLimit-1], "b") // behind the one that held the writer
	if first < db.GroupLimit/2 {
		t.Errorf("%d of the others were in the first group, of %d: %s", first, db.GroupLimit, ran)
	}
	sorted := []byte(ran)
	slices.Sort(sorted)
	if string(sorted) != strings.Repeat("A", 60)+strings.Repeat("b", 60) {
		t.Errorf("the writes ran as %s", ran)
	}
}

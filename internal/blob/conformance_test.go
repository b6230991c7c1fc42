package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"relevo/internal/clock"
	"relevo/internal/fault"
)

// conformance holds every implementation of Store to its contract. The store
// that open makes is empty and takes its time from the clock.
func conformance(t *testing.T, open func(*testing.T, clock.Clock) Store) {
	for name, test := range map[string]func(*testing.T, Store, *clock.Manual){
		"round trip": roundTrip, "limits": limits, "broken source": brokenSource, "hostile names": hostileNames,
		"delete": deletes, "delete spares what was put again": deleteSpares, "list": lists, "at once": atOnce,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := clock.NewManual(time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC))
			test(t, open(t, c), c)
		})
	}
}

func put(t *testing.T, s Store, text string) Ref {
	t.Helper()
	ref, err := s.Put(t.Context(), strings.NewReader(text), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func read(t *testing.T, s Store, name string) string {
	t.Helper()
	r, err := s.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func listed(t *testing.T, s Store) map[string]Entry {
	t.Helper()
	all := map[string]Entry{}
	for e, err := range s.List(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		all[e.SHA256] = e
	}
	return all
}

func roundTrip(t *testing.T, s Store, _ *clock.Manual) {
	source := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{0, 1, 4096, 32<<10 + 1, 3 << 20} {
		content := make([]byte, size)
		for i := range content {
			content[i] = byte(source.Uint32())
		}
		ref, err := s.Put(t.Context(), iotest.HalfReader(bytes.NewReader(content)), int64(size))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(content)
		if ref.SHA256 != hex.EncodeToString(sum[:]) || ref.Size != int64(size) {
			t.Errorf("%d bytes: %+v", size, ref)
		}
		if read(t, s, ref.SHA256) != string(content) {
			t.Errorf("%d bytes: other content", size)
		}
	}
	ref := put(t, s, "0123456789")
	r, err := s.Open(t.Context(), ref.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Seek(-3, io.SeekEnd); err != nil {
		t.Fatal(err)
	}
	if tail, err := io.ReadAll(r); err != nil || string(tail) != "789" {
		t.Errorf("after a seek: %q, %v", tail, err)
	}
	if again := put(t, s, "0123456789"); again != ref {
		t.Errorf("equal content: %+v, %+v", ref, again)
	}
}

func limits(t *testing.T, s Store, _ *clock.Manual) {
	for _, c := range []struct {
		size, most int
		ok         bool
	}{{0, 0, true}, {1, 0, false}, {10, 10, true}, {11, 10, false}, {1 << 20, 1<<20 - 1, false}} {
		_, err := s.Put(t.Context(), strings.NewReader(strings.Repeat("x", c.size)), int64(c.most))
		if c.ok != (err == nil) || !c.ok && !fault.Is(err, fault.TooLarge) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, err := s.Put(t.Context(), strings.NewReader("unlimited"), 1<<63-1); err != nil {
		t.Error(err)
	}
	if n := len(listed(t, s)); n != 3 {
		t.Errorf("%d blobs, want the three that fit", n)
	}
}

func brokenSource(t *testing.T, s Store, _ *clock.Manual) {
	broken := errors.New("the line broke")
	if _, err := s.Put(t.Context(), io.MultiReader(strings.NewReader("begin"), iotest.ErrReader(broken)), 100); !errors.Is(err, broken) {
		t.Errorf("broken source: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Put(ctx, strings.NewReader("begin"), 100); !errors.Is(err, context.Canceled) {
		t.Errorf("ended context: %v", err)
	}
	if n := len(listed(t, s)); n != 0 {
		t.Errorf("%d blobs left", n)
	}
}

func hostileNames(t *testing.T, s Store, c *clock.Manual) {
	ref := put(t, s, "x")
	for _, name := range []string{
		"", ".", "..", "../../etc/passwd", "/etc/passwd", ref.SHA256[:63], ref.SHA256 + "0", strings.ToUpper(ref.SHA256),
		strings.Repeat("0", 64), strings.Repeat("../", 21) + "x", ref.SHA256[:62] + "/.", ref.SHA256[:63] + "\x00", strings.Repeat("é", 32),
	} {
		if _, err := s.Open(t.Context(), name); !fault.Is(err, fault.NotFound) {
			t.Errorf("open %q: %v", name, err)
		}
		if deleted, err := s.Delete(t.Context(), name, c.Now().Add(time.Hour)); deleted || err != nil {
			t.Errorf("delete %q: %v, %v", name, deleted, err)
		}
	}
	if read(t, s, ref.SHA256) != "x" {
		t.Error("the blob changed")
	}
}

func deletes(t *testing.T, s Store, c *clock.Manual) {
	ref, other := put(t, s, "x"), put(t, s, "y")
	r, err := s.Open(t.Context(), ref.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, want := range []bool{true, false} {
		if deleted, err := s.Delete(t.Context(), ref.SHA256, c.Now().Add(time.Second)); err != nil || deleted != want {
			t.Errorf("delete: %v, %v, want %v", deleted, err, want)
		}
	}
	if _, err := s.Open(t.Context(), ref.SHA256); !fault.Is(err, fault.NotFound) {
		t.Errorf("open a deleted blob: %v", err)
	}
	if b, err := io.ReadAll(r); err != nil || string(b) != "x" {
		t.Errorf("where it is open: %q, %v", b, err)
	}
	if put(t, s, "x") != ref || read(t, s, ref.SHA256) != "x" || read(t, s, other.SHA256) != "y" {
		t.Error("put after delete")
	}
}

func deleteSpares(t *testing.T, s Store, c *clock.Manual) {
	ref := put(t, s, "x")
	c.Advance(48 * time.Hour)
	before := c.Now().Add(-24 * time.Hour)
	if e := listed(t, s)[ref.SHA256]; !e.PutAt.Before(before) {
		t.Fatalf("%+v is not old", e)
	}
	put(t, s, "x")
	if deleted, err := s.Delete(t.Context(), ref.SHA256, before); deleted || err != nil {
		t.Errorf("%v, %v", deleted, err)
	}
	if read(t, s, ref.SHA256) != "x" {
		t.Error("it is gone")
	}
}

func lists(t *testing.T, s Store, c *clock.Manual) {
	if n := len(listed(t, s)); n != 0 {
		t.Fatalf("%d blobs in a new store", n)
	}
	want := map[string]Entry{}
	for i := range 300 {
		ref := put(t, s, strings.Repeat("a", i))
		want[ref.SHA256] = Entry{Ref: ref, PutAt: c.Now()}
		c.Advance(time.Minute)
	}
	got := listed(t, s)
	if len(got) != len(want) {
		t.Fatalf("%d blobs, want %d", len(got), len(want))
	}
	for name, w := range want {
		if g := got[name]; g.Ref != w.Ref || g.PutAt.Sub(w.PutAt).Abs() > time.Second {
			t.Errorf("%+v, want %+v", g, w)
		}
	}
	for range s.List(t.Context()) {
		break // a walk may stop anywhere
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range s.List(ctx) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("ended context: %v", err)
		}
	}
}

func atOnce(t *testing.T, s Store, c *clock.Manual) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 20 {
				text := strings.Repeat("b", i%5)
				ref, err := s.Put(t.Context(), strings.NewReader(text), 100)
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := s.Delete(t.Context(), ref.SHA256, c.Now()); err != nil {
					t.Error(err)
				}
				r, err := s.Open(t.Context(), ref.SHA256)
				if err != nil {
					t.Error(err)
					return
				}
				if b, err := io.ReadAll(r); err != nil || string(b) != text {
					t.Errorf("%q, %v", b, err)
				}
				r.Close()
			}
		})
	}
	wg.Wait()
	if n := len(listed(t, s)); n != 5 {
		t.Errorf("%d blobs, want 5", n)
	}
}

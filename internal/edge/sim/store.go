package sim

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// table is one kind of record, in memory by id and in the journal.
type table[T any] struct {
	kind string
	rows map[string]*T
}

func newTable[T any](kind string) *table[T] {
	return &table[T]{kind: kind, rows: map[string]*T{}}
}

// get gives the row or nil.
func (tb *table[T]) get(id string) *T { return tb.rows[id] }

// put stores a row, or notes that the row in place has changed.
func (tb *table[T]) put(t *tx, id string, row *T) {
	tb.rows[id] = row
	t.touch(tb, id)
}

func (tb *table[T]) drop(t *tx, id string) {
	delete(tb.rows, id)
	t.touch(tb, id)
}

// sorted gives the rows in an order.
func (tb *table[T]) sorted(compare func(a, b *T) int) []*T {
	return slices.SortedFunc(maps.Values(tb.rows), compare)
}

func (tb *table[T]) apply(r record) error {
	if r.Value == nil {
		delete(tb.rows, r.ID)
		return nil
	}
	row := new(T)
	if err := json.Unmarshal(r.Value, row); err != nil {
		return fmt.Errorf("decode %s: %w", tb.kind, err)
	}
	tb.rows[r.ID] = row
	return nil
}

func (tb *table[T]) encode(id string) (record, error) {
	r := record{Kind: tb.kind, ID: id}
	row, ok := tb.rows[id]
	if !ok {
		return r, nil
	}
	raw, err := json.Marshal(row)
	if err != nil {
		return r, fmt.Errorf("encode %s: %w", tb.kind, err)
	}
	r.Value = raw
	return r, nil
}

func (tb *table[T]) name() string  { return tb.kind }
func (tb *table[T]) ids() []string { return slices.Sorted(maps.Keys(tb.rows)) }
func (tb *table[T]) clear()        { clear(tb.rows) }

// stored is what the journal needs of a table, whatever its rows.
type stored interface {
	name() string
	ids() []string
	clear()
	apply(record) error
	encode(id string) (record, error)
}

type rowKey struct {
	table stored
	id    string
}

// tx is one change of the state: it runs under the simulator's lock, is
// written as one journal line, and its events go to the streams.
type tx struct {
	*Simulator
	now     time.Time // virtual; a timer's due time when a timer runs
	touched []rowKey
	seen    map[rowKey]bool
	events  []streamEvent
	after   []func()
}

func (t *tx) touch(table stored, id string) {
	key := rowKey{table, id}
	if t.seen[key] {
		return
	}
	t.seen[key] = true
	t.touched = append(t.touched, key)
}

// tell sends an event to the streams; its data is made only when someone
// listens, and at once, since the state moves on.
func (t *tx) tell(kind string, data func() any) {
	if t.hub.listened() {
		t.events = append(t.events, streamEvent{kind, data()})
	}
}

// afterwards runs f once the lock is free and the journal is written.
func (t *tx) afterwards(f func()) { t.after = append(t.after, f) }

// update runs one change at the present virtual instant.
func (s *Simulator) update(change func(*tx)) {
	s.mu.Lock()
	s.updateLocked(s.clock.now(), change)
}

// updateLocked runs one change; it is entered with the lock and leaves
// without it.
func (s *Simulator) updateLocked(now time.Time, change func(*tx)) {
	t := &tx{Simulator: s, now: now, seen: map[rowKey]bool{}}
	func() {
		defer s.mu.Unlock()
		change(t)
		s.persist(t.touched)
		s.hub.publish(t.events) // under the lock, so that streams see the order of changes
	}()
	for _, f := range t.after {
		f()
	}
}

// view reads the state under the lock.
func (s *Simulator) view(read func(now time.Time)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	read(s.clock.now())
}

func (s *Simulator) persist(rows []rowKey) {
	if s.journal == nil || len(rows) == 0 {
		return
	}
	records := make([]record, 0, len(rows))
	for _, key := range rows {
		r, err := key.table.encode(key.id)
		if err != nil {
			s.log.Error("simulator record not encoded", "kind", key.table.name(), "error", err)
			continue
		}
		records = append(records, r)
	}
	if err := s.journal.append(records); err != nil {
		s.log.Error("simulator journal not written", "error", err)
	}
}

// load reads the journal into the tables. A journal with many more records
// than rows is rewritten.
func (s *Simulator) load(dir string) error {
	byName := map[string]stored{}
	for _, table := range s.tables() {
		byName[table.name()] = table
	}
	j, count, err := openJournal(dir, s.log, func(r record) error {
		if table := byName[r.Kind]; table != nil {
			return table.apply(r)
		}
		return nil // written by a later version
	})
	if err != nil {
		return err
	}
	s.journal = j
	if live := s.liveRecords(); count > 1000 && count > 2*len(live) {
		return j.rewrite(live)
	}
	return nil
}

func (s *Simulator) liveRecords() []record {
	var live []record
	for _, table := range s.tables() {
		for _, id := range table.ids() {
			if r, err := table.encode(id); err == nil {
				live = append(live, r)
			}
		}
	}
	return live
}

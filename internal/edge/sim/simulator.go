package sim

import (
	"cmp"
	"container/heap"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"path/filepath"
	"sync"

	"relevo/internal/ids"
)

// Simulator is one simulated business number with everything around it. It
// answers over Handler from New on; timers and webhooks run between Start and
// Stop.
type Simulator struct {
	options Options
	log     *slog.Logger
	clock   *virtualClock
	http    *http.Client // webhooks and media links; never follows a redirect
	hub     *hub
	blobs   blobs

	mu       sync.Mutex // guards everything below
	journal  *journal
	state    state
	index    index
	limits   limits
	due      taskHeap
	queue    []string                   // ids of deliveries to be posted, in order
	posted   map[string][]chan struct{} // who waits for the first attempt of a delivery
	holding  int                        // deliveries held by a reorder fault
	polls    []chan struct{}            // long polls of the traffic log
	seq      int64
	forgetAt int    // number of deliveries at which old ones are looked for
	baseURL  string // set by ListenAndServe before it serves

	taskWake  chan struct{}
	queueWake chan struct{}
	closing   chan struct{} // closed when the listener shuts down
	stop      context.CancelFunc
	running   sync.WaitGroup
}

// state is everything that survives a restart.
type state struct {
	settings   *table[settings] // one row
	customers  *table[customer]
	pairs      *table[pair] // by customer id
	messages   *table[message]
	media      *table[mediaItem]
	templates  *table[template]
	uploads    *table[upload]
	deliveries *table[delivery]
	tasks      *table[task]
	rules      *table[rule]
	traffic    *table[trafficEntry]
}

func newState() state {
	return state{
		settings:   newTable[settings]("settings"),
		customers:  newTable[customer]("customer"),
		pairs:      newTable[pair]("pair"),
		messages:   newTable[message]("message"),
		media:      newTable[mediaItem]("media"),
		templates:  newTable[template]("template"),
		uploads:    newTable[upload]("upload"),
		deliveries: newTable[delivery]("delivery"),
		tasks:      newTable[task]("task"),
		rules:      newTable[rule]("rule"),
		traffic:    newTable[trafficEntry]("traffic"),
	}
}

func (s *Simulator) tables() []stored {
	st := &s.state
	return []stored{
		st.settings, st.customers, st.pairs, st.messages, st.media, st.templates,
		st.uploads, st.deliveries, st.tasks, st.rules, st.traffic,
	}
}

// New opens the journal, replays it, and seeds an empty one with customers
// and templates. The errors are an invalid_input fault for wrong options, and
// whatever opening the journal gives.
func New(options Options) (*Simulator, error) {
	options, err := options.withDefaults()
	if err != nil {
		return nil, err
	}
	s := &Simulator{
		options: options,
		log:     options.Log,
		clock:   newVirtualClock(options.Clock),
		http: &http.Client{
			Transport:     options.Transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		hub:       newHub(),
		blobs:     newMemoryBlobs(),
		state:     newState(),
		limits:    newLimits(),
		posted:    map[string][]chan struct{}{},
		taskWake:  make(chan struct{}, 1),
		queueWake: make(chan struct{}, 1),
		closing:   make(chan struct{}),
	}
	if options.Journal != "" {
		s.blobs = newFileBlobs(filepath.Join(options.Journal, "media"))
		if err := s.load(options.Journal); err != nil {
			return nil, err
		}
	}
	s.resume()
	return s, nil
}

// resume rebuilds what is derived from the records.
func (s *Simulator) resume() {
	if set := s.state.settings.get(settingsKey); set != nil {
		s.clock.restore(set.Clock)
	}
	s.index = newIndex(&s.state)
	s.seq = s.highestSeq()
	for _, row := range s.state.tasks.rows {
		s.due = append(s.due, row)
	}
	heap.Init(&s.due)
	for _, d := range s.state.deliveries.sorted(func(a, b *delivery) int { return cmp.Compare(a.Seq, b.Seq) }) {
		if d.State == deliveryQueued {
			s.queue = append(s.queue, d.ID)
		}
		if d.State == deliveryWaiting && d.After > 0 {
			s.holding++
		}
	}
	s.update(func(t *tx) {
		if t.state.settings.get(settingsKey) == nil {
			t.seed()
			return
		}
		t.retarget()
	})
}

func (s *Simulator) highestSeq() int64 {
	var highest int64
	for _, m := range s.state.messages.rows {
		highest = max(highest, m.Seq)
	}
	for _, d := range s.state.deliveries.rows {
		highest = max(highest, d.Seq)
	}
	for _, e := range s.state.traffic.rows {
		highest = max(highest, e.Seq)
	}
	for _, row := range s.state.tasks.rows {
		highest = max(highest, row.Seq)
	}
	for _, c := range s.state.customers.rows {
		highest = max(highest, c.Seq)
	}
	return highest
}

// nextSeq numbers records in the order of their making.
func (t *tx) nextSeq() int64 {
	t.seq++
	return t.seq
}

// Start runs timers and webhook deliveries until Stop or the end of ctx.
func (s *Simulator) Start(ctx context.Context) {
	ctx, s.stop = context.WithCancel(ctx)
	s.running.Go(func() { s.taskLoop(ctx) })
	s.running.Go(func() { s.postLoop(ctx) })
}

// Stop ends timers and deliveries, waits for those in flight, and closes the
// journal. What was not posted yet is posted after the next start.
func (s *Simulator) Stop() error {
	if s.stop != nil {
		s.stop()
	}
	s.running.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.journal == nil {
		return nil
	}
	err := s.journal.close()
	s.journal = nil
	if err != nil {
		return errors.Join(errors.New("close simulator journal"), err)
	}
	return nil
}

// newID makes the id of a record that only the control API shows.
func newID() string { return ids.New() }

package sim

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
)

// record is one row in the journal; without a value the row was removed.
type record struct {
	Kind  string          `json:"k"`
	ID    string          `json:"id"`
	Value json.RawMessage `json:"v,omitempty"`
}

// journal is an append-only file of lines. One line holds all records of one
// transaction, so a torn last line loses a transaction whole and never half.
// A line is written at once, so it survives the end of the process; fsync
// follows in batches and makes it survive the end of the machine.
type journal struct {
	path  string
	log   *slog.Logger
	mu    sync.Mutex // guards file
	file  *os.File
	dirty chan struct{}
	done  chan struct{}
	quit  chan struct{}
}

// openJournal replays the journal in dir and opens it for appending. The
// count is the number of records that were read.
func openJournal(dir string, log *slog.Logger, apply func(record) error) (*journal, int, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, 0, fmt.Errorf("make journal directory: %w", err)
	}
	path := filepath.Join(dir, "journal.jsonl")
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, 0, fmt.Errorf("open journal: %w", err)
	}
	good, count, err := replay(file, apply)
	if err == nil {
		err = file.Truncate(good)
	}
	if err == nil {
		_, err = file.Seek(good, io.SeekStart)
	}
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("replay journal: %w", err), file.Close())
	}
	j := &journal{
		path: path, log: log, file: file,
		dirty: make(chan struct{}, 1), done: make(chan struct{}), quit: make(chan struct{}),
	}
	go j.syncLoop()
	return j, count, nil
}

// replay applies every whole line and gives the offset behind the last one. A
// last line without its newline, or one that does not parse at the very end,
// is what a crash leaves and is skipped.
func replay(file io.Reader, apply func(record) error) (good int64, count int, err error) {
	in := bufio.NewReaderSize(file, 1<<16)
	for number := 1; ; number++ {
		line, readErr := in.ReadBytes('\n')
		if readErr == io.EOF {
			return good, count, nil
		}
		if readErr != nil {
			return good, count, readErr
		}
		var records []record
		if err := json.Unmarshal(line, &records); err != nil {
			if _, peek := in.Peek(1); peek == io.EOF {
				return good, count, nil
			}
			return good, count, fmt.Errorf("line %d: %w", number, err)
		}
		for _, r := range records {
			if err := apply(r); err != nil {
				return good, count, fmt.Errorf("line %d: %w", number, err)
			}
		}
		good += int64(len(line))
		count += len(records)
	}
}

// append writes one transaction.
func (j *journal) append(records []record) error {
	line, err := json.Marshal(records)
	if err != nil {
		return fmt.Errorf("encode journal line: %w", err)
	}
	j.mu.Lock()
	_, err = j.file.Write(append(line, '\n'))
	j.mu.Unlock()
	if err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	select {
	case j.dirty <- struct{}{}:
	default:
	}
	return nil
}

// rewrite replaces the whole file by these records, atomically.
func (j *journal) rewrite(records []record) error {
	var out bytes.Buffer
	for _, r := range records {
		line, err := json.Marshal([]record{r})
		if err != nil {
			return fmt.Errorf("encode journal line: %w", err)
		}
		out.Write(line)
		out.WriteByte('\n')
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	file, err := os.OpenFile(j.path+".new", os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("make journal: %w", err)
	}
	_, err = file.Write(out.Bytes())
	if err == nil {
		err = file.Sync()
	}
	if err == nil {
		err = os.Rename(j.path+".new", j.path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("rewrite journal: %w", err), file.Close())
	}
	old := j.file
	j.file = file
	return old.Close()
}

// syncLoop makes what was written durable. Everything appended while one
// fsync runs shares the next.
func (j *journal) syncLoop() {
	defer close(j.done)
	for {
		select {
		case <-j.quit:
			return
		case <-j.dirty:
			if err := j.sync(); err != nil {
				j.log.Error("simulator journal not synced", "error", err)
			}
		}
	}
}

func (j *journal) sync() error {
	j.mu.Lock()
	file := j.file
	j.mu.Unlock()
	err := file.Sync()
	if errors.Is(err, os.ErrClosed) { // replaced by rewrite, which synced
		return nil
	}
	return err
}

func (j *journal) close() error {
	close(j.quit)
	<-j.done
	j.mu.Lock()
	defer j.mu.Unlock()
	return errors.Join(j.file.Sync(), j.file.Close())
}

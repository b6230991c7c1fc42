package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"relevo/test/rig"
)

const (
	searchRate  = 40 // of each request per second
	listAim     = 15 // ms, p99
	searchAim   = 50
	colleague   = "0192f000-0000-7000-8f00-000000000001"
	commonWord  = "tuesday" // in every message
	usualWord   = "marble"  // in every hundredth
	rareWord    = "zirconium"
	rareOneIn   = 50_000
	usualOneIn  = 100
	longIndexed = 30 * time.Minute
)

// lifeQueries make of the seeded conversations what a team makes of them: most
// have ended, some are in somebody's charge, nearly all were read; people have
// names, and some messages words of their own. ?1 is the person who asks.
var lifeQueries = []string{
	`INSERT INTO users (id, email, name, password_hash, created_at, updated_at) SELECT '` + colleague + `', 'ben@shop.test', 'Ben', password_hash, created_at, updated_at FROM users WHERE id = ?1`,
	`INSERT INTO memberships (project_id, user_id, role, number, created_at) SELECT project_id, '` + colleague + `', 'member', 99, created_at FROM memberships WHERE user_id = ?1`,
	`UPDATE conversations SET status = 'ended' WHERE rowid % 10 <> 0`,
	`UPDATE conversations SET assigned_user_id = ?1 WHERE rowid % 10 < 4`,
	`UPDATE conversations SET assigned_user_id = '` + colleague + `' WHERE rowid % 5000 = 1`,
	`INSERT INTO conversation_seen (conversation_id, user_id, seen_count) SELECT id, ?1, inbound_count FROM conversations WHERE rowid % 1000 <> 7 AND ?1 <> ''`,
	`UPDATE contacts SET profile_name = json_extract('["Ana","Ben","Carla","David","Elif","Farid","Grace","Hugo","Inés","João"]', '$[' || (rowid % 10) || ']')
		|| ' ' || json_extract('["Ali","Berg","Costa","Diaz","Evans","Fuchs","Gupta","Haas","Ito","Jensen"]', '$[' || (rowid / 10 % 10) || ']')
		|| ' ' || printf('%c%c', 97 + rowid / 100 % 26, 97 + rowid / 2600 % 26) WHERE ?1 <> ''`,
	fmt.Sprintf(`UPDATE messages SET node = replace(node, '"body":"', '"body":"%s ') WHERE rowid %% %d = 0 AND ?1 <> ''`, usualWord, usualOneIn),
	fmt.Sprintf(`UPDATE messages SET node = replace(node, '"body":"', '"body":"%s ') WHERE rowid %% %d = 0 AND ?1 <> ''`, rareWord, rareOneIn),
	`DELETE FROM search_messages WHERE ?1 <> ''`,
	`DELETE FROM search_people WHERE ?1 <> ''`,
	`UPDATE search_past SET contact_id = '', message_id = '', done = 0 WHERE ?1 <> ''`,
}

// search measures what a person of a team waits for in a big inbox while
// messages come in: the first page of each list, the ways to search, and the
// jump to an old message. The floor is a server that has the answer already.
func (b *bench) search(ctx context.Context) error {
	h, err := b.kept(ctx)
	if err == nil && h == nil {
		h, err = b.lively(ctx)
	}
	if err != nil {
		return err
	}
	defer func() { h.close() }()
	return b.asked(ctx, h)
}

// lively makes a big inbox with the life of a team in it, all of it indexed.
func (b *bench) lively(ctx context.Context) (h *hook, err error) {
	if h, err = b.hook(ctx); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			h.close()
		}
	}()
	if err := h.Seat(ctx); err != nil {
		return nil, err
	}
	if err := b.fill(ctx, h); err != nil {
		return nil, err
	}
	path := filepath.Join(h.Data, "relevo.db")
	if err := enliven(ctx, path); err != nil {
		return nil, err
	}
	began := time.Now()
	if h.server, err = h.Start(ctx); err != nil {
		return nil, err
	}
	waiting, cancel := context.WithTimeout(ctx, longIndexed)
	defer cancel()
	if err := indexed(waiting, path); err != nil {
		return nil, err
	}
	show("index", "of everything in %.0f s", time.Since(began).Seconds())
	return h, b.keepIt(ctx, h)
}

// indexed waits until the server has read everything into its index.
func indexed(ctx context.Context, path string) (err error) {
	pool, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	for done := 0; done == 0; {
		if err := pause(ctx, time.Second/4); err != nil {
			return fmt.Errorf("the index is not done: %w", err)
		}
		if err := pool.QueryRowContext(ctx, `SELECT done FROM search_past`).Scan(&done); err != nil {
			return err
		}
	}
	return nil
}

func enliven(ctx context.Context, path string) (err error) {
	pool, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)&_pragma=cache_size(-262144)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	var user string
	if err := pool.QueryRowContext(ctx, `SELECT id FROM users WHERE email = ?1`, rig.Email).Scan(&user); err != nil {
		return err
	}
	for n, query := range lifeQueries {
		if _, err := pool.ExecContext(ctx, query, user); err != nil {
			return fmt.Errorf("enliven, step %d: %w", n, err)
		}
	}
	return nil
}

// question is one thing that a person asks for; aim is its p99 in milliseconds.
type question struct {
	what, path string
	aim        int
}

// questions gives what is measured. Each filter has one that few rows pass.
func (h *hook) questions(ctx context.Context, cookie string) ([]question, error) {
	list := func(what, filter string) question {
		return question{"list, " + what, "conversations?limit=30" + filter, listAim}
	}
	find := func(what, kind, text string) question {
		return question{"search, " + what, "search?limit=20&type=" + kind + "&q=" + url.QueryEscape(text), searchAim}
	}
	var found struct {
		Data []struct {
			Message struct {
				Kapso struct {
					ID             string
					ConversationID string `json:"whatsapp_conversation_id"`
				}
			}
		}
	}
	body, err := h.as(ctx, cookie, find("", "message", rareWord).path)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(body, &found); err != nil || len(found.Data) == 0 {
		return nil, fmt.Errorf("the rare word is not found: %w", err)
	}
	oldest := found.Data[len(found.Data)-1].Message.Kapso
	return []question{
		list("everything", ""), list("open", "&status=active"), list("closed", "&status=ended"), list("mine", "&assigned_user_id=me"),
		list("mine and open", "&assigned_user_id=me&status=active"), list("a colleague's few", "&assigned_user_id="+colleague),
		list("unassigned", "&unassigned=true&status=active"), list("of a number", "&phone_number_id="+rig.PhoneNumberID),
		list("unread", "&unread=true"), list("unread and open", "&unread=true&status=active"),
		list("unread of a colleague's", "&unread=true&assigned_user_id="+colleague),
		find("part of a phone number", "conversation", "012345"), find("end of a phone number", "conversation", "4321"), find("three digits", "conversation", "123"),
		find("a common name", "conversation", "ana"), find("first letters of two names", "conversation", "car cos"), find("a name nobody has", "conversation", "zzyzx"),
		find("a rare word", "message", rareWord), find("a common word", "message", commonWord), find("two common words", "message", commonWord+" order"),
		find("a rare and a common word", "message", rareWord+" "+commonWord), find("a usual and a rare word", "message", usualWord+" "+rareWord),
		find("a word's beginning", "message", "tu"), find("no such word", "message", "xylophone"),
		{"jump to an old message", "messages?limit=50&conversation_id=" + oldest.ConversationID + "&around=" + oldest.ID, listAim},
	}, nil
}

func (b *bench) asked(ctx context.Context, h *hook) error {
	cookie, err := h.LogIn(ctx, h.client, h.server.URL)
	if err != nil {
		return err
	}
	all, err := h.questions(ctx, cookie)
	if err != nil {
		return err
	}
	var stop atomic.Bool
	var writing sync.WaitGroup
	var failed error
	writing.Go(func() { failed = b.trickle(ctx, h, &stop) })
	err = b.answers(ctx, h, cookie, all)
	stop.Store(true)
	writing.Wait()
	return errors.Join(err, failed)
}

func (b *bench) answers(ctx context.Context, h *hook, cookie string, all []question) error {
	for _, q := range all {
		if !strings.Contains(q.what, b.ask) {
			continue
		}
		body, err := h.as(ctx, cookie, q.path)
		if err != nil {
			return err
		}
		floor := answering(body)
		own, err := paced(searchRate, b.lasts/12, func(int, time.Time) error { _, err := h.as(ctx, cookie, q.path); return err })
		if err != nil {
			return errors.Join(err, ctx.Err())
		}
		idle, err := paced(searchRate, b.lasts/60, func(int, time.Time) error { _, err := fetch(ctx, h, floor.URL); return err })
		floor.Close()
		if err != nil {
			return err
		}
		mark := ""
		if at(own, 99) > float64(q.aim) {
			mark = "  OVER"
		}
		show(q.what, "p50 %5.1f ms, p99 %5.1f ms (aim p99 ≤ %d; floor p50 %.1f, p99 %.1f)%s", at(own, 50), at(own, 99), q.aim, at(idle, 50), at(idle, 99), mark)
	}
	return nil
}

// as reads an answer of the platform API with a person's session.
func (h *hook) as(ctx context.Context, cookie, path string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.server.URL+"/platform/v1/whatsapp/"+path, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Cookie", cookie)
	return read(h.client, r)
}

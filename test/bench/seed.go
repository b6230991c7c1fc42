package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// seedQueries make people who have each written perConversation messages, as
// the real line stores them: ?1 the project, ?2 the number, ?3 how many people,
// ?4 messages for each, ?5 the instant of the newest message in milliseconds,
// ?6 the text. Person p is id p of the id space of each table; messages come in
// turns, so that the pages of a thread lie apart as they do in life.
var seedQueries = []string{
	`CREATE TEMP TABLE people AS WITH RECURSIVE n (p) AS (SELECT 0 UNION ALL SELECT p + 1 FROM n WHERE p + 1 < ?3)
		SELECT p, printf('16660%06d', p) AS phone, ?5 - (?3 * ?4 - p) AS first_at, ?5 - (?3 - p) AS last_at,
		printf('0192f000-%04x-7000-8c00-%012x', p % 65536, p) AS contact, printf('0192f000-%04x-7000-8d00-%012x', p % 65536, p) AS conversation
		FROM n`,
	`INSERT INTO contacts (id, project_id, wa_id, profile_name, created_at, updated_at)
		SELECT contact, ?1, phone, 'P ' || phone, first_at, first_at FROM people`,
	`INSERT INTO contact_aliases (project_id, value, contact_id) SELECT ?1, phone, contact FROM people`,
	`INSERT INTO conversations (id, project_id, number_id, contact_id, status, last_active_at, created_at, updated_at)
		SELECT conversation, ?1, ?2, contact, 'active', last_at, first_at, last_at FROM people`,
	`WITH RECURSIVE turns (k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM turns WHERE k + 1 < ?4)
		INSERT INTO messages (id, project_id, number_id, conversation_id, contact_id, wamid, direction, origin, type, node, text,
			status, status_rank, actor, arrival, at, provider_at, created_at)
		SELECT printf('0192f%03x-%04x-7000-8e00-%012x', k, p % 65536, p), ?1, ?2, conversation, contact,
			printf('wamid.seed.%02d.%041d', k, p), 'inbound', 'cloud_api', 'text',
			printf('{"from":"%s","id":"wamid.seed.%02d.%041d","timestamp":"%d","type":"text","text":{"body":"%s"}}',
				phone, k, p, (first_at + ?3 * k) / 1000, ?6),
			?6, 'received', 0, 'contact:' || contact, -(?3 * (?4 - k) - p) << 16, first_at + ?3 * k, first_at + ?3 * k, first_at + ?3 * k
		FROM turns CROSS JOIN people ORDER BY k, p`,
	`UPDATE conversations SET messages_count = ?4, inbound_count = ?4, version = 1 + ?4, last_message_id = m.id,
		last_message_wamid = m.wamid, last_message_type = m.type, last_message_direction = m.direction,
		last_message_status = m.status, last_message_text = m.text, last_message_at = m.at, last_message_order = m.arrival,
		last_inbound_at = m.at, last_active_at = m.at
		FROM (SELECT conversation, printf('wamid.seed.%02d.%041d', ?4 - 1, p) AS wamid FROM people) AS last, messages AS m
		WHERE conversations.id = last.conversation AND m.wamid = last.wamid AND m.number_id = ?2`,
}

// seed fills the file of a stopped server with people, and gives the greatest
// row of each table before.
func seed(ctx context.Context, path string, people int, newest time.Time, text string) (before map[string]int64, err error) {
	pool, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)&_pragma=cache_size(-524288)"+
		"&_pragma=temp_store(MEMORY)&_pragma=journal_size_limit(67108864)")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	pool.SetMaxOpenConns(1) // the temporary table belongs to a connection
	var project, number string
	if err := pool.QueryRowContext(ctx, `SELECT project_id, id FROM numbers`).Scan(&project, &number); err != nil {
		return nil, err
	}
	before = map[string]int64{}
	for _, table := range comparedTables {
		var last int64
		if err := pool.QueryRowContext(ctx, `SELECT max(rowid) FROM `+table).Scan(&last); err != nil {
			return nil, err
		}
		before[table] = last
	}
	for n, query := range seedQueries {
		// Each query names its own of the numbered arguments; all are bound.
		if _, err := pool.ExecContext(ctx, query, project, number, people, perConversation, newest.UnixMilli(), text); err != nil {
			return nil, fmt.Errorf("seed, step %d: %w", n, err)
		}
	}
	return before, compare(ctx, pool, before)
}

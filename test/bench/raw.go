package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	_ "modernc.org/sqlite" // the product's driver

	"relevo/internal/ids"
	"relevo/test/rig"
)

// The statements of one message of a known person in an open conversation, as
// ingest gives them to SQLite.
var rawQueries = []string{
	`SELECT id, project_id, meta_app_id, phone_number_id, business_account_id, display_phone_number, name, access_token,
		graph_url, kind, created_at, updated_at FROM numbers WHERE phone_number_id = ?`,
	`SELECT ct.id, ct.project_id, ct.wa_id, ct.business_scoped_user_id, ct.parent_business_scoped_user_id, ct.username,
		ct.profile_name, ct.display_name, ct.customer_id, ct.metadata, ct.created_at, ct.updated_at
		FROM contact_aliases a JOIN contacts ct ON ct.id = a.contact_id WHERE a.project_id = ? AND a.value = ?`,
	`SELECT id, last_message_at, last_message_order FROM conversations
		WHERE number_id = ? AND contact_id = ? AND group_id = '' AND status = 'active'`,
	`INSERT INTO messages (id, project_id, number_id, conversation_id, contact_id, wamid, direction, origin, type, node, text,
		status, status_rank, errors, actor, arrival, at, provider_at, created_at)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'inbound', 'cloud_api', 'text', ?7, 'hello', 'received', 0, '[]', ?5, ?8, ?9, ?9, ?9)
		ON CONFLICT DO NOTHING`,
	`UPDATE conversations SET messages_count = messages_count + 1, inbound_count = inbound_count + 1, last_message_id = ?1,
		last_message_wamid = ?2, last_message_type = 'text', last_message_direction = 'inbound', last_message_status = 'received',
		last_message_text = 'hello', last_message_at = ?3, last_message_order = ?4, last_inbound_at = max(coalesce(last_inbound_at, 0), ?3),
		last_active_at = max(last_active_at, ?3), version = version + 1, updated_at = ?3 WHERE id = ?5`,
	`SELECT number_id, target_wamid, wamid, kind, type, node, text, at FROM amendments WHERE target_wamid = ? AND number_id = ?
		ORDER BY CASE kind WHEN 'edit' THEN 0 ELSE 1 END, at, wamid`,
	`INSERT INTO events (project_id, subject, version, type, actor, data, at) VALUES (?, ?, 0, 'message.received', ?, ?, ?)`,
}

// rawLoop is one connection with its statements prepared.
type rawLoop struct {
	conn    *sql.Conn
	prepare []*sql.Stmt
	project string
	number  string
}

// rawRate gives the messages per second of the loop, 64 to a commit. Its
// context can't be cancelled: the driver watches one that can for each statement.
func rawRate(ctx context.Context, path string, lasts time.Duration) (rate float64, err error) {
	ctx = context.WithoutCancel(ctx)
	pool, err := sql.Open("sqlite", "file:"+path+"?_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=journal_mode(WAL)"+
		"&_pragma=synchronous(FULL)&_pragma=cache_size(-16384)&_pragma=journal_size_limit(67108864)")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	conn, err := pool.Conn(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	l := &rawLoop{conn: conn}
	for _, query := range rawQueries {
		s, err := conn.PrepareContext(ctx, query)
		if err != nil {
			return 0, err
		}
		l.prepare = append(l.prepare, s)
	}
	if err := conn.QueryRowContext(ctx, `SELECT project_id, id FROM numbers`).Scan(&l.project, &l.number); err != nil {
		return 0, err
	}
	began, n := time.Now(), int64(0)
	for time.Since(began) < lasts {
		if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
			return 0, err
		}
		for range clients {
			n++
			if err := l.message(ctx, n); err != nil {
				return 0, err
			}
		}
		if _, err := conn.ExecContext(ctx, "COMMIT"); err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(began).Seconds(), nil
}

func (l *rawLoop) message(ctx context.Context, n int64) error {
	id, at, arrival := ids.New(), time.Now().UnixMilli(), (1<<30+n)<<16
	wamid := "wamid." + id
	node := fmt.Sprintf(`{"from":%q,"id":%q,"timestamp":"%d","type":"text","text":{"body":"hello"}}`, phone(n), wamid, at/1000)
	if _, err := l.row(ctx, 0, rig.PhoneNumberID); err != nil {
		return err
	}
	contact, err := l.row(ctx, 1, l.project, phone(n))
	if err != nil {
		return err
	}
	conversation, err := l.row(ctx, 2, l.number, contact)
	if err != nil {
		return err
	}
	if _, err := l.prepare[3].ExecContext(ctx, id, l.project, l.number, conversation, contact, wamid, node, arrival, at); err != nil {
		return err
	}
	if _, err := l.prepare[4].ExecContext(ctx, id, wamid, at, arrival, conversation); err != nil {
		return err
	}
	if _, err := l.row(ctx, 5, wamid, l.number); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	_, err = l.prepare[6].ExecContext(ctx, l.project, "conversation:"+conversation, "contact:"+contact,
		fmt.Sprintf(`{"conversation_id":%q,"message_id":%q}`, conversation, id), at)
	return err
}

// row reads the one row of a query, all columns, and gives the first.
func (l *rawLoop) row(ctx context.Context, query int, args ...any) (first string, err error) {
	rows, err := l.prepare[query].QueryContext(ctx, args...)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	if !rows.Next() {
		return "", errors.Join(sql.ErrNoRows, rows.Err())
	}
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	values := make([]any, len(columns))
	values[0] = &first
	for i := range values[1:] {
		values[i+1] = new(any)
	}
	return first, rows.Scan(values...)
}

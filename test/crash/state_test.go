package crash

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"relevo/internal/app"
	"relevo/internal/blob"
	"relevo/internal/clock"
)

// A line for each message in the order of its thread, without what differs from
// run to run. $1 is the text of a message whose end may differ in this case.
const messagesSQL = `SELECT c.wa_id || '|' || m.direction || '|' || m.type || '|' || m.text || '|' ||
	CASE WHEN m.direction = 'outbound' AND m.text = $1 THEN 'doubt' ELSE m.status || '|' || m.outcome || '|' || m.errors || '|' ||
		(SELECT COUNT(*) FROM message_statuses s WHERE s.wamid = m.wamid) END || '|' ||
	COALESCE((SELECT f.status || ' ' || f.sha256 || ' ' || f.byte_size FROM media f WHERE f.id = m.media_id), '') || '|' ||
	COALESCE((SELECT r.sender FROM reactions r WHERE r.target_wamid = m.wamid AND r.sender = 'business'), '')
	FROM messages m JOIN contacts c ON c.id = m.contact_id
	ORDER BY c.wa_id, m.direction, m.at, m.arrival, m.id`

const conversationsSQL = `SELECT c.wa_id || '|' || v.status || '|' || v.messages_count || '|' || v.inbound_count || '|' ||
	COALESCE(v.last_message_text, '') || '|' || CASE WHEN v.last_message_text = $1 THEN 'doubt' ELSE COALESCE(v.last_message_status, '') END
	FROM conversations v JOIN contacts c ON c.id = v.contact_id ORDER BY c.wa_id, v.id`

// state is what an installation holds in the end, comparable between runs:
// without what became of the message whose text is doubt.
func (w *world) state(doubt string) string {
	lines := slices.Concat([]string{"messages"}, w.query(messagesSQL, doubt), []string{"conversations"}, w.query(conversationsSQL, doubt),
		[]string{"contacts"}, w.query(`SELECT wa_id || '|' || COALESCE(profile_name, '') FROM contacts ORDER BY wa_id`),
		// User ids, which have a dot, differ from run to run.
		[]string{"numbers"}, w.query(`SELECT value FROM contact_aliases WHERE value NOT LIKE '%.%' ORDER BY value`),
		[]string{"files"}, w.query(`SELECT direction || ' ' || status || ' ' || kind FROM media ORDER BY direction, id`))
	return strings.Join(lines, "\n")
}

// sound holds the installation against what is promised of every one.
func (w *world) sound() {
	w.Helper()
	for what, sql := range map[string]string{
		"jobs that are stuck":                      `SELECT COUNT(*) FROM jobs WHERE kind <> 'end_silence'`,
		"jobs that were given up":                  `SELECT COUNT(*) FROM dead_jobs`,
		"keys of jobs that are gone":               `SELECT COUNT(*) FROM job_keys`,
		"events without a position":                `SELECT COUNT(*) FROM events WHERE pos IS NULL`,
		"gaps in the positions":                    `SELECT COALESCE(MAX(pos), 0) - COUNT(*) FROM events`,
		"positions beyond the last":                `SELECT COALESCE(MAX(pos), 0) - (SELECT last_pos FROM event_log) FROM events`,
		"cursors that are behind":                  `SELECT COUNT(*) FROM cursors, event_log WHERE cursors.pos < event_log.last_pos`,
		"sends that were begun and then forgotten": `SELECT COUNT(*) FROM messages WHERE outcome = 'started'`,
		"messages that nobody sends":               `SELECT COUNT(*) FROM messages WHERE status = 'queued' AND outcome = ''`,
		"files that nobody fetches":                `SELECT COUNT(*) FROM media WHERE status = 'pending'`,
	} {
		if n := w.count(sql); n != 0 {
			w.Errorf("%d %s", n, what)
		}
	}
	w.firstEvents()
	w.filesAreWhole()
}

// firstEvents wants exactly one event that tells of the coming of each message.
func (w *world) firstEvents() {
	w.Helper()
	told := map[string]int{}
	for _, text := range w.query(`SELECT data FROM events WHERE type IN ($1, $2)`, app.EventMessageReceived, app.EventMessageQueued) {
		var about app.EventData
		must(w.T, json.Unmarshal([]byte(text), &about))
		told[string(about.MessageID)]++
	}
	for _, id := range w.query(`SELECT id FROM messages`) {
		if told[id] != 1 {
			w.Errorf("%d events tell of the coming of the message %s", told[id], id)
		}
		delete(told, id)
	}
	if len(told) != 0 {
		w.Errorf("events tell of messages that are not there: %v", told)
	}
}

// filesAreWhole reads every stored file and holds it against its name.
func (w *world) filesAreWhole() {
	w.Helper()
	store, err := blob.OpenFolder(filepath.Join(w.instance.Data, "media"), clock.System{})
	must(w.T, err)
	for _, name := range w.query(`SELECT sha256 FROM media WHERE status = 'ready'`) {
		file, err := store.Open(w.ctx, name)
		must(w.T, err)
		hash := sha256.New()
		_, err = io.Copy(hash, file)
		must(w.T, err)
		must(w.T, file.Close())
		if got := hex.EncodeToString(hash.Sum(nil)); got != name {
			w.Errorf("the file %s holds %s", name, got)
		}
	}
}

// sends holds what the simulator got against what is recorded here: accepted
// is there once, a send in doubt at most once, and nothing else is there.
func (w *world) sends() {
	w.Helper()
	for phone, outbound := range w.outbound() {
		got := w.phoneGot(phone)
		for body, outcome := range outbound {
			n := got[body]
			delete(got, body)
			if n > 1 || outcome == "accepted" && n != 1 || outcome == "refused" && n != 0 {
				w.Errorf("WhatsApp got %q %d times; its outcome is %s", body, n, outcome)
			}
		}
		if len(got) != 0 {
			w.Errorf("WhatsApp got %v, which nobody wrote", got)
		}
	}
}

// outbound gives the outcome of each message we sent, by phone and content.
func (w *world) outbound() map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, row := range w.query(`SELECT c.wa_id || '|' || m.type || ' ' || CASE WHEN m.type = 'text' THEN m.text ELSE '' END || '|' || m.outcome
		FROM messages m JOIN contacts c ON c.id = m.contact_id WHERE m.direction = 'outbound'`) {
		parts := strings.Split(row, "|")
		if out[parts[0]] == nil {
			out[parts[0]] = map[string]string{}
		}
		if _, twice := out[parts[0]][parts[1]]; twice {
			w.Errorf("%q is stored twice", parts[1])
		}
		out[parts[0]][parts[1]] = parts[2]
	}
	return out
}

// phoneGot counts the messages of the business on a phone, by content.
func (w *world) phoneGot(phone string) map[string]int {
	var chat struct {
		Data []struct {
			From, Type string
			Content    struct{ Body string }
		}
	}
	w.tell(http.MethodGet, "/customers/+"+phone+"/messages?limit=500", nil, &chat)
	got := map[string]int{}
	for _, m := range chat.Data {
		if m.From == "business" {
			got[fmt.Sprintf("%s %s", m.Type, m.Content.Body)]++
		}
	}
	return got
}

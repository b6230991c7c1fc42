package work_test

import (
	"fmt"
	"strings"
	"testing"

	"relevo/internal/app"
	"relevo/internal/db"
	"relevo/internal/edge/record/recordtest"
)

// poison makes the database refuse every message with this text, as a rule of
// its own that nobody thought of would.
func (l *line) poison(t *testing.T) {
	t.Helper()
	statements := []string{`CREATE TRIGGER poison BEFORE INSERT ON messages WHEN NEW.text = 'poison'
		BEGIN SELECT RAISE(ABORT, 'refused'); END`}
	if l.App.DB.Dialect() == db.Postgres {
		statements = []string{`CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''refused''; END'`,
			`CREATE TRIGGER poison BEFORE INSERT ON messages FOR EACH ROW WHEN (NEW.text = 'poison') EXECUTE FUNCTION poison()`}
	}
	err := l.App.DB.Write(t.Context(), func(tx *db.Tx) error {
		for _, s := range statements {
			if _, err := tx.Exec(s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// One item that cannot be stored costs none of its neighbours, in its own part
// of a large delivery or in another one, and its job is not done.
func TestARefusedItemCostsNoOther(t *testing.T) {
	t.Parallel()
	eachStill(t, func(t *testing.T, l *line) {
		l.poison(t)
		const messages, poisoned = app.MaxIngest + 20, 7
		var nodes []string
		for i := range messages {
			text := "fine"
			if i == poisoned {
				text = "poison"
			}
			nodes = append(nodes, fmt.Sprintf(`{"from":"15550107701","id":"wamid.%d","timestamp":"1893553445","type":"text","text":{"body":%q}}`, i, text))
		}
		body := `{"object":"whatsapp_business_account","entry":[{"id":"` + recordtest.AccountID + `","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",` +
			`"metadata":{"display_phone_number":"` + recordtest.Business + `","phone_number_id":"` + recordtest.PhoneNumberID + `"},` +
			`"contacts":[{"wa_id":"15550107701"}],"messages":[` + strings.Join(nodes, ",") + `]}}]}]}`
		recordtest.Do(t, l.Shop, recordtest.Inside, app.ReceiveDelivery, app.ReceiveDeliveryIn{MetaAppID: l.MetaApp, Body: []byte(body)})
		l.until(t, "all but one are stored", func() bool { return l.count(t, `SELECT count(*) FROM messages`) == messages-1 })
		l.until(t, "the job waits for another attempt", func() bool {
			return l.count(t, `SELECT count(*) FROM jobs WHERE kind = $1 AND last_error <> ''`, app.JobIngest) == 1
		})
	})
}

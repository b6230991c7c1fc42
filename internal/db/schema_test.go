package db_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"relevo/internal/db"
	"relevo/internal/db/dbtest"
)

// The views below give one line for each fact of a schema, in the same words
// for both dialects. SQLite: the table-valued pragma functions; PostgreSQL: the
// system catalogs.
var schemaFacts = map[db.Dialect]map[string]string{
	db.SQLite: {
		"columns": `SELECT t.name || '.' || c.name || ' ' ||
				CASE WHEN upper(c.type) IN ('INTEGER', 'BIGINT') THEN 'integer'
				     WHEN upper(c.type) = 'BLOB' THEN 'bytes' ELSE lower(c.type) END ||
				CASE WHEN c."notnull" OR c.pk > 0 THEN ' not null' ELSE '' END ||
				CASE WHEN c.dflt_value IS NULL THEN '' ELSE ' default ' || c.dflt_value END
			FROM pragma_table_list t, pragma_table_info(t.name) c`,
		"primary keys": `SELECT name || ' (' || group_concat(col, ', ') || ')' FROM (
			SELECT t.name, c.name AS col FROM pragma_table_list t, pragma_table_info(t.name) c
			WHERE c.pk > 0 AND t.schema = 'main' AND t.type = 'table' ORDER BY t.name, c.pk) t`,
		"unique keys": `SELECT name || ' (' || group_concat(col, ', ') || ')' FROM (
			SELECT t.name, i.name AS idx, c.name AS col FROM pragma_table_list t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
			WHERE i.origin = 'u' AND t.schema = 'main' AND t.type = 'table' ORDER BY t.name, i.name, c.seqno) t`,
		"indexes": `SELECT name || ' ' || idx || kind || ' (' || group_concat(col, ', ') || ')' FROM (
			SELECT t.name, i.name AS idx, CASE WHEN i."unique" THEN ' unique' ELSE '' END || CASE WHEN i.partial THEN ' partial' ELSE '' END AS kind,
				COALESCE(c.name, 'expression') || CASE WHEN c."desc" THEN ' desc' ELSE '' END AS col
			FROM pragma_table_list t, pragma_index_list(t.name) i, pragma_index_xinfo(i.name) c
			WHERE i.origin = 'c' AND c.key AND t.schema = 'main' AND t.type = 'table' ORDER BY t.name, i.name, c.seqno) t`,
		"foreign keys": `SELECT name || ' (' || group_concat(col, ', ') || ') ' || parent || ' ' || lower(on_delete) FROM (
			SELECT t.name, f.id, f."table" AS parent, f."from" AS col, f.on_delete
			FROM pragma_table_list t, pragma_foreign_key_list(t.name) f ORDER BY t.name, f.id, f.seq) t`,
	},
	db.Postgres: {
		"columns": `SELECT t.table_name || '.' || c.column_name || ' ' ||
				CASE WHEN c.data_type IN ('integer', 'bigint') THEN 'integer'
				     WHEN c.data_type = 'bytea' THEN 'bytes' ELSE c.data_type END ||
				CASE WHEN c.is_nullable = 'NO' THEN ' not null' ELSE '' END ||
				CASE WHEN c.column_default IS NULL THEN '' ELSE ' default ' || split_part(c.column_default, '::', 1) END
			FROM information_schema.tables t JOIN information_schema.columns c USING (table_schema, table_name)
			WHERE t.table_schema = 'public'`,
		"primary keys": `SELECT conrelid::regclass || ' (' || cols || ')' FROM (` + constraintColumns + `) k WHERE contype = 'p'`,
		"unique keys":  `SELECT conrelid::regclass || ' (' || cols || ')' FROM (` + constraintColumns + `) k WHERE contype = 'u'`,
		"indexes": `SELECT i.indrelid::regclass || ' ' || i.indexrelid::regclass ||
				CASE WHEN i.indisunique THEN ' unique' ELSE '' END || CASE WHEN i.indpred IS NOT NULL THEN ' partial' ELSE '' END || ' (' ||
				(SELECT string_agg(COALESCE(a.attname, 'expression') || CASE WHEN i.indoption[n - 1] & 1 = 1 THEN ' desc' ELSE '' END, ', ' ORDER BY n)
				 FROM generate_series(1, i.indnkeyatts) n LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[n - 1] AND a.attnum > 0) || ')'
			FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid AND c.relnamespace = 'public'::regnamespace
			WHERE NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))`,
		"foreign keys": `SELECT conrelid::regclass || ' (' || cols || ') ' || confrelid::regclass || ' ' ||
				CASE confdeltype WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default' WHEN 'r' THEN 'restrict' ELSE 'no action' END
			FROM (` + constraintColumns + `) k WHERE contype = 'f'`,
	},
}

const constraintColumns = `SELECT k.conrelid, k.confrelid, k.contype, k.confdeltype,
	(SELECT string_agg(a.attname, ', ' ORDER BY n.place) FROM unnest(k.conkey) WITH ORDINALITY n (num, place)
	 JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = n.num) AS cols
	FROM pg_constraint k WHERE k.connamespace = 'public'::regnamespace`

// groupings end the SQLite views, which collect columns by table and key.
var groupings = map[string]string{
	"primary keys": ` GROUP BY name`,
	"unique keys":  ` GROUP BY name, idx`,
	"indexes":      ` GROUP BY name, idx`,
	"foreign keys": ` GROUP BY name, id`,
	"columns":      ` WHERE t.schema = 'main' AND t.type = 'table'`,
}

// facts gives a sorted view of a schema without the migrations' own tables.
func facts(t *testing.T, d *db.DB, view string) []string {
	t.Helper()
	query := schemaFacts[d.Dialect()][view]
	if d.Dialect() == db.SQLite {
		query += groupings[view]
	}
	var lines []string
	err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		lines, err = db.All(tx, scanString, query)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", view, err)
	}
	lines = slices.DeleteFunc(lines, func(line string) bool {
		return strings.HasPrefix(line, "goose_db_version") || strings.HasPrefix(line, "sqlite_") ||
			strings.Contains(line, " search_index ") // full text is a table of its own in SQLite, an index in PostgreSQL
	})
	slices.Sort(lines)
	return lines
}

func TestDialectsHaveTheSameSchema(t *testing.T) {
	t.Parallel()
	found := map[db.Dialect]map[string][]string{}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		items(t, d) // a table with every kind of constraint: the views see them
		found[d.Dialect()] = map[string][]string{}
		for view := range groupings {
			found[d.Dialect()][view] = facts(t, d, view)
			if len(found[d.Dialect()][view]) == 0 {
				t.Errorf("no %s found", view)
			}
		}
	})
	for view := range groupings {
		lite, pg := found[db.SQLite][view], found[db.Postgres][view]
		for _, line := range lite {
			if !slices.Contains(pg, line) {
				t.Errorf("%s: only in SQLite: %s", view, line)
			}
		}
		for _, line := range pg {
			if !slices.Contains(lite, line) {
				t.Errorf("%s: only in PostgreSQL: %s", view, line)
			}
		}
	}
}

// A deferred constraint would fail at the COMMIT of a group and take its
// neighbours along.
func TestNoConstraintIsDeferred(t *testing.T) {
	t.Parallel()
	d := postgres(t)
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		names, err := db.All(tx, scanString, `SELECT conname::text FROM pg_constraint WHERE condeferrable`)
		if len(names) > 0 {
			return fmt.Errorf("deferrable: %q", names)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

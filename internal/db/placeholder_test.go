package db_test

import (
	"testing"

	"relevo/internal/db"
)

func TestPlainPlaceholders(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		`SELECT 1`:            `SELECT 1`,
		`VALUES ($1, $2, $1)`: `VALUES (?, ?, ?1)`,
		`SET a = $1, b = max($2, $1) WHERE c = $3`:  `SET a = ?, b = max(?, ?1) WHERE c = ?`,
		`WHERE b = $2 AND a = $1`:                   `WHERE b = $2 AND a = $1`,
		`SELECT $1 /* $7 */ -- $9` + "\n" + `, $2`:  `SELECT ? /* $7 */ -- $9` + "\n" + `, ?`,
		`SELECT '$.a''$2' || $1 || "$3" || x.$name`: `SELECT '$.a''$2' || $1 || "$3" || x.$name`,
		`SELECT '$.a''$2' || $1 || "$3"`:            `SELECT '$.a''$2' || ? || "$3"`,
		`SELECT 'open $1`:                           `SELECT 'open $1`,
	} {
		if got := db.Plain(query); got != want {
			t.Errorf("plain(%q) = %q, want %q", query, got, want)
		}
	}
}

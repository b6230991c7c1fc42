package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
)

var comparedTables = []string{"contacts", "contact_aliases", "conversations", "messages"}

// compare holds the seeded rows against those that the real line stored: each
// column must hold the same types, texts of much the same length, and small
// numbers (counts, flags) of much the same size.
func compare(ctx context.Context, pool *sql.DB, before map[string]int64) error {
	var differ []error
	for _, table := range comparedTables {
		columns, err := columnsOf(ctx, pool, table)
		if err != nil {
			return err
		}
		for _, column := range columns {
			real, err := shapeOf(ctx, pool, table, column, "rowid <= ?1", before[table])
			if err != nil {
				return err
			}
			seeded, err := shapeOf(ctx, pool, table, column, "rowid > ?1 AND rowid % 16 = 0", before[table])
			if err != nil {
				return err
			}
			if !real.like(seeded) {
				differ = append(differ, fmt.Errorf("seeded %s.%s is %v, stored by ingest %v", table, column, seeded, real))
			}
		}
	}
	return errors.Join(differ...)
}

func columnsOf(ctx context.Context, pool *sql.DB, table string) (names []string, err error) {
	rows, err := pool.QueryContext(ctx, `SELECT name FROM pragma_table_info(?)`, table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// shape is what the rows of a column look like.
type shape struct {
	types  string  // that occur
	length float64 // of texts, in the middle
	size   float64 // of numbers that are no instants or orders, in the middle
}

// smallest is the size from which a number is an instant or an order.
const smallest = 10_000

func shapeOf(ctx context.Context, pool *sql.DB, table, column, which string, row int64) (s shape, err error) {
	err = pool.QueryRowContext(ctx, `SELECT coalesce((SELECT group_concat(kind) FROM (SELECT DISTINCT typeof(`+column+`) AS kind
			FROM `+table+` WHERE `+which+` ORDER BY 1)), ''),
		coalesce(avg(CASE WHEN typeof(`+column+`) = 'text' THEN length(`+column+`) END), 0),
		coalesce(avg(CASE WHEN typeof(`+column+`) = 'integer' AND abs(`+column+`) < ?2 THEN `+column+` END), 0)
		FROM `+table+` WHERE `+which, row, smallest).Scan(&s.types, &s.length, &s.size)
	return s, err
}

func (s shape) like(other shape) bool {
	return s.types == other.types && near(s.length, other.length) && near(s.size, other.size)
}

// near lets ids and times of one more digit pass, and nothing much else.
func near(a, b float64) bool { return math.Abs(a-b) <= 2+0.1*math.Max(a, b) }

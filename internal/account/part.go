package account

import "relevo/internal/db"

// Part is a part of a short list: Size records behind the first Offset.
type Part struct{ Offset, Size int }

// Listed is a part of a list that is short enough to be counted, and how many
// records the whole has.
type Listed[T any] struct {
	Items []T
	Part  Part
	Total int
}

type listQuery struct{ columns, from, order string }

// listPart gives one part of what meets the condition.
func listPart[T any](tx *db.Tx, scan func(db.Scanner) (T, error), q listQuery, part Part, condition string, args []any) (Listed[T], error) {
	var where db.Where
	where.And(condition, args...)
	listed := Listed[T]{Part: part}
	if err := tx.QueryRow(`SELECT COUNT(*) FROM `+q.from+` `+where.String(), where.Args()...).Scan(&listed.Total); err != nil {
		return listed, err
	}
	query := `SELECT ` + q.columns + ` FROM ` + q.from + ` ` + where.String() + ` ORDER BY ` + q.order
	query += ` ` + where.Limit(part.Size) + ` OFFSET ` + where.Arg(part.Offset)
	items, err := db.All(tx, scan, query, where.Args()...)
	listed.Items = items
	return listed, err
}

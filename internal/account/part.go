package account

import "relevo/internal/db"

// Part is a part of a short list: Size records behind the first Offset.
type Part struct{ Offset, Size int }

type listQuery struct{ columns, from, order string }

// listPart gives one part of what meets the condition and counts the whole;
// for lists that stay short enough to be counted.
func listPart[T any](tx *db.Tx, scan func(db.Scanner) (T, error), q listQuery, part Part, condition string, args []any) ([]T, int, error) {
	var where db.Where
	where.And(condition, args...)
	var total int
	if err := tx.QueryRow(`SELECT COUNT(*) FROM `+q.from+` `+where.String(), where.Args()...).Scan(&total); err != nil {
		return nil, 0, err
	}
	query := `SELECT ` + q.columns + ` FROM ` + q.from + ` ` + where.String() + ` ORDER BY ` + q.order
	query += ` LIMIT ` + where.Arg(part.Size) + ` OFFSET ` + where.Arg(part.Offset)
	records, err := db.All(tx, scan, query, where.Args()...)
	return records, total, err
}

package db

import (
	"strconv"
	"strings"
	"time"

	"relevo/internal/clock"
)

// Where collects the conditions of a query and numbers their arguments, so
// that optional filters need no counting by hand.
type Where struct {
	conditions []string
	args       []any
}

// And adds a condition whose arguments are written as ? in order. The text
// must be a constant of the program; values go into args only.
func (w *Where) And(condition string, args ...any) {
	w.conditions = append(w.conditions, w.Put(condition, args...))
}

// Put numbers the arguments of a condition that stands elsewhere in the query,
// as And does, and gives its text.
func (w *Where) Put(condition string, args ...any) string {
	var b strings.Builder
	next := 0
	for _, r := range condition {
		if r != '?' {
			b.WriteRune(r)
			continue
		}
		b.WriteString(w.Arg(args[next]))
		next++
	}
	return b.String()
}

// Arg adds an argument without a condition and gives its placeholder.
func (w *Where) Arg(value any) string {
	w.args = append(w.args, value)
	return "$" + strconv.Itoa(len(w.args))
}

// Present keeps the rows that have a value in a column, or with false those that
// have none; nil keeps both.
func (w *Where) Present(column string, present *bool) {
	switch {
	case present == nil:
	case *present:
		w.And(column + " IS NOT NULL")
	default:
		w.And(column + " IS NULL")
	}
}

// Between keeps the rows whose instant in a column, in unix milliseconds, lies
// in a span, ends included; a zero end is open.
func (w *Where) Between(column string, from, to time.Time) {
	if !from.IsZero() {
		w.And(column+" >= ?", clock.Millis(from))
	}
	if !to.IsZero() {
		w.And(column+" <= ?", clock.Millis(to))
	}
}

// Limit gives " LIMIT n" with n as an argument. It stands in a sum, here and in
// every other statement: SQLite compiles a statement anew for each value of an
// argument that is a limit by itself (sqlite3ExprIsInteger, since 3.50), which
// takes longer than most of our queries.
func (w *Where) Limit(n int) string { return " LIMIT 0 + " + w.Arg(n) }

// String gives "WHERE …", or "" without conditions.
func (w *Where) String() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return "WHERE " + strings.Join(w.conditions, " AND ")
}

// Args gives the arguments in the order of their placeholders.
func (w *Where) Args() []any { return w.args }

// List gives "($1, $2, …)" for an IN condition over the values. It repeats the
// last one up to a power of two, so that lists of all lengths are few statements.
func List[T any](w *Where, values []T) string {
	var marks []string
	for _, v := range values {
		marks = append(marks, w.Arg(v))
	}
	for n := len(marks); n&(n-1) != 0; n++ {
		marks = append(marks, w.Arg(values[len(values)-1]))
	}
	return "(" + strings.Join(marks, ", ") + ")"
}

// Contains gives the LIKE pattern for a part of a text, with the pattern
// characters of the part escaped; use it with ESCAPE '\'.
func Contains(part string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(part) + "%"
}

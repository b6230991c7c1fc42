package job

import (
	"fmt"

	"relevo/internal/db"
	"relevo/internal/fault"
)

// IsQueued tells whether a job of a kind with exactly these arguments, as JSON,
// is still to be done. Dead letters are not.
func IsQueued(tx *db.Tx, kind, args string) (bool, error) {
	return exists(tx.QueryRow(`SELECT 1 FROM jobs WHERE kind = $1 AND args = $2 LIMIT 1`, kind, args))
}

// EnqueueOnce adds a job unless one of the same kind and arguments waits that
// nobody has begun: what that one will do then includes what is known now.
func EnqueueOnce(tx *db.Tx, s Spec) error {
	args, err := encode(s.Args)
	if err != nil {
		return fmt.Errorf("enqueue job: %w", err)
	}
	waits, err := exists(tx.QueryRow(`SELECT 1 FROM jobs WHERE kind = $1 AND args = $2 AND lease = '' LIMIT 1`, s.Kind, args))
	if err != nil || waits {
		return err
	}
	_, err = Enqueue(tx, s)
	return err
}

func exists(row db.Row) (bool, error) {
	var one int
	err := row.Scan(&one)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

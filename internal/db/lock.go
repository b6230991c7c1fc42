package db

// ForUpdate gives the suffix that locks a selected row until the transaction
// ends. SQLite needs none: it has one writer.
func (t *Tx) ForUpdate() string {
	if t.dialect == Postgres {
		return "FOR UPDATE"
	}
	return ""
}

// Lock holds a name for this transaction until it ends; another transaction
// that asks for the same name waits, and then sees what this one wrote. SQLite
// needs none: it has one writer.
func (t *Tx) Lock(name string) error {
	if t.dialect != Postgres {
		return nil
	}
	_, err := t.Exec(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, name)
	return err
}
